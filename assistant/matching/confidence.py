"""Estimate how likely a ranked entry is to be the right one.

Training and answering measure the same signals. A logistic model weighs them, so every part of a score can be
shown with ``--explain``.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence

from assistant.record import Record

SHORTLIST = 8
"""Number of entries that are compared phrasing by phrasing."""
RERANKED = 4
"""Number of entries at the top of the shortlist that are reordered by confidence."""
SIMILARITY_WEIGHT = 2.0
"""Weight of the best phrasing's similarity (0-1) relative to the trained log probability."""
SYNONYM_COVERAGE = 0.8
"""How much of a word a synonym covers, 0-1."""
BODY_COVERAGE = 0.5
"""How much of a word an answer covers, 0-1."""
LOG_PROBABILITY_FLOOR = -12.0
"""Lower log probabilities are treated as equal."""


class Signals(Record):
    """The inputs of the confidence model for one ranked entry; ``SIGNAL_NOTES`` explains each."""

    lead: float
    probability: float
    background_odds: float
    similarity: float
    similarity_lead: float
    coverage: float
    unexplained: float
    length: float


NO_SIGNALS = Signals(*(0.0 for _ in Signals._fields))

SIGNAL_NOTES = {
    "lead": "lead in ranking over the best other entry",
    "probability": "trained log probability of the entry among all entries and the background",
    "background_odds": "log probability of the entry minus that of everyday questions and decoys",
    "similarity": "similarity of the best phrasing, 0 to 1",
    "similarity_lead": "lead in similarity over the best phrasing of any other entry",
    "coverage": "share of the query's content words that the entry covers",
    "unexplained": "weight of the content words that the entry does not cover",
    "length": "number of content words, as a logarithm",
}
"""What each signal means, for ``--explain``."""


class RankedEntry(Record):
    """An entry as ranked for a query."""

    entry: int
    log_probability: float
    """Trained log probability; 0 in a base without training."""
    similarity: float
    """Similarity of the best phrasing, 0 to 1."""
    phrasing: int = 0
    """Index of that phrasing in the entry."""

    @property
    def rank_score(self) -> float:
        """The value that entries are ranked by; not limited to 0-100."""
        return max(self.log_probability, LOG_PROBABILITY_FLOOR) + SIMILARITY_WEIGHT * self.similarity


class ContentWord(Record):
    """A word of a query that is not a filler."""

    weight: float
    feature: int | None
    """``None`` if the base does not know the word."""
    concepts: tuple[int, ...] = ()
    """Features of the synonym groups that the word belongs to."""
    text: str = ""
    """The word as understood."""
    status: str = ""
    """How it was understood; see :mod:`assistant.matching.query`."""

    def is_in(self, features: Container[int]) -> bool:
        """Return whether the features contain the word itself."""
        return self.feature is not None and self.feature in features

    def has_synonym_in(self, features: Container[int]) -> bool:
        """Return whether the features contain a concept of the word."""
        return any(concept in features for concept in self.concepts)


class WordCoverage(Record):
    """How much of a query an entry covers."""

    coverage: float
    """Share of the content words that the entry covers, by weight, 0 to 1."""
    unexplained: float
    """Weight of the content words that the entry does not cover."""


def word_coverage(
    words: Sequence[ContentWord], features: Container[int], body: Container[int] = ()
) -> WordCoverage:
    """Return how much of the content words an entry with these features, and these in its body, covers."""
    total = sum(word.weight for word in words)
    if not total:
        return WordCoverage(0.0, 0.0)
    covered = 0.0
    for word in words:
        if word.is_in(features):
            covered += word.weight
        elif word.has_synonym_in(features):
            covered += SYNONYM_COVERAGE * word.weight
        elif word.is_in(body):
            covered += BODY_COVERAGE * word.weight
    return WordCoverage(covered / total, total - covered)


def measure_signals(
    entries: Sequence[RankedEntry], at: int, background: float, coverage: WordCoverage, length: int
) -> Signals:
    """Measure the signals of one ranked entry.

    Args:
        entries: The ranked entries, best first.
        at: Index of the entry to measure.
        background: Trained log probability of the background.
        coverage: How much of the query the entry covers.
        length: Number of content words.
    """
    entry = entries[at]
    others = [other for number, other in enumerate(entries) if number != at]
    best = max((other.rank_score for other in others), default=entry.rank_score - 8)
    similarity = max((other.similarity for other in others), default=0.0)
    log_probability = max(entry.log_probability, LOG_PROBABILITY_FLOOR)
    return Signals(
        lead=_clip(entry.rank_score - best, 8) / 4,
        probability=log_probability / 4,
        background_odds=_clip(log_probability - max(background, LOG_PROBABILITY_FLOOR), 8) / 4,
        similarity=entry.similarity,
        similarity_lead=entry.similarity - similarity,
        coverage=coverage.coverage,
        unexplained=min(coverage.unexplained, 24.0) / 8,
        length=math.log1p(length),
    )


def _clip(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


class ConfidenceModel(Record):
    """A trained model of "this entry is right"."""

    weights: tuple[float, ...]
    """One weight per signal, then the constant; their sum is the logit of the score."""

    def score(self, signals: Sequence[float]) -> float:
        """Return the calibrated score, 0-100, of an entry with these signals."""
        logit = self.weights[-1] + sum(
            weight * value for weight, value in zip(self.weights, signals, strict=False)
        )
        logit = max(-30.0, min(30.0, logit))
        return 100.0 / (1.0 + math.exp(-logit))


DEFAULT_CONFIDENCE = ConfidenceModel((0.25, 0.0, 0.0, 1.4, 7.6, 5.61, 0.52, 0.44, -5.53))
"""For a base without training: too small, too large or just edited. Trained once on the development splits of
BANKING77 and on open questions about the bundled article, all answered by the nearest phrasing."""
