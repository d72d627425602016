"""Compute the figures of an evaluation from the outcomes of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from assistant.conversation.turn import AMBIGUOUS, LIKELY
from assistant.evaluation.labelled_question import GAP
from assistant.evaluation.metrics import (
    auroc,
    calibration_bins,
    calibration_error,
    mean_reciprocal_rank,
    percentile,
    recall_at,
    share,
)
from assistant.evaluation.outcome import (
    CHOICES,
    FOREIGN,
    GOOD,
    IN_SCOPE,
    LIKELY_RIGHT,
    LIKELY_WRONG,
    OFFERED,
    RIGHT,
    WRONG,
    Outcome,
)

Figures = dict[str, float | None]
"""Name of a figure to its value; ``None`` if there was nothing to measure."""


def scored(outcomes: Iterable[Outcome]) -> list[tuple[float, bool]]:
    """Return (score 0-100, whether the first candidate is right) of each question that is not a gap question."""
    return [(one.score, one.rank == 1) for one in outcomes if one.group != GAP]


def measure(outcomes: Sequence[Outcome], whole: Sequence[Outcome] | None = None) -> Figures:
    """Return the figures of some questions.

    - ``top1``, ``top3``, ``mrr``: ranking in scope.
    - ``right``, ``wrong``: answered right or wrong; ``likely_right``, ``likely_wrong``: the same of likely answers;
      ``right_shown``: the right answer is on the screen, answered or likely; ``denied``: answered that the source does
      not say, although it does; ``offered``: not answered, but the right entry is among the first three candidates;
      ``right_or_offered``: the right answer is on the screen or among the first three candidates. All as shares of the
      questions in scope.
    - ``false_answers``, ``false_likely``: share of the questions out of scope with an answer, or with a likely answer;
      small talk is not an answer.
    - ``auroc``: how well the score separates in scope from out of scope.
    - ``gap_right``: share of the gap questions that got "the source does not say" or no answer; ``gap_wrong``,
      ``gap_likely_wrong``: share that got another answer, or another likely answer.
    - ``answered``, ``likely``, ``ambiguous``, ``declined``: how all questions divide; small talk out of scope is
      declined. ``precision``, ``likely_precision``, ``shown_precision``: share of right answers among the answered, the
      likely, and both.
    - ``correct``: share of all questions with the right outcome, likely answers included; ``follow_ups``: the same of
      the second and later turns of conversations.
    - ``ece``: calibration error in scope; ``ece_all``: with questions out of scope.
    - ``median_ms``, ``p95_ms``: time for an answer.

    Args:
        outcomes: The questions.
        whole: All questions, if ``outcomes`` is a part of them. ``auroc`` compares a part that is entirely in scope
            with all questions out of scope, and the reverse.
    """
    inside = [one for one in outcomes if one.group == IN_SCOPE]
    foreign = [one for one in outcomes if one.group == FOREIGN]
    given = [one for one in outcomes if one.given]
    likely = [one for one in outcomes if one.likely]
    gap = [one for one in outcomes if one.group == GAP]
    ranks = [one.rank for one in inside]
    times = [one.milliseconds for one in outcomes]
    return {
        "top1": recall_at(ranks, 1),
        "top3": recall_at(ranks, 3),
        "mrr": mean_reciprocal_rank(ranks),
        "right": share(one.verdict == RIGHT for one in inside),
        "likely_right": share(one.verdict == LIKELY_RIGHT for one in inside),
        "right_shown": share(one.verdict in GOOD for one in inside),
        "wrong": share(one.verdict == WRONG for one in inside),
        "likely_wrong": share(one.verdict == LIKELY_WRONG for one in inside),
        "denied": share(one.denied for one in inside),
        "offered": share(one.verdict == OFFERED for one in inside),
        "right_or_offered": share(one.verdict in (*GOOD, OFFERED) or _is_alternative(one) for one in inside),
        "false_answers": share(one.given for one in foreign),
        "false_likely": share(one.likely for one in foreign),
        "auroc": _auroc_of(inside, foreign, outcomes if whole is None else whole),
        "gap_right": share(one.verdict in GOOD for one in gap),
        "gap_wrong": share(one.verdict == WRONG for one in gap),
        "gap_likely_wrong": share(one.verdict == LIKELY_WRONG for one in gap),
        "answered": share(one.given for one in outcomes),
        "likely": share(one.likely for one in outcomes),
        "ambiguous": share(one.status == AMBIGUOUS for one in outcomes),
        "declined": share(not one.given and one.status not in (LIKELY, AMBIGUOUS) for one in outcomes),
        "precision": share(one.verdict in GOOD for one in given),
        "likely_precision": share(one.verdict in GOOD for one in likely),
        "shown_precision": share(one.verdict in GOOD for one in (*given, *likely)),
        "correct": share(one.verdict in GOOD for one in outcomes),
        "follow_ups": share(one.verdict in GOOD for one in outcomes if one.row.turn > 1),
        "ece": calibration_error(calibration_bins(scored(inside))),
        "ece_all": calibration_error(calibration_bins(scored(outcomes))),
        "median_ms": median(times) if times else None,
        "p95_ms": percentile(times, 95),
    }


def _is_alternative(one: Outcome) -> bool:
    """Return whether the right entry is an alternative to a wrong likely answer."""
    return one.verdict == LIKELY_WRONG and one.rank is not None and one.rank <= CHOICES


def _auroc_of(
    inside: Sequence[Outcome], foreign: Sequence[Outcome], whole: Sequence[Outcome]
) -> float | None:
    """Return the AUROC; take an empty side from the whole."""
    if not inside and not foreign:
        return None
    positives = inside or [one for one in whole if one.group == IN_SCOPE]
    negatives = foreign or [one for one in whole if one.group == FOREIGN]
    return auroc([one.score for one in positives], [one.score for one in negatives])
