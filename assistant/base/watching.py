"""Detect changes of the base files on disk.

Editors overwrite a file in place, rename a new file over it, delete and recreate it, or switch a link; for a moment
the file may be short, empty or missing. Therefore this module compares contents rather than times, accepts a change
only after it has been stable for a while, and holds back a file that lost more than half of its size. The caller
provides the clock and the file contents, and polls several times a second. Polling works on every file system, unlike
the change notifications of the operating system.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from assistant.base.files import FileProblem, base_files, read_bytes

STABLE_FOR = 0.2
"""Seconds without a change after which a file counts as saved."""
HOLD_FOR = 10.0
"""Seconds without a change after which a file that shrank sharply counts as saved."""
SHRUNK_TO = 0.5
"""Share of the former size below which a file counts as having shrunk sharply."""

Contents = dict[Path, bytes]
"""The files of a base with their contents."""
Fingerprint = dict[Path, tuple[int, bytes]]
"""Size in bytes and hash of each file of a base."""


class State(Enum):
    """The result of a poll."""

    UNCHANGED = "the files hold the accepted content"
    CHANGING = "the files are being written"
    HELD = "a file shrank sharply and is held back"
    CHANGED = "the files hold new content, which is accepted now"


class Poll(NamedTuple):
    """The state of the files, as found by a poll."""

    state: State
    shrunk: tuple[Path, ...] = ()
    """Files that lost more than half of their size, or are missing."""
    contents: Contents | None = None
    """The new content if the state is ``CHANGED``."""
    shorter: tuple[Path, ...] = ()
    """Files that are shorter than before, or missing, if the state is ``CHANGED``."""
    released: bool = False
    """Whether the content was held back until the user confirmed it."""


def read_contents(paths: Sequence[Path]) -> Contents:
    """Read the files of a base; skip those that cannot be read."""
    contents: Contents = {}
    for file in base_files(paths)[0]:
        try:
            contents[file] = read_bytes(file)
        except FileProblem:
            continue
    return contents


def fingerprint(contents: Contents) -> Fingerprint:
    """Return size and hash of each file."""
    return {file: (len(data), blake2b(data, digest_size=16).digest()) for file, data in contents.items()}


def shrunk_files(before: Fingerprint, after: Fingerprint, share: float = SHRUNK_TO) -> tuple[Path, ...]:
    """Return the files below a share of their former size, or missing. Renamed files do not count."""
    moved = {stamp for file, stamp in after.items() if file not in before}
    return tuple(
        file
        for file, (size, digest) in before.items()
        if after.get(file, (0, b""))[0] < size * share and (size, digest) not in moved
    )


def extends(before: Contents, after: Contents) -> bool:
    """Return whether contents only continue those before, as when a file is still being written."""
    return all(after.get(file, b"").startswith(data) for file, data in before.items())


class ChangeDetector:
    """Decides when a change of the base files is complete."""

    def __init__(
        self,
        read: Callable[[], Contents],
        clock: Callable[[], float],
        *,
        hold_for: float = HOLD_FOR,
    ) -> None:
        """Start from the current content of the files.

        Args:
            read: Returns the current content of the files.
            clock: Returns the time in seconds; must be monotonic.
            hold_for: Seconds for which a file that shrank sharply is held back.
        """
        self._read, self._clock, self._hold_for = read, clock, hold_for
        self._accepted = fingerprint(read())
        self._pending: Fingerprint | None = None
        self._pending_since = 0.0
        self._released = False

    def poll(self) -> Poll:
        """Check the files once."""
        contents = self._read()
        current, now = fingerprint(contents), self._clock()
        if current == self._accepted:
            self._pending = None
            return Poll(State.UNCHANGED)
        if current != self._pending:
            self._pending, self._pending_since, self._released = current, now, False
        stable_for = now - self._pending_since
        if stable_for < STABLE_FOR:
            return Poll(State.CHANGING)
        shrunk = shrunk_files(self._accepted, current)
        if shrunk and stable_for < self._hold_for and not self._released:
            return Poll(State.HELD, shrunk)
        shorter = shrunk_files(self._accepted, current, 1.0)
        self._accepted, self._pending = current, None
        return Poll(State.CHANGED, shrunk, contents, shorter, self._released)

    def release(self) -> None:
        """Accept content that is held back with the next poll, unless it changes before."""
        self._released = True

    def accept(self) -> None:
        """Accept the current content of the files without waiting."""
        self._accepted, self._pending = fingerprint(self._read()), None
