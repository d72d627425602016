"""Index files: their names, what they belong to, opening one without trusting it, clearing away old ones."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.index.recovery import DAMAGED
from assistant.index.schema import APPLICATION, BYTE_ORDER, FORMAT, TABLES
from assistant.index.staleness import MAKERS, NOTE_LIMIT, open_plain
from assistant.index.store import Store
from assistant.version import VERSION

ABANDONED = 600
"""Seconds after which nobody is still writing a file that should have been renamed."""
LEFT = (".building-*", ".fitting-*", ".base-*", "index-*.sqlite")
"""Files that may be left over; what a note names is not."""


def index_name(content: str) -> str:
    return f"index-{content[:32]}.sqlite"


def content_hash(files: Sequence[Path], known: Mapping[Path, bytes] | None = None) -> str:
    """Hash over the names and contents of a base's files and of the sources that make an index of them.

    A file that cannot be read counts as missing: loading says what is wrong with it.

    Args:
        files: The base's files.
        known: What they held when they were last read; those that are not in it are read.
    """
    from hashlib import blake2b

    from assistant.base.files import Refused, read_bytes

    digest = blake2b(f"{FORMAT}\0{VERSION}\0{BYTE_ORDER}\0".encode(), digest_size=16)
    for file in (*files, *MAKERS):
        try:
            data = known[file] if known and file in known else read_bytes(file)
        except (OSError, Refused):
            data = b""
        digest.update(os.fsencode(f"{file.name}\0{len(data)}\0"))
        digest.update(data)
    return digest.hexdigest()


def open_store(
    path: Path, content: str | None = None, again: Callable[[], sqlite3.Connection] | None = None
) -> Store | None:
    """The index in a file; ``None`` when there is none, or it is damaged or of another make or content.

    Args:
        path: the file.
        content: hash of the base it must be of.
        again: builds it anew, when damage shows only later.
    """
    database: sqlite3.Connection | None = None
    try:
        if not path.is_file() or path.is_symlink():
            return None
        quoted = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        database = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        if database.execute("PRAGMA application_id").fetchone() != (APPLICATION,):
            raise ValueError("not an index")
        made = database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        if not all(sql in TABLES for (sql,) in made):  # a view or a trigger would be a program
            raise ValueError("other tables")
        store = Store(database, again)
        if (store.meta["format"], store.meta["byteorder"], store.meta["version"]) != (
            FORMAT,
            BYTE_ORDER,
            VERSION,
        ):
            raise ValueError("an index of another make")
        last = database.execute("SELECT max(no) FROM entry").fetchone()[0]
        if store.entry_count != (0 if last is None else last + 1):  # so much memory is taken for a question
            raise ValueError("another number of entries")
        if content is not None and store.meta["content"] != content:
            raise ValueError("an index of another base")
        return store
    except (OSError, *DAMAGED):
        if database is not None:
            database.close()
        return None


def _named(note: Path) -> list[str]:
    """The indexes that a note names; none when it is no file that can be read."""
    try:
        with open_plain(note) as file:
            text = file.read(NOTE_LIMIT).decode("ascii", "replace")
    except OSError:
        return []
    return re.findall(r"index-[0-9a-f]{32}\.sqlite", text)


def sweep(folder: Path) -> None:
    """Remove what killed builds have left behind, and indexes that no note names any more."""
    try:
        named = {name for path in folder.glob("base-*.json") for name in _named(path)}
        left = [path for pattern in LEFT for path in folder.glob(pattern) if path.name not in named]
    except OSError:
        return
    for path in left:
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > ABANDONED:
                path.unlink()
