"""Rank the entries of an index for a query."""

from __future__ import annotations

import math
from collections.abc import Container
from operator import mul

from assistant.matching.confidence import LOG_PROBABILITY_FLOOR, SHORTLIST, RankedEntry
from assistant.matching.index_rows import PhrasingVectors
from assistant.matching.query import ParsedQuery
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.protocols import SearchIndex

FETCHED = 40
"""Number of entries that are compared phrasing by phrasing in a base without training."""


class Ranking(Record):
    """Ranked entries, best first."""

    entries: tuple[RankedEntry, ...]
    background: float
    """Trained log probability of everyday questions and decoys; 0 in a base without training."""
    features: dict[int, frozenset[int]]
    """Number of each ranked entry to the features of its phrasings."""
    bodies: dict[int, frozenset[int]]
    """Number of each ranked entry to the features of its answer, quote and section."""


def rank(query: ParsedQuery, index: SearchIndex, allowed: Container[int] | None = None) -> Ranking:
    """Rank the entries for a query.

    Args:
        query: The query.
        index: The index.
        allowed: Numbers of the entries to consider; ``None`` for all.

    Returns:
        At most ``SHORTLIST`` entries, ties in the order of the base; none if the base knows no feature of the query.
    """
    if not query.features and not (query.meaning and index.trained):
        return Ranking((), 0.0, {}, {})
    if index.trained:
        log_probabilities = _log_probabilities(query, index)
        found = (at for at in range(index.entry_count) if allowed is None or at in allowed)
        listed = sorted(found, key=lambda at: (-log_probabilities[at], at))[:SHORTLIST]
    else:
        weights = query.features
        # entries that are not allowed must not use up the limit
        limit = FETCHED if allowed is None else index.entry_count
        fetched = index.fetch(sorted(weights, key=lambda f: (-weights[f], f)), limit)
        listed = [at for at, _ in fetched if allowed is None or at in allowed][:FETCHED]
        log_probabilities = dict.fromkeys(listed, 0.0)
    vectors = index.vectors(listed)
    entries = []
    for at, phrasings in vectors.items():
        best, phrasing = _best_phrasing(query, phrasings)
        if best > 0 or index.trained:
            entries.append(RankedEntry(at, log_probabilities[at], best, phrasing))
    entries.sort(key=lambda ranked: (-ranked.rank_score, ranked.entry))
    shortlist = tuple(entries[:SHORTLIST])
    features = {ranked.entry: frozenset(vectors[ranked.entry].members) for ranked in shortlist}
    bodies = {ranked.entry: frozenset(vectors[ranked.entry].body) for ranked in shortlist}
    return Ranking(shortlist, log_probabilities.get(index.entry_count, 0.0), features, bodies)


def _log_probabilities(query: ParsedQuery, index: SearchIndex) -> dict[int, float]:
    """Return the trained log probability of each entry; the background comes last."""
    scores = [0.0] * (index.entry_count + 1)
    for number, (scale, cells) in index.rows(query.features).items():
        share = query.factors.get(number, 1.0) * scale  # the row includes the weight of the feature
        scores = [score + share * cell for score, cell in zip(scores, cells, strict=True)]
    scores = [score / query.length_with_spelling for score in scores]
    if query.meaning:
        by_class = zip(scores, index.meaning_rows(), strict=True)
        scores = [score + scale * sum(map(mul, query.meaning, cells)) for score, (scale, cells) in by_class]
    top = max(scores)
    total = math.log(sum(math.exp(score - top) for score in scores)) + top
    return {at: max(score - total, LOG_PROBABILITY_FLOOR) for at, score in enumerate(scores)}


def _best_phrasing(query: ParsedQuery, vectors: PhrasingVectors) -> tuple[float, int]:
    """Return the similarity of the most similar phrasing, 0 to 1, and its index."""
    shared = query.products
    best, which, at = 0.0, 0, 0
    members = vectors.members
    for number, (size, length) in enumerate(zip(vectors.sizes, vectors.lengths, strict=True)):
        similarity = sum([shared[f] for f in members[at : at + size] if f in shared]) / length
        at += size
        if similarity > best:
            best, which = similarity, number
    return best / query.length, which
