"""Outcomes in, every figure of them out: which questions each metric is taken over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.evaluation.labelled_question import GAP
from assistant.evaluation.metrics import (
    auroc,
    calibration_bins,
    calibration_error,
    mean_reciprocal_rank,
    median,
    percentile,
    recall_at,
    share,
)
from assistant.evaluation.outcome import FOREIGN, IN_SCOPE, OFFERED, RIGHT, WRONG, Outcome

Figures = dict[str, float | None]
"""Name of a figure to its value; ``None`` where there was nothing to measure it on."""


def scored(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Score and whether the first candidate is right, for calibration; gap questions left out.

    A score speaks for the first candidate whether or not it was answered, so every question counts.
    """
    return [(one.score, one.rank == 1) for one in outcomes if one.group != GAP]


def measure(outcomes: Sequence[Outcome], whole: Sequence[Outcome] | None = None) -> Figures:
    """Every figure of some questions.

    - ``top1``, ``top3``, ``mrr``: ranking, in scope.
    - ``right``, ``wrong``: answered right, answered wrong; ``offered``: not answered, with the right entry
      among the first three candidates; ``right_or_offered``. All as shares of the questions in scope.
    - ``false_answers``: share of the foreign questions that were answered; small talk in return is no answer.
    - ``auroc``: how well the score tells in scope from foreign.
    - ``gap_right``: share of the gap questions told "the source does not say", or declined.
    - ``answered``: share of all questions that were answered; ``precision``: share of those answers that are
      right.
    - ``correct``: share of all questions judged right, each by the rule of its group.
    - ``ece``: calibration error in scope; ``ece_all``: with foreign ones, for which no entry is right.
    - ``median_ms``, ``p95_ms``: time for one answer.

    Args:
        outcomes: the questions.
        whole: all questions, when ``outcomes`` is a part: a part with one side only (all foreign, say) is set
            against the other side of the whole in ``auroc``, which gives near misses their own figure.
    """
    inside = [one for one in outcomes if one.group == IN_SCOPE]
    foreign = [one for one in outcomes if one.group == FOREIGN]
    given = [one for one in outcomes if one.given]
    ranks = [one.rank for one in inside]
    times = [one.milliseconds for one in outcomes]
    return {
        "top1": recall_at(ranks, 1),
        "top3": recall_at(ranks, 3),
        "mrr": mean_reciprocal_rank(ranks),
        "right": share(one.verdict == RIGHT for one in inside),
        "wrong": share(one.verdict == WRONG for one in inside),
        "offered": share(one.verdict == OFFERED for one in inside),
        "right_or_offered": share(one.verdict in (RIGHT, OFFERED) for one in inside),
        "false_answers": share(one.given for one in foreign),
        "auroc": _auroc_of(inside, foreign, outcomes if whole is None else whole),
        "gap_right": share(one.verdict == RIGHT for one in outcomes if one.group == GAP),
        "answered": share(one.given for one in outcomes),
        "precision": share(one.verdict == RIGHT for one in given),
        "correct": share(one.verdict == RIGHT for one in outcomes),
        "ece": calibration_error(calibration_bins(scored(inside))),
        "ece_all": calibration_error(calibration_bins(scored(outcomes))),
        "median_ms": median(times),
        "p95_ms": percentile(times, 95),
    }


def _auroc_of(
    inside: Sequence[Outcome], foreign: Sequence[Outcome], whole: Sequence[Outcome]
) -> float | None:
    """Scores in scope against foreign ones; a side that is empty is taken from the whole."""
    if not inside and not foreign:
        return None
    positives = inside or [one for one in whole if one.group == IN_SCOPE]
    negatives = foreign or [one for one in whole if one.group == FOREIGN]
    return auroc([one.score for one in positives], [one.score for one in negatives])
