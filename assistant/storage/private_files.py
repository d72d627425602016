"""Opening files that are for their owner alone: private, locked, and never by a link.

What a :class:`~assistant.storage.json_lines.Log` asks of the system; an ``OSError`` is all that comes of it.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
PATIENCE = 2.0
"""Seconds to wait for a lock: a process that was stopped while holding it must not stop the rest."""
REOPENINGS = 100
"""How often the file may be replaced or removed by others while it is being opened."""

_SAFE_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a planted pipe must not make anybody wait
    | getattr(os, "O_BINARY", 0)
)


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


def open_for_adding(path: Path) -> int:
    """Open a file for adding, making it and its folder when they are missing."""
    flags = os.O_RDWR | os.O_APPEND | _SAFE_FLAGS
    for _ in range(REOPENINGS):
        try:
            check_folder(path.parent)
            return _checked(os.open(path, flags))
        except FileNotFoundError:
            make_folder(path.parent)
        try:
            return _checked(os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE))
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


def locked(descriptor: int) -> bool:
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


def is_current(path: Path, descriptor: int) -> bool:
    """Whether the open file still has the name."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def content(path: Path, limit: int) -> bytes:
    """The last ``limit`` bytes of a file of ours, from the start of a line."""
    check_folder(path.parent)
    descriptor = _checked(os.open(path, os.O_RDONLY | _SAFE_FLAGS))
    try:
        size = os.fstat(descriptor).st_size
        if size <= limit:
            return read_all(descriptor)
        return read_all(descriptor, size - limit).partition(b"\n")[2]
    finally:
        os.close(descriptor)


def read_all(descriptor: int, start: int = 0) -> bytes:
    """What an open file holds from ``start`` on."""
    os.lseek(descriptor, start, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 2**20):
        parts.append(part)
    return b"".join(parts)


def replace(path: Path, data: bytes) -> None:
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
