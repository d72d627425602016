"""Read rows of an index, and rebuild it if it turns out to be damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from assistant.errors import AssistantError

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any, TypeVar

    T = TypeVar("T")

MAX_SQL_VALUES = 500
"""Values in one SQL list; older versions of SQLite accept 999."""


class DamagedIndex(AssistantError):
    """An index cannot be read; reported only if it cannot be rebuilt either."""

    title = "The index is damaged"


class IndexReader:
    """Reads the rows of an index."""

    connection: sqlite3.Connection

    def __init__(self, rebuild: Callable[[], sqlite3.Connection] | None) -> None:
        """Set how to build the same index again; called at most once, if this index is damaged."""
        self.rebuild = rebuild

    def _load(self, connection: sqlite3.Connection) -> None:
        """Use a connection."""
        self.connection = connection

    def rows_of(self, select: str, values: Iterable[Any], decode: Callable[..., T]) -> list[T]:
        """Return the decoded rows of ``select … IN (values)``."""
        listed = list(values)
        found: list[T] = []
        for at in range(0, len(listed), MAX_SQL_VALUES):
            part = listed[at : at + MAX_SQL_VALUES]
            found += self.query(f"{select} IN ({','.join('?' * len(part))})", part, decode)
        return found

    def query(self, sql: str, values: Sequence[Any], decode: Callable[..., T]) -> list[T]:
        """Return the decoded rows of a query; if the index is damaged, rebuild it once and query again."""
        try:
            return read_rows(self.connection, sql, values, decode)
        except DamagedIndex:
            rebuild, self.rebuild = self.rebuild, None
            if rebuild is None:
                raise
        self._load(rebuild())
        return read_rows(self.connection, sql, values, decode)


def read_rows(
    connection: sqlite3.Connection, sql: str, values: Sequence[Any], decode: Callable[..., T]
) -> list[T]:
    try:
        # All rows at once: an interrupted cursor would fail when the index is closed.
        rows = connection.execute(sql, values).fetchall()
    except sqlite3.ProgrammingError:  # not damage, but a closed connection, for example
        raise
    except sqlite3.DatabaseError as error:
        raise DamagedIndex(f"{error}. Delete the index directory.") from error
    try:
        return [decode(*row) for row in rows]
    except ValueError as error:
        raise DamagedIndex(f"{error}. Delete the index directory.") from error
