"""The questions asked so far, to recall and search."""

from __future__ import annotations

from assistant.sanitize import safe_text
from assistant.storage.database import Database
from assistant.storage.reasons import stored_question
from assistant.storage.schema import insert, now

RECALLED = 2000
"""Maximum number of questions recalled."""


class History:
    """The questions asked of one base."""

    def __init__(self, database: Database, base: str = "") -> None:
        """Create the history; the database is opened on first use.

        Args:
            database: Where questions are stored. If it cannot be used, only questions of this session are recalled.
            base: Title of the base.
        """
        self._database = database
        self._base = base
        self._session: list[str] = []

    def append(self, text: str) -> None:
        """Record a question, unless it is blank or repeats the one before."""
        question = stored_question(text)
        if not question or self._session[-1:] == [question]:
            return
        self._session.append(question)
        self._database.write(
            lambda connection: insert(connection, "history", base=self._base, at=now(), question=question)
        )

    def entries(self) -> list[str]:
        """Return the ``RECALLED`` newest questions, newest last, each once."""
        rows = self._database.read(
            "SELECT question FROM history WHERE base = ? GROUP BY question ORDER BY max(id) DESC LIMIT ?",
            self._base,
            RECALLED,
        )
        stored = [safe_text(str(question)) for (question,) in rows]
        # Questions of this session that could not be stored.
        missing = [question for question in reversed(self._session) if question not in stored]
        newest = dict.fromkeys([*missing, *stored])
        return list(newest)[:RECALLED][::-1]
