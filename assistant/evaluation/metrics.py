"""Quality metrics. Shares are from 0 to 1; ``None`` if there is nothing to measure. Names follow ranx."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import ceil, fsum
from typing import NamedTuple

BINS = 10
"""Number of equal bins of the score, for calibration."""


class Bin(NamedTuple):
    """The questions with a score between two bounds."""

    low: float
    """Lower bound (0-100), exclusive except for 0."""
    high: float
    """Upper bound (0-100), inclusive."""
    questions: int
    score: float | None
    """Mean score, 0-100."""
    right: float | None
    """Share with a right first candidate, 0-1."""


def share(flags: Iterable[bool]) -> float | None:
    """Return the share of flags that are set, 0-1; None for no flags."""
    values = list(flags)
    return sum(values) / len(values) if values else None


def recall_at(ranks: Sequence[int | None], k: int) -> float | None:
    """Return the share of questions with a right entry among the first ``k`` candidates.

    ``|{q : rank(q) <= k}| / |Q|``. One expected entry is enough, so this is the hit rate@k of ranx.

    Args:
        ranks: Rank of the first right entry of each question, from 1; None if there is none.
        k: Number of candidates.
    """
    return share(rank is not None and rank <= k for rank in ranks)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float | None:
    """Return the mean of 1/rank, with 0 for questions without a right candidate (ranx: MRR).

    ``1/|Q| * sum(1 / rank(q))``.
    """
    return fsum(1 / rank for rank in ranks if rank is not None) / len(ranks) if ranks else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return the area under the ROC curve: the probability that a positive scores higher than a negative.

    ``(|{(p, n) : p > n}| + |{(p, n) : p = n}| / 2) / (|P| * |N|)``: ties count half (Hanley and McNeil
    1982). 0.5 is chance, 1 is perfect.
    """
    if not positives or not negatives:
        return None
    ordered = sorted(negatives)
    twice = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in positives)
    return twice / (2 * len(positives) * len(negatives))


def calibration_bins(scored: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Return mean scores and shares of right answers in equal bins ``((m-1)/M, m/M]`` (Guo et al. 2017, section 2).

    Args:
        scored: (score 0-100, whether the first candidate is right) of each question.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, right in scored:
        held[min(max(ceil(score * BINS / 100) - 1, 0), BINS - 1)].append((score, right))
    return [
        Bin(
            100 * at / BINS,
            100 * (at + 1) / BINS,
            len(inside),
            fsum(score for score, _ in inside) / len(inside) if inside else None,
            share(right for _, right in inside),
        )
        for at, inside in enumerate(held)
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error, 0-1: how far scores are from the share of right answers.

    ``sum(|B_m| / n * |acc(B_m) - conf(B_m)|)`` (Guo et al. 2017, "On Calibration of Modern Neural Networks",
    equation 3), with the score divided by 100 as the confidence.
    """
    count = sum(one.questions for one in bins)
    if not count:
        return None
    gaps = (
        one.questions * abs(one.right - one.score / 100)
        for one in bins
        if one.score is not None and one.right is not None
    )
    return fsum(gaps) / count


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return a percentile by nearest rank; None without values."""
    return sorted(values)[max(ceil(len(values) * percent / 100) - 1, 0)] if values else None
