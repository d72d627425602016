"""Why a question is in the inbox, how it was resolved, and how its wording is stored and compared."""

from __future__ import annotations

from enum import StrEnum

from assistant.base.model import QUESTION_LIMIT
from assistant.sanitize import safe_text


class Reason(StrEnum):
    """Why a question is in the inbox."""

    DECLINED = "declined"
    AMBIGUOUS = "ambiguous"
    LIKELY = "likely"
    """The closest match was shown."""
    LANGUAGE = "other language"
    """In another language than the base: nothing to teach, but a sign of who asks."""
    NONE_OF_THESE = "none of these"
    """The user rejected every choice."""
    WRONG = "wrong"
    """The user rejected the answer."""


class Action(StrEnum):
    """How questions of the inbox were resolved."""

    ACCEPT = "accept"
    """Added as a phrasing of an entry."""
    NEW = "new"
    """Made into a new entry."""
    DISMISS = "dismiss"
    """No change; the question stays resolved when it is asked again."""


def stored_question(question: str) -> str:
    """Return a question as it is stored: safe for any terminal, and no longer than ``QUESTION_LIMIT``."""
    return safe_text(question[:QUESTION_LIMIT]).strip()


def normalized_question(question: str) -> str:
    """Return a question for comparison: without differences in case, spacing and final punctuation."""
    return " ".join(question.casefold().split()).rstrip(" ?!.") or question
