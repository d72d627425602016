"""Tells when a base has changed on disk and has come to rest.

Editors save in place, rename over, delete and create, or swap a link; for a moment the file is short, empty
or gone. So contents are compared rather than times, a change counts only when it has been still for a while,
and a file that lost more than half of its size is held back and said to be. A state machine without clock or disk:
who follows a base gives it both, and looks several times a second. That costs some microseconds while nothing
changes, and is right on every file system, where notices of the system are lost or never come on some.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from assistant.base.files import Refused, base_files, read_bytes

STILL_FOR = 0.2
"""Seconds without a change after which a file is taken to be saved."""
HOLD_FOR = 10.0
"""Seconds for which a file that shrank sharply is held back before it is believed."""
SHRUNK_TO = 0.5
"""Share of its former size below which a file is taken to be cut short."""

Contents = dict[Path, bytes]
"""What the files of a base hold."""
Fingerprint = dict[Path, tuple[int, bytes]]
"""Size and hash of each file of a base."""


class State(Enum):
    """What a look at the files found."""

    SAME = "the base is as it was"
    MOVING = "something is being written"
    HELD = "a file shrank sharply and is held back"
    CHANGED = "the base has changed and come to rest"


class Look(NamedTuple):
    """A look at the files of a base."""

    state: State
    shrunk: tuple[Path, ...]
    """Files that lost more than half of their size, or are gone."""
    contents: Contents
    """What the files hold, when the base has changed: exactly what has been still."""


def read_contents(paths: Sequence[Path]) -> Contents:
    """What the files of a base hold at this moment; those that cannot be read are left out."""
    contents: Contents = {}
    for file in base_files(paths)[0]:
        try:
            contents[file] = read_bytes(file)
        except Refused:
            continue
    return contents


def fingerprint(contents: Contents) -> Fingerprint:
    """Size and hash of each file."""
    return {file: (len(data), blake2b(data, digest_size=16).digest()) for file, data in contents.items()}


def shrunk_files(before: Fingerprint, after: Fingerprint) -> tuple[Path, ...]:
    """Files that lost more than half of their size, or are gone; one that was only renamed is not."""
    moved = {stamp for file, stamp in after.items() if file not in before}
    return tuple(
        file
        for file, (size, digest) in before.items()
        if after.get(file, (0, b""))[0] < size * SHRUNK_TO and (size, digest) not in moved
    )


class Settled:
    """Decides when a change is to be believed."""

    def __init__(
        self,
        read: Callable[[], Contents],
        clock: Callable[[], float],
        *,
        still_for: float = STILL_FOR,
        hold_for: float = HOLD_FOR,
    ) -> None:
        """Start from what the files hold now.

        Args:
            read: Gives what the files hold.
            clock: Gives the time in seconds; never goes back.
            still_for: Seconds without a change after which it is believed.
            hold_for: The same for a file that shrank sharply.
        """
        self._read, self._clock = read, clock
        self._still_for, self._hold_for = still_for, hold_for
        self._believed = fingerprint(read())
        self._pending: Fingerprint | None = None
        self._since = 0.0

    def look(self) -> Look:
        """Look at the files once."""
        contents = self._read()
        current, now = fingerprint(contents), self._clock()
        if current == self._believed:
            self._pending = None
            return Look(State.SAME, (), {})
        if current != self._pending:
            self._pending, self._since = current, now
        still = now - self._since
        if still < self._still_for:
            return Look(State.MOVING, (), {})
        shrunk = shrunk_files(self._believed, current)
        if shrunk and still < self._hold_for:
            return Look(State.HELD, shrunk, {})
        return self._believe(current, shrunk, contents)

    def accept(self) -> Look:
        """Believe what the files hold now without waiting, because somebody said so."""
        contents = self._read()
        current = fingerprint(contents)
        if current == self._believed:
            return Look(State.SAME, (), {})
        return self._believe(current, shrunk_files(self._believed, current), contents)

    def _believe(self, current: Fingerprint, shrunk: tuple[Path, ...], contents: Contents) -> Look:
        self._believed, self._pending = current, None
        return Look(State.CHANGED, shrunk, contents)
