"""The figures of quality, as plain functions of plain values. Shares are from 0 to 1, times in milliseconds.

What cannot be measured (a share of nothing) is ``None``, never 0 or 1. Names of ranking figures follow ranx
(docs/metrics.md of AmenRa/ranx).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import ceil, fsum
from typing import NamedTuple

BINS = 10
"""Equal bins of the score that calibration is looked at in."""


class Bin(NamedTuple):
    """The questions whose score fell between two bounds."""

    low: float
    """Score (0-100) above which questions are in it; the first bin holds score 0 too."""
    high: float
    """Highest score (0-100) in it."""
    questions: int
    score: float | None
    """Mean score, 0-100."""
    right: float | None
    """Share whose first candidate is right, 0-1."""


def share(flags: Iterable[bool]) -> float | None:
    """How many of the flags are set, 0-1; None for no flags."""
    values = list(flags)
    return sum(values) / len(values) if values else None


def recall_at(ranks: Sequence[int | None], k: int) -> float | None:
    """Share of questions with a right entry among the first ``k`` candidates.

    ``|{q : rank(q) <= k}| / |Q|``. Any expected entry counts and one is enough, so that recall@k is what ranx
    calls hit rate@k; ``recall_at(ranks, 1)`` is top-1.

    Args:
        ranks: place of the first right entry of each question, from 1; None when there is none.
        k: how many candidates count.
    """
    return share(rank is not None and rank <= k for rank in ranks)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float | None:
    """Mean of 1/rank over the questions, 0 for one without a right candidate (ranx: MRR).

    ``1/|Q| * sum(1 / rank(q))``.
    """
    return fsum(1 / rank for rank in ranks if rank is not None) / len(ranks) if ranks else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """How well a score sets two groups apart: the chance that a positive outscores a negative.

    ``(|{(p, n) : p > n}| + |{(p, n) : p = n}| / 2) / (|P| * |N|)``: ties count half. The Mann-Whitney U
    statistic over the number of pairs, which is the area under the ROC curve (Hanley and McNeil 1982). 0.5 is
    chance, 1 is perfect.
    """
    if not positives or not negatives:
        return None
    ordered = sorted(negatives)
    twice = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in positives)
    return twice / (2 * len(positives) * len(negatives))


def calibration_bins(scored: Sequence[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """Scores beside the share that was right, in equal bins ``((m-1)/M, m/M]`` (Guo et al. 2017, section 2).

    Args:
        scored: (score 0-100, whether the first candidate was right) of each question.
        bins: number of bins.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for score, right in scored:
        held[min(max(ceil(score * bins / 100) - 1, 0), bins - 1)].append((score, right))
    return [
        Bin(
            100 * at / bins,
            100 * (at + 1) / bins,
            len(inside),
            fsum(score for score, _ in inside) / len(inside) if inside else None,
            share(right for _, right in inside),
        )
        for at, inside in enumerate(held)
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Expected calibration error, 0-1: how far scores are from the share that was right.

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
    """The least value that ``percent`` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(len(values) * percent / 100) - 1, 0)] if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
