"""Leave out inflected forms that the lookup finds by their stem anyway."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.matching.normalize import stem
from assistant.matching.word_frequency import frequency_band

SAME = 0.8
"""Cosine from which a form says the same as its stem; costs nothing in any measure and saves a tenth of the table."""
RARE_BAND = 3
"""Band of frequency from which forms are left out."""


def without_redundant_forms(vectors: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """Return the vectors without those of rare words whose stem is a word with nearly the same vector."""
    return {word: vector for word, vector in vectors.items() if not _is_redundant(word, vectors)}


def _is_redundant(word: str, vectors: Mapping[str, Sequence[float]]) -> bool:
    found = stem(word)
    if found == word or found not in vectors or frequency_band(word) < RARE_BAND:
        return False
    # a stem that may be left out itself cannot stand for others
    return stem(found) == found and _cosine(vectors[word], vectors[found]) >= SAME


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True)) / (
        math.hypot(*one) * math.hypot(*other) or 1.0
    )
