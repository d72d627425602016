"""The words the inbox writes into its file, and when two typings are one question."""

from __future__ import annotations

from assistant.sanitize import safe_text

DECLINED = "declined"
AMBIGUOUS = "ambiguous"
NONE_OF_THESE = "none of these"
WRONG = "wrong"
REASONS = (DECLINED, AMBIGUOUS, NONE_OF_THESE, WRONG)

ACCEPT = "accept"
NEW = "new"
DISMISS = "dismiss"
PICKED = "picked"
UNDO = "undo"

LONGEST = 2000
"""Characters kept of a question."""


def asked_text(question: str) -> str:
    """A question as it is kept."""
    return safe_text(question[:LONGEST]).strip()


def same(question: str) -> str:
    """A question without the differences between two typings of it."""
    return " ".join(question.casefold().split()).rstrip(" ?!.") or question
