"""Recognize a base file that was cut short between two entries, so that it still loads.

A half-written file may stay on disk, for example when an editor is killed or the disk is full. Its content is held
back until it is confirmed or saved again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.base.files import display_path
from assistant.base.loader import inspect_contents
from assistant.base.watching import Contents, extends
from assistant.errors import Problem
from assistant.index.store import Store

MANY = 5
"""Number of entries that must disappear at once to hold the content back."""
SHARE = 1 / 3
"""Share of the entries that is also enough, for a small base, if it is more than one entry."""
CHANGED = 2
"""Most other entries that may have changed: the last one may be cut short, too."""


class Truncated:
    """Content that is held back."""

    def __init__(self, contents: Contents, files: Sequence[Path]) -> None:
        """Hold contents back.

        Args:
            contents: The contents of all files.
            files: The files that are shorter than before.
        """
        self.contents = contents
        self.files = tuple(files)
        self.confirmed = False
        """Whether the user wants to use it."""
        self._stamps = _stamps(contents)

    def is_confirmed(self) -> bool:
        """Return whether to use the content: the user wants it, or has saved the same content again."""
        return self.confirmed or _stamps(self.contents) != self._stamps

    def is_continued(self, contents: Contents) -> bool:
        """Return whether new contents only continue these: then the file is still being written."""
        return extends(self.contents, contents)

    def problem(self, count: int) -> Problem:
        """Return the problem to report.

        Args:
            count: How many entries have disappeared.
        """
        message = f"{count:,} entries have disappeared and none has been added, as if the file were cut short"
        remedy = "Save it again, or confirm with /reload."
        return Problem(display_path(self.files[0]), 0, 0, "truncated", message, remedy)


def disappeared(store: Store, contents: Contents) -> int:
    """Return how many entries have disappeared, if many have and nothing else has changed; 0 otherwise.

    Args:
        store: The index of the content in use.
        contents: The new contents of all files.
    """
    loaded, _ = inspect_contents(list(contents.items()))
    if loaded is None:
        return 0
    known = store.contents()
    entries = loaded.base.entries
    gone = len(known.keys() - {entry.id for entry in entries})
    if gone < MANY and (gone < 2 or gone < len(known) * SHARE):
        return 0
    if any(entry.id not in known for entry in entries):
        return 0
    changed = sum(store.entry(entry.id) != entry for entry in entries)
    return gone if changed <= CHANGED else 0


def _stamps(contents: Contents) -> list[tuple[int, int]]:
    """Return a value that differs after any file has been written."""
    stamps: list[tuple[int, int]] = []
    for file in contents:
        try:
            status = file.stat()
        except OSError:
            continue
        stamps.append((status.st_mtime_ns, status.st_ino))
    return stamps
