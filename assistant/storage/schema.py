"""The tables of the database, and a function that adds rows."""

from __future__ import annotations

import sqlite3
import time

from assistant.paths import SEPARATOR

VERSION = 3
"""Schema version, stored as ``PRAGMA user_version``; 0 is an empty database."""
ROWS = 5000
"""Maximum number of rows per table; older rows are deleted."""

_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT, base TEXT NOT NULL, at TEXT NOT NULL"
TABLES = (
    f"CREATE TABLE history ({_ID}, question TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '')",
    f"CREATE TABLE conversation ({_ID}, conversation INTEGER NOT NULL, turn TEXT NOT NULL)",
    f"CREATE TABLE resolution ({_ID}, action TEXT NOT NULL, summary TEXT NOT NULL, change TEXT NOT NULL)",
    f"CREATE TABLE question ({_ID}, question TEXT NOT NULL, normalized TEXT NOT NULL, reason TEXT NOT NULL,"
    " candidates TEXT NOT NULL, entry TEXT NOT NULL, about TEXT NOT NULL,"
    " resolution INTEGER REFERENCES resolution (id))",
    "CREATE INDEX question_by_text ON question (normalized)",
    "CREATE TABLE preference (name TEXT PRIMARY KEY, value TEXT NOT NULL, setting TEXT NOT NULL)",
)

ADD_ANSWERS = "ALTER TABLE history ADD COLUMN answer TEXT NOT NULL DEFAULT ''"
"""Changes the tables of version 1 into those of version 2."""


def now() -> str:
    """Return the time in UTC, to the second (ISO 8601)."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def names_of(base: str) -> tuple[str, str]:
    """Return the names under which the records of a base may be stored.

    Args:
        base: The identity of the base.

    Returns:
        The identity, and the title alone, which is all that versions of the schema before 3 stored.
    """
    return base, base.partition(SEPARATOR)[0]


def insert(connection: sqlite3.Connection, table: str, **values: str | int | None) -> int:
    """Insert a row and delete the oldest rows beyond ``ROWS``.

    Returns:
        The id of the row.
    """
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))
    id = cursor.lastrowid or 0
    connection.execute(f"DELETE FROM {table} WHERE id <= ?", (id - ROWS,))
    return id
