"""Files in the cache directory: written atomically, opened read-only, removed when nothing uses them."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.index.reader import DamagedIndex
from assistant.index.store import Store

ABANDONED_AFTER = 600
"""Seconds after which no process still needs a temporary or unreferenced file."""
REMOVABLE = (".index-*", ".base-*", ".training-*", "index-*.sqlite")


@contextmanager
def replacing(path: Path, mode: int = 0o600) -> Iterator[Path]:
    """Provide a new, empty file to write to; on success it replaces ``path`` atomically.

    Raises:
        OSError: The file cannot be created or moved.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns():x}")
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        yield temporary
        with temporary.open("r+b") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def open_store(
    path: Path,
    content: str,
    rebuild: Callable[[], sqlite3.Connection] | None = None,
    *,
    key: str = "content",
) -> Store | None:
    """Open an index file; ``None`` if it is missing, damaged or belongs to other content.

    Args:
        path: The file.
        content: The ``content_hash`` of the base.
        rebuild: Builds the index again if damage shows up later.
        key: ``program`` to open the index of any content; ``content`` is then the ``content_hash`` of no files.
    """
    database: sqlite3.Connection | None = None
    try:
        quoted = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        database = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        row = database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        if row == (json.dumps(content),):
            return Store(database, rebuild)
    except (sqlite3.DatabaseError, DamagedIndex, KeyError):  # KeyError: a value is missing in the meta table
        pass
    if database is not None:
        database.close()
    return None


def remove_abandoned(folder: Path, in_use: Collection[str]) -> None:
    """Remove leftovers of killed processes, and old indexes whose name is not in ``in_use``."""
    with suppress(OSError):
        for path in folder.iterdir():
            removable = path.name not in in_use and any(map(path.match, REMOVABLE))
            if removable and time.time() - path.lstat().st_mtime > ABANDONED_AFTER:
                path.unlink()
