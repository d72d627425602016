"""Decide whether to answer, show the closest match, offer choices or abstain.

Like Rasa's fallback classifier, this distinguishes two reasons not to be sure: the best score is too low, or the
best two are too close. An entry that says "the source does not say" is an answer like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from assistant.base.model import SMALL_TALK
from assistant.matching.confidence import (
    RERANKED,
    ConfidenceModel,
    Signals,
    WordCoverage,
    measure_signals,
    word_coverage,
)
from assistant.matching.query import ParsedQuery
from assistant.matching.ranking import Ranking
from assistant.record import Record

SURE = 99.0
"""Score (0-100) of an entry if one of its phrasings was typed word for word."""
TIE = 0.5
"""Two candidates whose scores differ by less (0-100) are equally likely."""


class ScoredEntry(Record):
    """A ranked entry with its score and the basis of the score."""

    entry: int
    phrasing: int
    """Index of the most similar phrasing in the entry."""
    score: float
    """Match confidence, 0-100."""
    signals: Signals
    coverage: WordCoverage
    guards: tuple[str, ...] = ()
    """Reasons why the score was adjusted."""


class Thresholds(Record):
    """The thresholds of a decision, as scores (0-100).

    Scores are calibrated, so each threshold states what a wrong answer costs, in missed answers: four if it is
    asserted (4 / (4 + 1) = 80 %), one if it is shown as the closest match (50 %), a third if it is one of several
    choices (25 %).
    """

    threshold: float = 80.0
    """Lowest score that is answered."""
    margin: float = 5.0
    """Smallest lead over the second candidate."""
    likely_threshold: float = 50.0
    """Lowest score at which the first candidate is shown as the closest match."""
    choice_threshold: float = 25.0
    """Lowest score at which candidates are offered as choices."""

    @property
    def below_certain(self) -> float:
        """Score of an entry that must not be asserted."""
        return max(self.threshold - 1.0, 0.0)

    @property
    def below_likely(self) -> float:
        """Score of an entry that must not be the closest match."""
        return max(self.likely_threshold - 1.0, 0.0)

    @property
    def below_choice(self) -> float:
        """Score of an entry that must not be offered."""
        return max(self.choice_threshold - 1.0, 0.0)


class Answered(Record):
    """The first candidate is the answer."""

    reason: str


class Likely(Record):
    """The first candidate is more likely right than wrong, but not certain: it is shown as the closest match."""

    reason: str


class Offered(Record):
    """The candidates are offered as choices."""

    reason: str


class Abstained(Record):
    """No candidate is good enough."""

    reason: str


Decision = Answered | Likely | Offered | Abstained


def score_entries(
    ranking: Ranking, query: ParsedQuery, model: ConfidenceModel, kinds: Sequence[str]
) -> list[ScoredEntry]:
    """Score the ranked entries and rerank the first few by score.

    Args:
        ranking: The ranked entries.
        query: The query.
        model: The confidence model.
        kinds: The kind of each ranked entry. Small talk does not compete with other small talk: "ok, thanks" may be
            answered in several ways.
    """
    scored = []
    serious = [one for one, kind in zip(ranking.entries, kinds, strict=True) if kind != SMALL_TALK]
    for ranked, kind in zip(ranking.entries, kinds, strict=True):
        rivals = [ranked, *serious] if kind == SMALL_TALK else ranking.entries
        coverage = word_coverage(
            query.content_words, ranking.features[ranked.entry], ranking.bodies[ranked.entry]
        )
        signals = measure_signals(
            rivals, rivals.index(ranked), ranking.background, coverage, len(query.content_words)
        )
        scored.append(ScoredEntry(ranked.entry, ranked.phrasing, model.score(signals), signals, coverage))
    return rerank(scored)


def rerank(scored: Sequence[ScoredEntry]) -> list[ScoredEntry]:
    """Put the first ``RERANKED`` entries in order of score; the others follow and never score higher."""
    first = sorted_by_score(scored[:RERANKED])
    limit = first[-1].score if first else 100.0
    others = sorted_by_score(scored[RERANKED:])
    return [*first, *(one._replace(score=min(one.score, limit)) for one in others)]


def sorted_by_score(scored: Sequence[ScoredEntry]) -> list[ScoredEntry]:
    """Sort best first, ties in the order of the base."""
    return sorted(scored, key=lambda one: (-one.score, one.entry))


def shown_score(score: float) -> float:
    """Return a score with one decimal, rounded down, so that no score seems to reach a threshold that it does not."""
    return floor(score * 10 + 1e-6) / 10


def decide(scored: Sequence[ScoredEntry], thresholds: Thresholds) -> Decision:
    """Decide whether to answer, show the closest match, offer choices or abstain.

    Args:
        scored: The scored entries, best first.
        thresholds: The thresholds.
    """
    if not scored:
        return Abstained("no entry shares a word with the question")
    first = scored[0]
    score = shown_score(first.score)
    lead = first.score - scored[1].score if len(scored) > 1 else 100.0
    if first.score >= thresholds.threshold:
        if lead >= thresholds.margin:
            return Answered(f"score {score:.1f} reaches the threshold of {thresholds.threshold:.1f}")
        doubt = f"the second candidate is {lead:.1f} behind, within the margin of {thresholds.margin:.1f}"
    else:
        doubt = f"score {score:.1f} is below the threshold of {thresholds.threshold:.1f}"
    if first.score >= thresholds.likely_threshold and lead >= TIE:
        return Likely(f"{doubt}; a likely answer needs {thresholds.likely_threshold:.1f}")
    if first.score >= thresholds.choice_threshold:
        return Offered(doubt)
    return Abstained(
        f"score {score:.1f} is below {thresholds.choice_threshold:.1f}, the threshold for choices"
    )
