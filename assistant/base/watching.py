"""Tells when a base has changed on disk and has come to rest.

Editors save in place, rename over, delete and create, or swap a link; for a moment the file is short, empty
or gone. So contents are compared rather than times, a change counts only when it has been still for a while,
and a file that lost more than half of its size is held back and said to be. The deciding is a state machine
without clock or disk; ``watch`` gives it both.
"""

from __future__ import annotations

import os
import threading
import time
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

_TICK = 0.1
"""Seconds between looks while something is moving."""
_IDLE = 0.5
"""Seconds between glances at the files' dates, for file systems that send no notices."""

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


def watch(
    paths: Sequence[Path],
    on_change: Callable[[Look], None],
    stop: threading.Event,
    *,
    hold_for: float = HOLD_FOR,
) -> None:
    """Watch a base until told to stop; meant for a thread of its own.

    Args:
        paths: The files and directories of the base.
        on_change: Called with each change that has come to rest, and once for each file held back.
        stop: Set to end the watching; it ends within about a second.
        hold_for: Seconds for which a file that shrank sharply is held back.
    """
    settled = Settled(lambda: read_contents(paths), time.monotonic, hold_for=hold_for)
    glance = _glance(paths)
    held: tuple[Path, ...] = ()
    while not stop.is_set():
        look = settled.look()
        if look.state is State.CHANGED or (look.state is State.HELD and look.shrunk != held):
            on_change(look)
        held = look.shrunk if look.state is State.HELD else ()
        if look.state in (State.MOVING, State.HELD):
            stop.wait(_TICK)
            continue
        # Nothing moves: sleep until the system tells, or until dates show what it did not tell.
        while not stop.is_set() and not _told(paths, stop):
            latest = _glance(paths)
            if latest != glance:
                glance = latest
                break


def _told(paths: Sequence[Path], stop: threading.Event) -> bool:
    """Wait for the system's notice of a change near the files; False when none came in time."""
    try:
        from watchfiles import watch as notices

        wait = int(_IDLE * 1000)
        stream = notices(
            *_directories(paths),
            stop_event=stop,
            recursive=False,
            yield_on_timeout=True,
            rust_timeout=wait,
            debounce=int(_TICK * 1000),
            step=20,
            raise_interrupt=False,
        )
        return bool(next(stream, None))
    except (ImportError, OSError, RuntimeError):  # no such library, directory, or too many watches
        stop.wait(_IDLE / 2)
        return False


def _directories(paths: Sequence[Path]) -> list[Path]:
    """The directories to watch: those of the names and, where a name is a link, of what it points at."""
    found: dict[Path, None] = {}
    for path in (*paths, *base_files(paths)[0]):
        for one in (path, Path(os.path.realpath(path))):
            found[one if one.is_dir() else one.parent] = None
    return list(found)


def _glance(paths: Sequence[Path]) -> list[tuple[str, int, int, int]]:
    """Dates, sizes and numbers of the files: no proof of anything, but a cheap reason to look closer."""
    seen: list[tuple[str, int, int, int]] = []
    for file in base_files(paths)[0]:
        try:
            status = file.stat()
        except OSError:
            continue
        seen.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    return seen
