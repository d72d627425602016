"""The questions asked so far, to recall and search."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.conversation.turn import Turn
from assistant.conversation.wording import outcome
from assistant.sanitize import safe_line, safe_text
from assistant.storage.database import Database
from assistant.storage.reasons import stored_question
from assistant.storage.schema import insert, names_of, now

RECALLED = 2000
"""Maximum number of questions recalled."""


class Asked(NamedTuple):
    """A question asked earlier."""

    question: str
    at: str
    """When it was last asked (ISO 8601, UTC)."""
    answer: str
    """The beginning of what was answered; empty if not known."""


class History:
    """The questions asked of one base."""

    def __init__(self, database: Database, base: str = "") -> None:
        """Create the history; the database is opened on first use.

        Args:
            database: Where questions are stored. If it cannot be used, only questions of this session are recalled.
            base: Identity of the base.
        """
        self._database = database
        self._base = base
        self._session: list[Asked] = []

    def append(self, text: str, answer: str = "") -> None:
        """Record a question, unless it is blank or repeats the one before.

        Args:
            text: The question.
            answer: The beginning of what was answered.
        """
        question = stored_question(text)
        if not question or any(one.question == question for one in self._session[-1:]):
            return
        asked = Asked(question, now(), stored_question(answer))
        self._session.append(asked)
        self._database.write(
            lambda connection: insert(connection, "history", base=self._base, **asked._asdict())
        )

    def asking(self, text: str, ask: Callable[[], Turn]) -> Turn:
        """Ask a question, and record it with the beginning of its answer; without one if asking fails."""
        answer = ""
        try:
            turn = ask()
            answer = outcome(turn)
            return turn
        finally:
            self.append(text, answer)

    def entries(self) -> list[str]:
        """Return the questions of :meth:`asked`."""
        return [one.question for one in self.asked()]

    def asked(self) -> list[Asked]:
        """Return the ``RECALLED`` newest questions, newest last, each once."""
        rows = self._database.read(
            # With a single max(), SQLite takes the other columns from the row of the maximum.
            "SELECT question, at, answer, max(id) AS newest FROM history WHERE base IN (?, ?)"
            " GROUP BY question ORDER BY newest DESC LIMIT ?",
            *names_of(self._base),
            RECALLED,
        )
        stored = [
            Asked(safe_text(str(question)), str(at), safe_line(str(answer)))
            for question, at, answer, _ in rows
        ]
        known = {one.question for one in stored}
        # Questions of this session that could not be stored.
        missing = [one for one in reversed(self._session) if one.question not in known]
        newest: dict[str, Asked] = {}
        for one in (*missing, *stored):
            newest.setdefault(one.question, one)
        return list(newest.values())[:RECALLED][::-1]
