"""Records kept in a file, one JSON object a line, so that nothing can tear them or lose them.

An append is one ``write`` on an ``O_APPEND`` descriptor under a lock. A file that has grown too large is cut
down, oldest lines first, into a new file that takes the old one's name in one step; whoever waited for the
lock meanwhile finds the name on another file and opens again. A line that a crash left half written is closed
with a line break by the next append. Files are for their owner alone, and no link is followed.

Whatever goes wrong, the program goes on without, and says so once. Only light modules are imported: a
one-shot answer that finds nothing passes through here.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from assistant.safe import safe_line

Notice = Callable[[str], None]

FILE_MODE = 0o600
FOLDER_MODE = 0o700
PATIENCE = 2.0
"""Seconds to wait for a lock: a process that was stopped while holding it must not stop the rest."""
OVERGROWN = 4
"""A file that cannot be cut down is added to until it is so many times its limit."""
REOPENINGS = 100
"""How often the file may be replaced or removed by others while it is being opened."""

_SAFE_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a planted pipe must not make anybody wait
    | getattr(os, "O_BINARY", 0)
)


def quiet(message: str) -> None:
    """Tell nobody."""


class Line(NamedTuple):
    """One record with its number."""

    number: int
    """Of the line, from 1; it stays the same when older lines are dropped."""
    value: dict[str, Any]


class Log:
    """A file of records that is added to.

    Attributes:
        path: The file; ``None`` to keep nothing.
        created: Whether the last append that succeeded has made the file.
    """

    def __init__(self, path: Path | None, what: str, notice: Notice = quiet, limit: int = 4 * 2**20) -> None:
        """Nothing is opened yet.

        Args:
            path: The file; ``None`` to keep nothing.
            what: The file's name in messages, such as "the inbox".
            notice: Called with one line when something goes wrong, at most once.
            limit: Size in bytes above which the oldest lines are dropped, down to half of it.
        """
        self.path = path
        self.created = False
        self._what = what
        self._notice = notice
        self._told = False
        self._limit = limit

    def append(self, *values: Mapping[str, Any]) -> bool:
        """Add records in one step.

        Returns:
            Whether they are kept.
        """
        if self.path is None or not values:
            return False
        # A lone surrogate cannot be encoded; backslashreplace makes it the escape that JSON has for it.
        texts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
        data = b"".join(text.encode("utf-8", "backslashreplace") + b"\n" for text in texts)
        try:
            self.created = self._add(self.path, data)
        except (OSError, ValueError) as error:  # ValueError: a path that no system takes
            self.tell(f"cannot be kept in {self.path}: {_reason(error)}")
            return False
        return True

    def lines(self) -> list[Line]:
        """The records, oldest first; damaged lines are passed over and stay in the file."""
        if self.path is None:
            return []
        try:
            raw = _content(self.path, OVERGROWN * self._limit)
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            self.tell(f"cannot be read from {self.path}: {_reason(error)}")
            return []
        dropped, parts = _numbered(raw)
        values = [(number, _record(part)) for number, part in enumerate(parts, dropped + 1) if part.strip()]
        damaged = sum(value is None for _, value in values)
        if damaged:
            some = "a damaged line" if damaged == 1 else f"{damaged} damaged lines"
            self.tell(f"has {some}, passed over, in {self.path}")
        return [Line(number, value) for number, value in values if value is not None]

    def tell(self, words: str) -> None:
        """Say what is wrong with the file, the first time."""
        if not self._told:
            self._told = True
            self._notice(safe_line(f"{self._what} {words}", 600))

    def _add(self, path: Path, data: bytes) -> bool:
        """Add bytes to the file that has the name once the lock is held.

        Returns:
            Whether the file was made for it.
        """
        if len(data) > self._limit // 2:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        made = False
        for _ in range(REOPENINGS):
            descriptor, new = _open(path)
            made = made or new
            try:
                locked = _locked(descriptor)
                if not locked or _is_current(path, descriptor):
                    self._put(path, descriptor, data, locked)
                    return made
            finally:
                os.close(descriptor)
        raise TimeoutError(errno.EBUSY, os.strerror(errno.EBUSY))

    def _put(self, path: Path, descriptor: int, data: bytes, locked: bool) -> None:
        """Write to the open file, or put a shorter one in its place."""
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size and _last_byte(descriptor) != b"\n":
            data = b"\n" + data
        if locked and size + len(data) > self._limit:
            try:
                _replace(path, _newest(_all(descriptor), self._limit // 2 - len(data)) + data)
                return
            except OSError:
                pass  # there may be room for a line where there is none for another file
        if size + len(data) > OVERGROWN * self._limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        written = os.write(descriptor, data)
        if written < len(data):
            if locked:
                os.ftruncate(descriptor, size)  # nobody has written since: half a record helps nobody
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _last_byte(descriptor: int) -> bytes:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1)


def make_folder(folder: Path) -> None:
    """See that a folder of ours exists, is no link, is ours, and lets nobody else in.

    Raises:
        OSError: It cannot be so.
    """
    for parent in reversed(folder.parents):
        if not parent.exists():
            parent.mkdir(FOLDER_MODE, exist_ok=True)  # as the XDG rules have it for the ones above, too
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        check_folder(folder)
    else:
        folder.chmod(FOLDER_MODE)  # whatever the umask took away


def check_folder(folder: Path) -> None:
    """See that a folder is no link, is ours, and lets nobody else in.

    Raises:
        OSError: It cannot be so; ``FileNotFoundError`` when there is none.
    """
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "its folder is a link or no folder")
    _check_owner(status)
    if status.st_mode & 0o077:
        with suppress(OSError):  # a disk that cannot be written to can still be read
            folder.chmod(FOLDER_MODE)


def _check_owner(status: os.stat_result) -> None:
    """Leave alone what belongs to others: an administrator's files there would lock its owner out."""
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "it belongs to somebody else")


def _open(path: Path) -> tuple[int, bool]:
    """Open a file for adding, making it and its folder when they are missing.

    Returns:
        The descriptor, and whether the file was made.
    """
    flags = os.O_RDWR | os.O_APPEND | _SAFE_FLAGS
    for _ in range(REOPENINGS):
        try:
            check_folder(path.parent)
            return _checked(os.open(path, flags)), False
        except FileNotFoundError:
            make_folder(path.parent)
        try:
            return _checked(os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)), True
        except FileExistsError:
            pass  # another process was faster
    raise TimeoutError(errno.EBUSY, os.strerror(errno.EBUSY))


def _checked(descriptor: int) -> int:
    """The descriptor, when it is of a regular file of ours; made private if it was not."""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        _check_owner(status)
        if status.st_mode & 0o7777 != FILE_MODE and hasattr(os, "fchmod"):
            with suppress(OSError):
                os.fchmod(descriptor, FILE_MODE)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _locked(descriptor: int) -> bool:
    """Take the lock on an open file.

    Returns:
        Whether it was taken; not where the system or the file system has no locks.

    Raises:
        TimeoutError: Another process holds it and does not let go.
    """
    try:
        import fcntl
    except ImportError:
        return False
    pause, until = 0.0005, time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise TimeoutError(errno.EBUSY, "another process is using it") from error
        except OSError:
            return False
        else:
            return True
        time.sleep(pause)
        pause = min(2 * pause, 0.02)


def _is_current(path: Path, descriptor: int) -> bool:
    """Whether the open file still has the name."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _content(path: Path, limit: int) -> bytes:
    """The last ``limit`` bytes of a file of ours, from the start of a line."""
    check_folder(path.parent)
    descriptor = _checked(os.open(path, os.O_RDONLY | _SAFE_FLAGS))
    try:
        size = os.fstat(descriptor).st_size
        if size <= limit:
            return _all(descriptor)
        return _all(descriptor, size - limit).partition(b"\n")[2]
    finally:
        os.close(descriptor)


def _all(descriptor: int, start: int = 0) -> bytes:
    """What an open file holds from ``start`` on."""
    os.lseek(descriptor, start, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 2**20):
        parts.append(part)
    return b"".join(parts)


def _numbered(raw: bytes) -> tuple[int, list[bytes]]:
    """The lines of a file, and how many older ones were dropped from it."""
    lines = raw.split(b"\n")
    first = _record(lines[0])
    dropped = first.get("dropped") if first is not None and len(first) == 1 else None
    if isinstance(dropped, int) and 0 <= dropped < 2**53:
        return dropped, lines[1:]
    return 0, lines


def _newest(raw: bytes, room: int) -> bytes:
    """The newest whole lines that fit into ``room`` bytes, after a line that says how many were dropped."""
    dropped, lines = _numbered(raw)
    if lines[-1] == b"":
        lines.pop()
    kept: list[bytes] = []
    for line in reversed(lines):
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    head = json.dumps({"dropped": dropped + len(lines) - len(kept)}).encode()
    return b"\n".join([head, *reversed(kept), b""])


def _replace(path: Path, data: bytes) -> None:
    """Put a new file in the place of one that is locked; after a crash the name has the one or the other."""
    # The lock is held, so that the new file's name can be a fixed one and nothing piles up after crashes.
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE_FLAGS, FILE_MODE)
    try:
        try:
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _record(line: bytes) -> dict[str, Any] | None:
    """The object a line holds; ``None`` when it is damaged."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
