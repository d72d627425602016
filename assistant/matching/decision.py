"""Decide whether to answer, show the closest match, offer choices or abstain.

Like Rasa's fallback classifier, this distinguishes two reasons not to be sure: the best score is too low, or the
best two are too close. An entry that says "the source does not say" is an answer like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.base.model import SMALL_TALK, Entry
from assistant.matching.confidence import (
    RERANKED,
    ConfidenceModel,
    Signals,
    WordCoverage,
    measure_signals,
    word_coverage,
)
from assistant.matching.normalize import has_content
from assistant.matching.query import AS_TYPED, REPAIRED, ParsedQuery
from assistant.matching.ranking import Ranking
from assistant.matching.word_frequency import frequency_band
from assistant.record import Record

SURE = 99.0
"""Score (0-100) of an entry if one of its phrasings was typed word for word."""
SINGLE_WORD_SIMILARITY = 0.75
"""Lowest similarity (0-1) at which a query that shares only one everyday word with an entry is answered."""

TIE = 0.5
"""Two candidates whose scores differ by less (0-100) are equally likely."""

_YEAR = re.compile(r"(?<![\d])(?:1[5-9]|20)\d\d(?!\d)")


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
    """The thresholds of a decision, as scores (0-100)."""

    threshold: float
    margin: float
    choice_threshold: float
    likely_threshold: float


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


def score_entries(ranking: Ranking, query: ParsedQuery, model: ConfidenceModel) -> list[ScoredEntry]:
    """Score the ranked entries and rerank the first few by score."""
    scored = []
    for at, ranked in enumerate(ranking.entries):
        coverage = word_coverage(
            query.content_words, ranking.features[ranked.entry], ranking.bodies[ranked.entry]
        )
        signals = measure_signals(ranking.entries, at, ranking.background, coverage, len(query.content_words))
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


def apply_guards(
    one: ScoredEntry, query: ParsedQuery, features: frozenset[int], entry: Entry, thresholds: Thresholds
) -> ScoredEntry:
    """Lower the score below the threshold if a guard fires, and record why."""
    guards = list(one.guards)
    if not has_content(word.typed for word in query.words):
        guards.append("too short: a single letter is not a question")
    missing = _missing_years(query, features, entry.answer)
    if missing:
        guards.append(f"year: the question mentions {', '.join(missing)}, the entry does not")
    if entry.kind != SMALL_TALK and _shares_only_one_common_word(one, query, features):
        guards.append("one word: the question shares only one everyday word with the entry")
    if not guards:
        return one
    return one._replace(score=min(one.score, max(thresholds.threshold - 1.0, 0.0)), guards=tuple(guards))


def _missing_years(query: ParsedQuery, features: frozenset[int], answer: str) -> list[str]:
    """Return the years of the query that occur neither in the entry's phrasings nor in its answer."""
    return [
        word.text
        for word in query.content_words
        if _YEAR.fullmatch(word.text) and word.text not in answer and not word.is_in(features)
    ]


def _shares_only_one_common_word(one: ScoredEntry, query: ParsedQuery, features: frozenset[int]) -> bool:
    shared = [word for word in query.content_words if word.is_in(features) or word.has_synonym_in(features)]
    if len(shared) != 1 or one.signals.similarity >= SINGLE_WORD_SIMILARITY:
        return False
    return shared[0].status in (AS_TYPED, REPAIRED) and frequency_band(shared[0].text) == 1


def decide(scored: Sequence[ScoredEntry], thresholds: Thresholds) -> Decision:
    """Decide whether to answer, show the closest match, offer choices or abstain.

    Args:
        scored: The scored entries, best first.
        thresholds: The thresholds. A candidate whose score a guard has lowered is never a likely answer.
    """
    if not scored:
        return Abstained("no entry shares a word with the question")
    first = scored[0]
    lead = first.score - scored[1].score if len(scored) > 1 else 100.0
    if first.score >= thresholds.threshold:
        if lead >= thresholds.margin:
            return Answered(f"score {first.score:.1f} reaches the threshold of {thresholds.threshold:.1f}")
        doubt = f"the second candidate is {lead:.1f} behind, within the margin of {thresholds.margin:.1f}"
    else:
        doubt = f"score {first.score:.1f} is below the threshold of {thresholds.threshold:.1f}"
    if first.score >= thresholds.likely_threshold and lead >= TIE and not first.guards:
        return Likely(f"{doubt}; a likely answer needs {thresholds.likely_threshold:.1f}")
    if first.score >= thresholds.choice_threshold:
        return Offered(doubt)
    return Abstained(
        f"score {first.score:.1f} is below {thresholds.choice_threshold:.1f}, the threshold for choices"
    )
