"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Collection

from assistant.base.problems import cited
from assistant.sanitize import safe_line

_CUTOFF = 60
"""Likeness (0-100) below which naming a word would mislead more than help."""


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word most like ``word``, or None when none is like it at all.

    Ties go to the word that sorts first, so that a message does not depend on the order of files.
    """
    from rapidfuzz import fuzz, process

    found = process.extract(
        word[:200].casefold(), list(known), scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=5
    )
    return min(found, key=lambda match: (-match[1], match[0]))[0] if found else None


def meant(word: str, known: Collection[str]) -> str:
    """A remedy's first sentence: the word probably meant, or the words there are when they are few."""
    found = nearest(word, known)
    if found is not None:
        return f"Did you mean {cited(found)}?"
    if 0 < len(known) <= 12:
        return f"Known here: {', '.join(safe_line(word, 60) for word in known)}."
    return "Check the spelling."


def unknown_word(what: str, word: str, known: Collection[str], otherwise: str) -> str:
    """The message for a word that is none of the known ones.

    Args:
        what: What kind of word it should be.
        word: The word.
        known: The words there are.
        otherwise: The command that helps when nothing known is like it.
    """
    near = nearest(word, known)
    if near is not None:
        hint = f'Did you mean "{near}"?'
    elif 0 < len(known) <= 12:
        hint = f"Known here: {', '.join(known)}."
    else:
        hint = f"See: {otherwise}"
    return f'There is no {what} "{safe_line(word, 60)}". {hint}'
