"""Conversations, stored turn by turn so that each of them can be continued."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from assistant.conversation.turn import Turn
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.schema import insert, names_of, now
from assistant.storage.turn_json import turn_from_json, turn_to_json
from assistant.storage.when import when

NOT_RECORDED = "Nothing earlier is read, because recording is turned off (--no-log, or log: off)."
LISTED = 200
"""Maximum number of conversations listed."""


class StoredConversation(NamedTuple):
    """A conversation in the list of earlier ones."""

    number: int
    question: str
    """Its first question."""
    questions: int
    """The number of questions."""
    at: str
    """When the last question was asked (ISO 8601, UTC)."""

    @property
    def summary(self) -> str:
        """How many questions were asked, and when."""
        asked = f"{self.questions} question{'s' * (self.questions != 1)}"
        return ", ".join(filter(None, (asked, when(self.at))))


class Conversations:
    """The conversations about one base, and the current one."""

    def __init__(self, database: Database, base: str = "") -> None:
        """Create the store; the database is opened on first use.

        Args:
            database: Where conversations are stored.
            base: Identity of the base; only its conversations are listed and continued.
        """
        self._database = database
        self._base = base
        self.number: int | None = None
        """The conversation that was stored or continued last in this session; ``None`` if there is none."""
        self._saved: list[Turn] = []

    @property
    def recorded(self) -> bool:
        """Whether conversations are recorded on this machine, and earlier ones read."""
        return self._database.path is not None

    def save(self, turns: Sequence[Turn]) -> None:
        """Store the turns that are new since the last call.

        Args:
            turns: All turns of the conversation. If they do not begin with the turns saved so far, a new
                conversation is stored.
        """
        if not turns:
            return
        same = list(turns[: len(self._saved)]) == self._saved
        number, known = (self.number, len(self._saved)) if same else (None, 0)
        stored = self._database.write(lambda connection: self._add(connection, number, turns[known:]))
        if stored is not None:
            self.number, self._saved = stored, list(turns)

    def resume(self, number: int | None = None) -> list[Turn]:
        """Return the turns of a conversation, and store the turns after them with it.

        Args:
            number: The conversation; by default the most recent one.

        Returns:
            The turns; none if there is no such conversation.
        """
        query = "SELECT conversation, turn FROM conversation WHERE base IN (?, ?) AND conversation = "
        newest = "(SELECT conversation FROM conversation WHERE base IN (?, ?) ORDER BY id DESC LIMIT 1)"
        names = names_of(self._base)
        if number is None:
            rows = self._database.read(f"{query}{newest} ORDER BY id", *names, *names)
        else:
            rows = self._database.read(f"{query}? ORDER BY id", *names, number)
        turns = [turn for _, text in rows if (turn := turn_from_json(str(text))) is not None]
        if turns:
            self.number, self._saved = int(rows[0][0]), list(turns)
        return turns

    def listing(self) -> list[StoredConversation]:
        """Return the conversations, the most recent first."""
        rows = self._database.read(
            "SELECT one.conversation, first.turn, one.questions, last.at FROM"
            " (SELECT conversation, min(id) AS first, max(id) AS last, count(*) AS questions FROM conversation"
            " WHERE base IN (?, ?) GROUP BY conversation ORDER BY last DESC LIMIT ?) AS one"
            " JOIN conversation AS first ON first.id = one.first JOIN conversation AS last ON last.id = one.last"
            " ORDER BY one.last DESC",
            *names_of(self._base),
            LISTED,
        )
        return [
            StoredConversation(int(number), safe_line(turn.question), int(questions), str(at))
            for number, text, questions, at in rows
            if (turn := turn_from_json(str(text))) is not None
        ]

    def _add(self, connection: sqlite3.Connection, number: int | None, turns: Sequence[Turn]) -> int:
        if number is None:
            query = "SELECT coalesce(max(conversation), 0) + 1 FROM conversation"
            number = int(connection.execute(query).fetchone()[0])
        for turn in turns:
            text = turn_to_json(turn)
            insert(connection, "conversation", base=self._base, at=now(), conversation=number, turn=text)
        return number
