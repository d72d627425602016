"""Leave out inflected forms that the lookup finds by their stem anyway."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.matching.normalize import stem
from assistant.matching.word_frequency import frequency_band

SAME = 0.8
"""Cosine from which a form says the same as its stem."""


def without_redundant_forms(vectors: Mapping[str, Sequence[float]]) -> dict[str, Sequence[float]]:
    """Return the vectors without those of rare words whose stem is a word with nearly the same vector."""
    return {
        word: vector
        for word, vector in vectors.items()
        if frequency_band(word) < 3 or stem(word) == word or _cosine(vector, vectors.get(stem(word))) < SAME
    }


def _cosine(one: Sequence[float], other: Sequence[float] | None) -> float:
    if other is None:
        return -1.0
    return sum(a * b for a, b in zip(one, other, strict=True)) / (
        math.hypot(*one) * math.hypot(*other) or 1.0
    )
