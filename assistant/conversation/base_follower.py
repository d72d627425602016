"""Follow the files of a base: use new content once it is complete, and hold back what seems cut short."""

from __future__ import annotations

import time
from pathlib import Path

from assistant.base.files import display_path
from assistant.base.watching import HOLD_FOR, ChangeDetector, Poll, State, read_contents
from assistant.conversation.current_index import Change, CurrentIndex
from assistant.conversation.truncation import Truncated, disappeared


class BaseFollower:
    """Replaces an index in use when the files of its base change."""

    def __init__(self, index: CurrentIndex) -> None:
        self._index = index
        self._detector = ChangeDetector(lambda: read_contents(index.cache.paths), time.monotonic)
        self._held_files: tuple[Path, ...] = ()
        self._truncated: Truncated | None = None

    def follow(self) -> Change | None:
        """Switch to changed content once the change is complete. Call it several times a second.

        See :mod:`assistant.base.watching` for when a change is complete.

        Returns:
            What changed; ``None`` if nothing has changed or the change is not complete.
        """
        index = self._index
        if index.is_unchanged():
            if index.problems or self._held_files:
                self._detector.accept()
                self._held_files = ()
            self._truncated = None
            return index.refresh()
        poll = self._detector.poll()
        held = self._truncated
        if poll.state is State.UNCHANGED and held is not None and held.is_confirmed():
            self._truncated = None
            return index.refresh(held.contents)
        if poll.state is State.HELD:
            reported, self._held_files = self._held_files, poll.shrunk
            first = poll.shrunk[0]
            what = "lost more than half of its size" if first.exists() else "is missing"
            summary = f"{display_path(first)} {what}: reading the base again in {HOLD_FOR:.0f} seconds"
            return Change(summary) if poll.shrunk != reported else None
        if poll.state is State.CHANGING:
            return None
        if poll.state is State.UNCHANGED and (index.problems or index.opened.path is None):
            return None  # nothing to open: the files are still broken, or the index in memory is up to date
        self._held_files, self._truncated = (), None
        reported_problems = index.problems
        if not poll.released and self._is_truncated(poll, held):
            changed = index.problems != reported_problems
            return Change(str(index.problems[0]), index.problems) if changed else None
        return index.refresh(poll.contents)

    def confirm(self) -> bool:
        """Use content that is held back, from the next ``follow`` on.

        Returns:
            Whether there is such content.
        """
        held = self._truncated
        if held is not None:
            held.confirmed = True
        if self._held_files:
            self._detector.release()
        return held is not None or bool(self._held_files)

    def _is_truncated(self, poll: Poll, held: Truncated | None) -> bool:
        """Return whether to hold new content back, as probably cut short; if so, report it as a problem."""
        if poll.contents is None or not (poll.shorter if held is None else held.is_continued(poll.contents)):
            return False
        files = poll.shorter if held is None else held.files
        count = disappeared(self._index.store(), poll.contents)
        if not count:
            return False
        self._truncated = Truncated(poll.contents, files)
        self._index.problems = (self._truncated.problem(count),)
        return True
