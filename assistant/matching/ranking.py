"""A question and an index in, ranked contenders out."""

from __future__ import annotations

import math
from collections.abc import Container

from assistant.matching.confidence import CHANCE_FLOOR, SHORTLIST, Contender, Foreign
from assistant.matching.index_rows import Vectors
from assistant.matching.query import Reading
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.matching.protocols import SearchIndex

FETCHED = 40
"""Entries that are looked at one by one in a base that is not fitted."""


class Ranking(Record):
    """Contenders, best first."""

    contenders: tuple[Contender, ...]
    foreign: Foreign
    """The background as a rival; its chance is comparable with the contenders'."""
    features: dict[int, frozenset[int]]
    """Features of each contender's phrasings."""


def rank(reading: Reading, shelf: SearchIndex, allowed: Container[int] | None = None) -> Ranking:
    """Rank the entries for a question.

    Args:
        reading: the question.
        shelf: the index.
        allowed: numbers of the entries that may be given; ``None`` for all.

    Returns:
        At most ``SHORTLIST`` contenders; equal ones in the order of the base. None when nothing is shared.
    """
    if not reading.features:
        return Ranking((), Foreign(0.0, 0.0), {})
    if shelf.trained:
        chances, background = _chances(reading, shelf)
        listed = [at for at in chances if allowed is None or at in allowed]
        listed = sorted(listed, key=lambda at: (-chances[at], at))[:SHORTLIST]
    else:
        weights = reading.features
        most = FETCHED if allowed is None else shelf.entry_count  # others must not crowd out those allowed
        listed = [at for at, _ in shelf.fetch(sorted(weights, key=lambda f: (-weights[f], f)), most)]
        listed = [at for at in listed if allowed is None or at in allowed][:FETCHED]
        chances, background = dict.fromkeys(listed, 0.0), 0.0
    contenders = []
    features: dict[int, frozenset[int]] = {}
    foreign = Foreign(background, 0.0)
    for at, vectors in shelf.vectors([*listed, shelf.entry_count]).items():
        nearest, phrasing = _nearest(reading, vectors)
        if at == shelf.entry_count:
            foreign = Foreign(background if shelf.trained else 2 * nearest, nearest)
            continue
        if nearest > 0 or shelf.trained:
            contenders.append(Contender(at, chances[at], nearest, phrasing))
            features[at] = frozenset(vectors.members)
    contenders.sort(key=lambda contender: (-contender.standing, contender.entry))
    kept = tuple(contenders[:SHORTLIST])
    return Ranking(kept, foreign, {contender.entry: features[contender.entry] for contender in kept})


def _chances(reading: Reading, shelf: SearchIndex) -> tuple[dict[int, float], float]:
    """Fitted log chance of every entry, and of the background."""
    scores = [0.0] * (shelf.entry_count + 1)
    for number, (scale, cells) in shelf.rows(reading.features).items():
        share = reading.factors.get(number, 1.0) * scale  # a row holds the feature's weight already
        scores = [score + share * cell for score, cell in zip(scores, cells, strict=True)]
    scores = [score / reading.spelt_length for score in scores]
    top = max(scores)
    total = math.log(sum(math.exp(score - top) for score in scores)) + top
    chances = {at: max(score - total, CHANCE_FLOOR) for at, score in enumerate(scores[:-1])}
    return chances, max(scores[-1] - total, CHANCE_FLOOR)


def _nearest(reading: Reading, vectors: Vectors) -> tuple[float, int]:
    """Likeness of the nearest phrasing, 0 to 1, and which it is."""
    shared = reading.products
    best, which, at = 0.0, 0, 0
    members = vectors.members
    for number, (size, length) in enumerate(zip(vectors.sizes, vectors.lengths, strict=True)):
        likeness = sum([shared[f] for f in members[at : at + size] if f in shared]) / length
        at += size
        if likeness > best:
            best, which = likeness, number
    return best / reading.length, which
