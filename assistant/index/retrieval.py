"""Which entries are looked at closely: those that share the most weight with a question.

Every feature of a question has a list of the entries that have it. The rarest are read in full; what is common
only adds to entries found by then, and those that cannot come among the first any more are let go on the way.
That is the idea of MaxScore (Turtle & Flood 1995), and it keeps the cost from growing with the base.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice

POSTINGS_READ = 2_000
"""Entries read for one question before common words only add to those already found."""
LIST_READ = 80_000
"""Entries of a word so common that it tells nothing: its list is not read for its own sake."""
CONTENDERS = 200
"""Among so few entries there is no point in looking for those that cannot come among the first."""
TIED = 2_000
"""Entries that stay in the running at most, however many are level."""
WORTHWHILE = 4
"""The share of entries that must be out of reach before they are let go is one in so many."""


def _in_reach(weights: dict[int, float], limit: int, rest: float) -> dict[int, float]:
    """The entries that can still come among the first ``limit`` when each may gain up to ``rest``.

    All of them as long as too few are out of reach for a new table to pay.
    """
    if len(weights) <= max(limit, CONTENDERS):
        return weights
    values = sorted(weights.values())
    least = values[-limit] - rest
    if len(values) > TIED and values[-TIED - 1] >= least:
        least = values[-TIED - 1]
        kept = {entry: weight for entry, weight in weights.items() if weight > least}
        level = ((entry, weight) for entry, weight in weights.items() if weight == least)
        kept.update(islice(level, TIED - len(kept)))
        return kept
    if WORTHWHILE * bisect_left(values, least) < len(values):
        return weights
    return {entry: weight for entry, weight in weights.items() if weight >= least}


def _add_where(weights: dict[int, float], entries: array[int], share: float) -> None:
    """Add to the weight of those that stand in a sorted list."""
    if 10 * len(weights) > len(entries):
        for entry in filter(weights.__contains__, entries):
            weights[entry] += share
        return
    end = len(entries)
    for entry in weights:
        at = bisect_left(entries, entry)
        if at < end and entries[at] == entry:
            weights[entry] += share


def choose_lists(
    features: Sequence[int], facts: Mapping[int, tuple[float, int]]
) -> tuple[list[int], list[int]]:
    """The features whose lists are read in full, and those that only add to what is found.

    Args:
        features: most telling first; both results keep that order.
        facts: (weight, length of the list) of those that are known.
    """
    read = 0
    told: set[int] = set()
    for number in sorted(facts, key=lambda number: facts[number][1]):  # the rarest first
        read += facts[number][1]
        if told and read > POSTINGS_READ:
            break
        told.add(number)
    common = [number for number in features if number in facts and number not in told]
    return (
        [number for number in features if number in told],
        [number for number in common if facts[number][1] < LIST_READ],
    )


def heaviest(
    told: Sequence[tuple[float, array[int]]], common: Sequence[tuple[float, array[int]]], limit: int
) -> list[tuple[int, float]]:
    """The entries of most weight.

    Args:
        told: weight and sorted entries of each feature that is read in full.
        common: the same of those that only add.
        limit: at most so many.

    Returns:
        (entry, weight), most first, equal ones in the order of the base.
    """
    weights: dict[int, float] = {}
    known = weights.get
    for share, entries in told:
        for entry in entries[:POSTINGS_READ]:
            weights[entry] = known(entry, 0.0) + share
    rest = sum(share for share, _ in common)
    for share, entries in common:
        weights = _in_reach(weights, limit, rest)
        rest -= share
        _add_where(weights, entries, share)
    weights = _in_reach(weights, limit, 0.0)
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:limit]
