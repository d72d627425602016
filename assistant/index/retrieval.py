"""Candidate retrieval: the entries that share the most weight with a question.

Each feature of a question has a list of the entries that contain it. The shortest lists are read in full; the lists of
common features only add weight to entries already found, and entries that can no longer reach the top are dropped
early. This is the idea of MaxScore (Turtle & Flood 1995); it keeps the cost from growing with the base.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import islice

POSTINGS_READ = 2_000
"""Entries read for one question before common features only add weight."""
MAX_LIST_LENGTH = 80_000
"""Number of entries from which the list of a common feature is not read at all: the feature is not informative."""
PRUNING_FROM = 200
"""Number of entries up to which pruning costs more than it saves."""
MAX_TIED = 2_000
"""Most entries kept by pruning, however many are tied."""
PRUNED_SHARE = 4
"""Prune only if at least one entry in this many is out of reach."""


def _in_reach(weights: dict[int, float], limit: int, rest: float) -> dict[int, float]:
    """Return the entries that can still be among the first ``limit`` if each gains up to ``rest``.

    Return all of them if so few are out of reach that copying the others would cost more than it saves.
    """
    if len(weights) <= max(limit, PRUNING_FROM):
        return weights
    values = sorted(weights.values())
    least = values[-limit] - rest
    if len(values) > MAX_TIED and values[-MAX_TIED - 1] >= least:
        least = values[-MAX_TIED - 1]
        kept = {entry: weight for entry, weight in weights.items() if weight > least}
        tied = ((entry, weight) for entry, weight in weights.items() if weight == least)
        kept.update(islice(tied, MAX_TIED - len(kept)))
        return kept
    if PRUNED_SHARE * bisect_left(values, least) < len(values):
        return weights
    return {entry: weight for entry, weight in weights.items() if weight >= least}


def _add_to_known(weights: dict[int, float], entries: array[int], share: float) -> None:
    """Add ``share`` to the weight of the known entries that are in a sorted list."""
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
    """Choose the features whose lists are read in full, and those whose lists only add weight.

    Args:
        features: Most informative first; both results keep that order.
        facts: (weight, length of the list) of the known features.
    """
    read = 0
    full: set[int] = set()
    for number in sorted(facts, key=lambda number: facts[number][1]):  # rarest first
        read += facts[number][1]
        if full and read > POSTINGS_READ:
            break
        full.add(number)
    common = [number for number in features if number in facts and number not in full]
    return (
        [number for number in features if number in full],
        [number for number in common if facts[number][1] < MAX_LIST_LENGTH],
    )


def heaviest(
    full: Sequence[tuple[float, array[int]]], additional: Sequence[tuple[float, array[int]]], limit: int
) -> list[tuple[int, float]]:
    """Return the entries with the most weight.

    Args:
        full: Weight and sorted entries of each feature that is read in full.
        additional: The same for each feature that only adds weight.
        limit: Largest number of entries.

    Returns:
        (entry, weight), highest weight first, ties in the order of the base.
    """
    weights: dict[int, float] = {}
    known = weights.get
    for share, entries in full:
        for entry in entries[:POSTINGS_READ]:
            weights[entry] = known(entry, 0.0) + share
    rest = sum(share for share, _ in additional)
    for share, entries in additional:
        weights = _in_reach(weights, limit, rest)
        rest -= share
        _add_to_known(weights, entries, share)
    weights = _in_reach(weights, limit, 0.0)
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:limit]
