"""Replace a file atomically: even after a crash or on a full disk, it has either its old or its new contents."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def replace_bytes(target: Path, data: bytes) -> None:
    """Replace the contents of a file, keeping its mode and, where permitted, its owner.

    Args:
        target: An existing regular file. Resolve a link first: otherwise the link itself is replaced.
        data: The new contents.

    Raises:
        OSError: The file cannot be replaced; it is unchanged.
    """
    status = target.stat()
    descriptor, name = tempfile.mkstemp(prefix=".assistant-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):  # usually only root may change the owner
                os.chown(name, status.st_uid, status.st_gid)
        Path(name).chmod(status.st_mode & 0o7777)  # after chown, which may clear the setuid and setgid bits
        os.replace(name, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    with contextlib.suppress(OSError):  # not every system can sync a directory
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file, where the system supports it.

    Another process may replace the file while this one waits for the lock, so compare the contents after locking.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    descriptor = os.open(target, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems do not support locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        with contextlib.suppress(OSError):  # a failure to close must not hide the result of the edit
            os.close(descriptor)
