"""Suggest the known word that a misspelt one probably stands for."""

from __future__ import annotations

from collections.abc import Collection

from assistant.base.problems import in_quotes
from assistant.sanitize import safe_line

_CUTOFF = 60
"""Similarity (0-100) below which no word is suggested."""


def nearest(word: str, known: Collection[str]) -> str | None:
    """Return the most similar known word, or None if none is similar; ties go to the first in sort order."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        word[:200].casefold(), list(known), scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=5
    )
    return min(found, key=lambda match: (-match[1], match[0]))[0] if found else None


def spelling_hint(word: str, known: Collection[str], otherwise: str = "Check the spelling.") -> str:
    """Suggest the most similar word, or list the known words if they are few."""
    found = nearest(word, known)
    if found is not None:
        return f"Did you mean {in_quotes(found)}?"
    if 0 < len(known) <= 12:
        return f"Known here: {', '.join(safe_line(word, 60) for word in known)}."
    return otherwise


def unknown_word(what: str, word: str, known: Collection[str], command: str) -> str:
    """Return the message for an unknown word; ``command`` lists the known ones."""
    return f"There is no {what} {in_quotes(word)}. {spelling_hint(word, known, f'See: {command}')}"
