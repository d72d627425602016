"""The SQLite database of everything recorded on this machine.

Several processes may use it at once. A database error never stops the program: the first error is reported, a failed
read returns no rows, and a failed write returns ``None``. A damaged database is renamed, never deleted.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from assistant.paths import database_file
from assistant.sanitize import safe_line
from assistant.storage.consent import logging_allowed
from assistant.storage.schema import ADD_ANSWERS, TABLES, VERSION

Notice = Callable[[str], None]
Result = TypeVar("Result")

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process that is writing."""
LEGACY = ("history.jsonl", "inbox.jsonl", "choices.jsonl", "conversations")
"""Files of earlier versions, imported when the database is created."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def ignore(message: str) -> None:
    """Discard a notice."""


class Database:
    """A connection that is opened on first use. Any thread may use it."""

    def __init__(self, path: Path | None, notice: Notice = ignore) -> None:
        """Create the connection without opening it.

        Args:
            path: The file; ``None`` to record nothing.
            notice: Called with one line the first time the database cannot be used.
        """
        self.path = path
        self.notice = notice
        self.failed = False
        """Whether a problem has been reported."""
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @classmethod
    def open(cls, *, notice: Notice = ignore, log: bool = True) -> Database:
        """Return the database in the state directory.

        Args:
            notice: Called with one line the first time the database cannot be used.
            log: Whether anything may be recorded; the settings file can also forbid it.
        """
        return cls(database_file() if log and logging_allowed() else None, notice)

    def read(self, query: str, *values: str | int) -> list[Any]:
        """Return the rows of a query, without creating a database."""
        return self._run(lambda connection: connection.execute(query, values).fetchall(), create=False) or []

    def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Run a function in a transaction.

        Returns:
            The result of the function; ``None`` if nothing was stored.
        """

        def transaction(connection: sqlite3.Connection) -> Result:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                return work(connection)

        return self._run(transaction, create=True)

    def close(self) -> None:
        """Close the connection; the next read or write opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __del__(self) -> None:
        self.close()

    def _run(self, work: Callable[[sqlite3.Connection], Result], *, create: bool) -> Result | None:
        with self._lock:
            try:
                try:
                    return self._attempt(work, create)
                except sqlite3.DatabaseError as error:
                    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                        raise
                    self._set_aside()
                    return self._attempt(work, create)
            except (OSError, sqlite3.Error) as error:
                self.close()
                reason = getattr(error, "strerror", None) or str(error)
                self._report(f"{self.path}: {reason}. Questions are not recorded.")
                return None

    def _attempt(self, work: Callable[[sqlite3.Connection], Result], create: bool) -> Result | None:
        if self.path is None or not (create or self._connection or _has_records(self.path)):
            return None
        return work(self._connection or self._connect(self.path))

    def _connect(self, path: Path) -> sqlite3.Connection:
        _make_private(path)
        self._inode = path.lstat().st_ino
        connection = sqlite3.connect(path, BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        self._connection = connection
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        with suppress(
            sqlite3.OperationalError
        ):  # another process is creating the database: the next start switches to WAL
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "PRAGMA synchronous = NORMAL"
        )  # safe in WAL mode, and no commit waits for the disk
        if _version(connection) == 0:
            _create_tables(connection, path.parent)
        elif 0 < _version(connection) < VERSION:
            _upgrade(connection)
        if _version(connection) != VERSION:
            raise OSError(errno.EINVAL, "written by another version of assistant")
        return connection

    def _set_aside(self) -> None:
        """Rename the damaged database, unless another process has already done so."""
        self.close()
        if self.path is None or self.path.lstat().st_ino != self._inode:
            return
        aside = f"{self.path.name}-damaged-{time.time_ns()}"
        for suffix in ("-wal", "-shm", ""):  # a log left behind would be replayed into the new database
            with suppress(FileNotFoundError):
                self.path.with_name(self.path.name + suffix).rename(self.path.with_name(aside + suffix))
        self._report(f"{self.path}: the database is damaged. Renamed to {aside}; a new one is created.")

    def _report(self, message: str) -> None:
        if not self.failed:
            self.failed = True
            self.notice(safe_line(message, 600))


def _has_records(path: Path) -> bool:
    """Return whether there is a database, or files of an earlier version to create it from."""
    return any(os.path.lexists(path.with_name(name)) for name in (path.name, *LEGACY))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _create_tables(connection: sqlite3.Connection, folder: Path) -> None:
    """Create the tables and import what earlier versions recorded in a folder."""
    imported: list[Path] = []
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        if _version(connection) == 0:  # unless another process was faster
            for statement in TABLES:
                connection.execute(statement)
            if any(os.path.lexists(folder / name) for name in LEGACY):
                from assistant.storage.legacy_import import import_files

                imported = import_files(connection, [folder / name for name in LEGACY])
            connection.execute(f"PRAGMA user_version = {VERSION}")
    for path in imported:
        with suppress(OSError):
            path.rename(path.with_name(f"{path.name}.imported"))


def _upgrade(connection: sqlite3.Connection) -> None:
    """Change the tables of an earlier version into those of this one, without losing a record."""
    from assistant.storage.legacy_import import give_to_bundled

    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for version in range(_version(connection), VERSION):  # none if another process was faster
            if version == 1:
                connection.execute(ADD_ANSWERS)
            elif version == 2:
                give_to_bundled(connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")


def _make_private(path: Path) -> None:
    """Create a database file and its directory, accessible only to their owner.

    Raises:
        OSError: One of them cannot be created, is a link, or belongs to another user.
    """
    for folder in reversed(path.parents):
        folder.mkdir(0o700, exist_ok=True)
    _check_private(path.parent, 0o700, stat.S_ISDIR)
    # An existing file is not opened here: closing it again would drop the locks SQLite holds on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            _check_private(path.with_name(path.name + suffix), 0o600, stat.S_ISREG)


def _check_private(path: Path, mode: int, is_kind: Callable[[int], bool]) -> None:
    status = path.lstat()
    if not is_kind(status.st_mode):
        raise OSError(errno.EINVAL, f"{path.name} is a link or of the wrong type")
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, f"{path.name} belongs to another user")
    if stat.S_IMODE(status.st_mode) != mode:
        with suppress(OSError):  # the disk may be read-only
            path.chmod(mode)
