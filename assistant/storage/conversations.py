"""Conversations, stored turn by turn so that the last one can be continued."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from assistant.conversation.turn import Turn
from assistant.storage.database import Database
from assistant.storage.schema import insert, now
from assistant.storage.turn_json import turn_from_json, turn_to_json


class Conversations:
    """The conversations about one base, and the current one."""

    def __init__(self, database: Database, base: str = "") -> None:
        """Create the store; the database is opened on first use.

        Args:
            database: Where conversations are stored.
            base: Title of the base; only its conversations are continued.
        """
        self._database = database
        self._base = base
        self._number: int | None = None
        self._saved: list[Turn] = []

    def save(self, turns: Sequence[Turn]) -> None:
        """Store the turns that are new since the last call.

        Args:
            turns: All turns of the conversation. If they do not begin with the turns saved so far, a new
                conversation is stored.
        """
        if not turns:
            return
        if list(turns[: len(self._saved)]) != self._saved:
            self._number, self._saved = None, []
        number = self._database.write(lambda connection: self._add(connection, turns[len(self._saved) :]))
        if number is not None:
            self._number, self._saved = number, list(turns)

    def last(self) -> list[Turn]:
        """Return the turns of the most recently updated conversation, if any."""
        rows = self._database.read(
            "SELECT turn FROM conversation WHERE conversation ="
            " (SELECT conversation FROM conversation WHERE base = ? ORDER BY id DESC LIMIT 1) ORDER BY id",
            self._base,
        )
        return [turn for (text,) in rows if (turn := turn_from_json(str(text))) is not None]

    def _add(self, connection: sqlite3.Connection, turns: Sequence[Turn]) -> int:
        number = self._number
        if number is None:
            query = "SELECT coalesce(max(conversation), 0) + 1 FROM conversation"
            number = int(connection.execute(query).fetchone()[0])
        for turn in turns:
            text = turn_to_json(turn)
            insert(connection, "conversation", base=self._base, at=now(), conversation=number, turn=text)
        return number
