"""The inbox: questions without a confident answer or with a wrong answer, and how a curator resolved them.

Recording a question imports nothing heavy, because one-shot answers do it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.paths import settings_file
from assistant.sanitize import safe_line, safe_text
from assistant.storage.database import Database
from assistant.storage.inbox_table import add_question, reopen, resolve, withdraw
from assistant.storage.reasons import Action, Reason, stored_question
from assistant.storage.schema import names_of, now

Result = TypeVar("Result")

CANDIDATES = 3
"""Maximum number of candidates stored with a question."""
_REASONS = {
    turns.NO_MATCH: Reason.DECLINED,
    turns.AMBIGUOUS: Reason.AMBIGUOUS,
    turns.LIKELY: Reason.LIKELY,
}


class OpenQuestion(NamedTuple):
    """A question as it was asked, not resolved yet."""

    number: int
    """Its id; it never changes."""
    at: str
    """When it was asked, in UTC (ISO 8601)."""
    question: str
    reason: Reason
    candidates: tuple[tuple[str, float], ...] = ()
    """Entry ids with scores (0-100), best first."""
    entry: str = ""
    """The entry whose answer was wrong."""
    about: str = ""
    """The topic of a follow-up."""


class Resolution(NamedTuple):
    """How some questions were resolved."""

    number: int
    """Its id; it never changes."""
    action: Action
    summary: str
    """Up to three of the questions, or the phrasing that was taught."""
    change: Mapping[str, Any]
    """The change of a base file; empty if there was none."""


class Inbox:
    """The inbox of one base.

    Attributes:
        database: Where questions are stored.
    """

    def __init__(self, database: Database, base: str = "") -> None:
        """Create the inbox; the database is opened on first use.

        Args:
            database: Where questions are stored. Its ``notice`` reports the first recorded question.
            base: Identity of the base; only its questions are listed and resolved.
        """
        self.database = database
        self._base = base

    def record(self, turn: Turn) -> bool:
        """Record the parts of a turn that were declined, ambiguous or only likely.

        Returns:
            Whether anything was stored.
        """
        parts = (turn, *turn.also)
        return self._add([(part, _reason(part)) for part in parts if part.status in _REASONS])

    def mark(self, turn: Turn, reason: Reason) -> bool:
        """Record a turn that the user has judged.

        Args:
            turn: The turn.
            reason: ``NONE_OF_THESE`` or ``WRONG``.

        Returns:
            Whether it was stored.
        """
        return self._add([(turn, reason)])

    def record_latest(self, conversation: Sequence[Turn]) -> None:
        """Record the latest turn of a conversation.

        If the turn takes a choice of the previous turn, withdraw the record of that turn: it has been answered. The
        alternatives to a likely answer are choices, too.

        Args:
            conversation: All its turns. Call this after each turn.
        """
        if not conversation:
            return
        last, before = conversation[-1], conversation[-2:-1]
        if before and before[0].status in (turns.AMBIGUOUS, turns.LIKELY) and _is_choice(last, before[0]):
            question = stored_question(before[0].question)
            self.database.write(lambda connection: withdraw(connection, question, self._base))
        else:
            self.record(last)

    def questions(self) -> list[OpenQuestion]:
        """Return the open questions, oldest first."""
        query = (
            "SELECT id, reason, candidates, at, question, entry, about FROM question"
            " WHERE resolution IS NULL AND base IN (?, ?) ORDER BY id"
        )
        return _parsed(_open_question, self.database.read(query, *names_of(self._base)))

    def resolutions(self) -> list[Resolution]:
        """Return the resolutions, oldest first."""
        query = "SELECT id, action, summary, change FROM resolution WHERE base IN (?, ?) ORDER BY id"
        return _parsed(_resolution, self.database.read(query, *names_of(self._base)))

    def resolve(
        self, action: Action, questions: Iterable[str], change: Mapping[str, Any] | None = None
    ) -> bool:
        """Record how questions were resolved.

        Args:
            action: The action.
            questions: The questions; case, spacing and final punctuation do not matter.
            change: The change of a base file, to undo it later.

        Returns:
            Whether it was stored.
        """
        done = self.database.write(
            lambda connection: resolve(connection, action, questions, change or {}, self._base, at=now())
        )
        return done is not None

    def reopen(self, resolution: Resolution) -> bool:
        """Undo a resolution: open its questions again.

        Returns:
            Whether it was stored.
        """
        return bool(self.database.write(lambda connection: reopen(connection, resolution.number)))

    def _add(self, asked: Sequence[tuple[Turn, Reason]]) -> bool:
        asked = [(turn, reason) for turn, reason in asked if stored_question(turn.question)]
        if not asked:
            return False
        ids = self.database.write(
            lambda connection: [self._add_turn(connection, turn, reason) for turn, reason in asked]
        )
        if ids and ids[0] == 1:
            path, settings = (safe_line(str(path), 600) for path in (self.database.path, settings_file()))
            self.database.notice(
                f"Questions without a confident answer are recorded on this machine only, in {path}; "
                f'"assistant inbox" lists them. To turn this off: --no-log, or "log: off" in {settings}.'
            )
        return bool(ids)

    def _add_turn(self, connection: sqlite3.Connection, turn: Turn, reason: Reason) -> int:
        similar = () if reason is Reason.LANGUAGE else turn.candidates  # nothing to teach an entry
        return add_question(
            connection,
            base=self._base,
            at=now(),
            question=stored_question(turn.question),
            reason=reason,
            candidates=[(one.entry, round(one.score, 1)) for one in similar[:CANDIDATES]],
            entry=(turn.entry or "") if reason is Reason.WRONG else "",
            about=safe_text(turn.about or ""),
        )


def _reason(turn: Turn) -> Reason:
    return Reason.LANGUAGE if turn.reason == turns.LANGUAGE else _REASONS[turn.status]


def _is_choice(turn: Turn, before: Turn) -> bool:
    return any(turn.entry == one.entry and turn.question == one.question for one in before.choices)


def _open_question(id: int, reason: str, candidates: str, *values: object) -> OpenQuestion:
    scored = tuple((safe_text(str(entry)), float(score)) for entry, score in json.loads(candidates))
    at, question, entry, about = (safe_text(str(value)) for value in values)
    return OpenQuestion(id, at, question, Reason(reason), scored, entry, about)


def _resolution(id: int, action: str, summary: str, change: str) -> Resolution:
    return Resolution(id, Action(action), safe_text(str(summary)), json.loads(change))


def _parsed(make: Callable[..., Result], rows: Iterable[Sequence[Any]]) -> list[Result]:
    """Convert rows to values, skipping damaged rows."""
    values = []
    for row in rows:
        with suppress(TypeError, ValueError, RecursionError):
            values.append(make(*row))
    return values
