"""An open base, which is reloaded when its files change, and conversations about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant import paths as places
from assistant.base.files import FileProblem, display_path, read_bytes
from assistant.base.model import Entry, Section, Source
from assistant.conversation.answering import thresholds_of
from assistant.conversation.conversation import Conversation
from assistant.conversation.starters import select_starters
from assistant.errors import BaseError, Problem
from assistant.index.cache import Cache, Opened
from assistant.index.cache_entry import content_hash
from assistant.index.index_file import open_store
from assistant.index.store import Store
from assistant.index.suggestions import Suggestion, suggest
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.base.loader import Version
    from assistant.base.watching import ChangeDetector, Poll
    from assistant.conversation.truncation import Truncated

__all__ = ["Change", "Conversation", "OpenBase", "Suggestion"]


class Change(Record):
    """The effect of a change of the base files."""

    summary: str
    """One line: "base updated: 2 entries changed", or the first problem."""
    problems: tuple[Problem, ...] = ()
    """Why the old content stays in use; empty if the new content is used."""


class OpenBase:
    """A base, open for questions. Safe to use from several threads.

    Attributes:
        title, source, sections: As in the base.
        entry_count: Number of entries.
        files: The YAML files of the base.
    """

    def __init__(self, cache: Cache, opened: Opened) -> None:
        self._cache = cache
        self._opened = opened
        self._problems: tuple[Problem, ...] = ()
        self._detector: ChangeDetector | None = None
        self._held_files: tuple[Path, ...] = ()
        self._truncated: Truncated | None = None
        self._local = threading.local()

    @classmethod
    def open(
        cls,
        paths: Sequence[Path] | None = None,
        *,
        notice: Callable[[str], None] = lambda text: None,
        progress: Callable[[str, float], None] = lambda stage, share: None,
        wait_for_training: bool = False,
        copy_of: Sequence[Path] | None = None,
        version: Version | None = None,
    ) -> OpenBase:
        """Open a base.

        Args:
            paths: Files and directories; ``None`` opens the bundled base.
            notice: Called with one line if the index cannot be stored.
            progress: Called with the stage of a build and the share done (0-1).
            wait_for_training: Wait until the ranking is trained on the base, however long that takes.
            copy_of: The paths of the original base, if ``paths`` hold a temporary copy of it. The index is stored under
                the name of the original.
            version: The files as they were read before; if it is up to date, they are not parsed again.

        Raises:
            BaseError: The base has problems; it lists all of them.
        """
        chosen = list(paths) if paths else [places.bundled_base()]
        cache = Cache(
            chosen, places.cache_dir(), notice=notice, progress=progress, copy_of=copy_of, version=version
        )
        return cls(cache, cache.open(wait_for_training=wait_for_training))

    def store(self) -> Store:
        """Return the index, with a connection of its own for each thread."""
        opened = self._opened
        mine: tuple[Store, Store] | None = getattr(self._local, "mine", None)
        if mine is not None and mine[0] is opened.store:
            return mine[1]
        store: Store | None = None
        if opened.path is not None and threading.current_thread() is not threading.main_thread():
            store = open_store(opened.path, opened.content, opened.store.rebuild)
        store = store or opened.store
        self._local.mine = (opened.store, store)
        return store

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> Conversation:
        """Start a conversation, about one section only if ``section`` is given."""
        return Conversation(self.store, section=section, top_k=top_k)

    def suggest(self, typed: str, limit: int = 6) -> list[Suggestion]:
        """Suggest questions that have answers, for the text in the prompt."""
        return suggest(self.store(), typed, limit)

    def entry(self, id: str) -> Entry | None:
        """Return the entry with this id, if any."""
        return self.store().entry(id)

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        """Return (id, section, question, kind) of the entries of the base or a section, in order."""
        return self.store().listing(section)

    def starters(self, count: int = 6) -> list[tuple[str, str]]:
        """Return (id, question) of entries to begin with: those tagged ``start``, or else a selection."""
        tagged = self.store().tagged("start")
        return tagged[:count] or select_starters(self.sections, self.listing(), count)

    def section(self, id: str) -> Section | None:
        """Return the section with this id, if any."""
        return next((section for section in self.sections if section.id == id), None)

    def follow(self) -> Change | None:
        """Switch to changed content once the change is complete. Call it several times a second.

        See :mod:`assistant.base.watching` for when a change is complete.

        Returns:
            What changed; ``None`` if nothing has changed or the change is not complete.
        """
        from assistant.base.watching import HOLD_FOR, ChangeDetector, State, read_contents

        if self._detector is None:
            self._detector = ChangeDetector(lambda: read_contents(self._cache.paths), time.monotonic)
            return self.refresh()
        if self._cache.unchanged(self._opened):
            if self._problems or self._held_files:
                self._detector.accept()
                self._held_files = ()
            self._truncated = None
            return self.refresh()
        poll = self._detector.poll()
        held = self._truncated
        if poll.state is State.UNCHANGED and held is not None and held.is_confirmed():
            self._truncated = None
            return self.refresh(held.contents)
        if poll.state is State.HELD:
            reported, self._held_files = self._held_files, poll.shrunk
            first = poll.shrunk[0]
            what = "lost more than half of its size" if first.exists() else "is missing"
            summary = f"{display_path(first)} {what}: reading the base again in {HOLD_FOR:.0f} seconds"
            return Change(summary) if poll.shrunk != reported else None
        if poll.state is State.CHANGING:
            return None
        if poll.state is State.UNCHANGED and (self._problems or self._opened.path is None):
            return None  # nothing to open: the files are still broken, or the index in memory is up to date
        self._held_files, self._truncated = (), None
        reported_problems = self._problems
        if self._is_truncated(poll, held):
            changed = self._problems != reported_problems
            return Change(str(self._problems[0]), self._problems) if changed else None
        return self.refresh(poll.contents)

    def confirm(self) -> bool:
        """Use content that is held back because many entries have disappeared, from the next ``follow`` on.

        Returns:
            Whether there is such content.
        """
        held = self._truncated
        if held is not None:
            held.confirmed = True
        return held is not None

    def _is_truncated(self, poll: Poll, held: Truncated | None) -> bool:
        """Return whether to hold new content back, as probably cut short; if so, report it as a problem."""
        from assistant.conversation.truncation import Truncated, disappeared

        if poll.contents is None or not (poll.shorter if held is None else held.is_continued(poll.contents)):
            return False
        files = poll.shorter if held is None else held.files
        count = disappeared(self.store(), poll.contents)
        if not count:
            return False
        self._truncated = Truncated(poll.contents, files)
        self._problems = (self._truncated.problem(count),)
        return True

    def refresh(self, expected: Mapping[Path, bytes] | None = None) -> Change | None:
        """Check for changed files, and switch to the new content. If it has problems, keep the old content.

        Args:
            expected: The contents to load; files with other contents are not loaded.

        Returns:
            What changed; ``None`` if nothing has changed. The same problems are reported only once.
        """
        if self._cache.unchanged(self._opened):
            return self._fixed()
        try:
            opened = self._cache.open()
        except BaseError as error:
            if error.problems == self._problems or not _holds_expected(expected):
                return None
            self._problems = error.problems
            return Change(str(error.problems[0]), error.problems)
        if expected is not None and opened.content != content_hash(opened.files, expected):
            opened.store.close()  # the files were written between poll and open
            return None
        before, self._opened = self._opened, opened
        fixed = self._fixed()
        if opened.content != before.content:
            return Change(f"base updated: {_differences(before.store, opened.store)}")
        if opened.store.training == before.store.training:
            opened.store.close()
            self._opened = opened._replace(store=before.store)
        return fixed

    def _fixed(self) -> Change | None:
        """Clear the problems of the base, and report the fix if there were any."""
        problems, self._problems = self._problems, ()
        return Change("base fixed") if problems else None

    def close(self) -> None:
        """Close the index."""
        self._opened.store.close()

    @property
    def title(self) -> str:
        return self._opened.store.title

    @property
    def source(self) -> Source:
        return self._opened.store.source

    @property
    def sections(self) -> tuple[Section, ...]:
        return self._opened.store.sections

    @property
    def entry_count(self) -> int:
        return self._opened.store.entry_count

    @property
    def files(self) -> tuple[Path, ...]:
        return self._opened.files

    @property
    def trained(self) -> bool:
        """Whether the ranking is trained on the base."""
        return self._opened.store.trained

    @property
    def threshold(self) -> float:
        """Lowest score (0-100) that is answered."""
        return thresholds_of(self._opened.store).threshold

    @property
    def likely_threshold(self) -> float:
        """Lowest score (0-100) that is shown as the closest match."""
        return thresholds_of(self._opened.store).likely_threshold

    @property
    def margin(self) -> float:
        """Smallest lead (0-100) over the second candidate."""
        return thresholds_of(self._opened.store).margin


def _holds_expected(expected: Mapping[Path, bytes] | None) -> bool:
    """Return whether the files still have the expected contents."""
    try:
        return expected is None or all(read_bytes(path) == data for path, data in expected.items())
    except FileProblem:
        return False


def _differences(before: Store, after: Store) -> str:
    """Return how many entries are changed, new and removed, in words."""
    old, new = before.contents(), after.contents()
    counts = {
        "changed": sum(1 for id in old.keys() & new.keys() if old[id] != new[id]),
        "new": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
    }
    parts = [
        f"{count} {'entry' if count == 1 else 'entries'} {word}" for word, count in counts.items() if count
    ]
    return ", ".join(parts) or "no entry changed"
