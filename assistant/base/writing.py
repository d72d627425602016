"""Replacing a file in one step: after a crash or a full disk it holds the old bytes or the new ones."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def replace_bytes(target: Path, data: bytes) -> None:
    """Put new contents in the place of a file, keeping its mode and, where allowed, its owner.

    Args:
        target: An existing regular file; no link, or the link itself would be replaced.
        data: The new contents.

    Raises:
        OSError: It could not be done; the file is as it was.
    """
    status = target.stat()
    descriptor, name = tempfile.mkstemp(prefix=".assistant-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):  # only the system's administrator may give files away
                os.chown(name, status.st_uid, status.st_gid)
        Path(name).chmod(status.st_mode & 0o7777)  # after chown, which may clear bits
        os.replace(name, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    _sync_directory(target.parent)


def _sync_directory(path: Path) -> None:
    """Make the new name last; systems that cannot sync a directory do so by themselves."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold off other processes that edit the same file through this module, where the system has such locks.

    Whoever waited finds the file changed and must look again: the lock is on the contents, not the name.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(target, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        with contextlib.suppress(OSError):  # the edit is made, or has its own error
            os.close(descriptor)
