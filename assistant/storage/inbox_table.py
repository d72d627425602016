"""Changes to the tables of the inbox, within a transaction.

Separate from :mod:`assistant.storage.inbox`, because the import of earlier files needs them, too. ``base`` is the
identity of a base.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.sanitize import safe_text
from assistant.storage.reasons import Action, Reason, normalized_question
from assistant.storage.schema import insert, names_of

_WITHDRAW = """
DELETE FROM question WHERE reason IN ('declined', 'ambiguous', 'likely', 'other language') AND id = (
    SELECT max(id) FROM question WHERE normalized = ? AND base IN (?, ?))"""
_DISMISSAL = """
SELECT max(resolution.id) FROM question JOIN resolution ON resolution.id = question.resolution
WHERE normalized = ? AND resolution.base IN (?, ?) AND action = 'dismiss'"""
_RESOLVE = """
UPDATE question SET resolution = ? WHERE resolution IS NULL AND normalized = ? AND base IN (?, ?)"""


def add_question(
    connection: sqlite3.Connection,
    question: str,
    reason: Reason,
    candidates: object,
    base: str,
    **values: Any,
) -> int:
    """Add a question and return its id.

    A question that the user has judged replaces its latest automatic record. A question that was dismissed stays
    dismissed.
    """
    if reason in (Reason.NONE_OF_THESE, Reason.WRONG):
        withdraw(connection, question, base)
    normalized = normalized_question(question)
    (dismissal,) = connection.execute(_DISMISSAL, (normalized, *names_of(base))).fetchone()
    values |= {"question": question, "normalized": normalized, "reason": reason.value, "base": base}
    return insert(connection, "question", candidates=json.dumps(candidates), resolution=dismissal, **values)


def withdraw(connection: sqlite3.Connection, question: str, base: str) -> None:
    """Delete the latest record of a question, unless the user has judged it."""
    connection.execute(_WITHDRAW, (normalized_question(question), *names_of(base)))


def resolve(
    connection: sqlite3.Connection,
    action: Action,
    questions: Iterable[str],
    change: Mapping[str, Any],
    base: str,
    **values: Any,
) -> int:
    """Record an action, resolve its questions, and return the id of the resolution."""
    resolved = sorted({normalized_question(question) for question in questions})
    summary = "; ".join(resolved[:3]) or safe_text(str(change.get("wording", "")))
    values |= {"action": action.value, "summary": summary, "change": json.dumps(change), "base": base}
    id = insert(connection, "resolution", **values)
    connection.executemany(_RESOLVE, [(id, question, *names_of(base)) for question in resolved])
    return id


def base_of(connection: sqlite3.Connection, questions: Iterable[str]) -> str:
    """Return the base of an open question, the newest with its wording; empty if none of the questions is open."""
    query = "SELECT base FROM question WHERE resolution IS NULL AND normalized = ? ORDER BY id DESC"
    found = (connection.execute(query, (normalized_question(question),)).fetchone() for question in questions)
    return next((str(row[0]) for row in found if row is not None), "")


def reopen(connection: sqlite3.Connection, resolution: int) -> bool:
    """Delete a resolution, open its questions again, and return whether there was one."""
    connection.execute("UPDATE question SET resolution = NULL WHERE resolution = ?", (resolution,))
    return connection.execute("DELETE FROM resolution WHERE id = ?", (resolution,)).rowcount > 0
