"""From questions put to a base without their answers to a judge: its weights, its scale and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.confidence import Judge

OUT_SHARE = 1.0
BACKGROUND_SHARE = 1.0
"""Weight of all left-out entries, and of all background, against that of all left-out phrasings."""
LEAST_OF_EACH = 5
"""Right and wrong left-out phrasings that a scale is learnt from. With fewer (an easy base) it would call
everything sure, and the judge's own scale, learnt from all trials, stands."""
PRECISION = 0.86
"""Least share of the in-scope answers that are to be right."""
FALSE_ANSWERS = {"out": 0.25, "background": 0.01}
"""Greatest share of left-out entries' phrasings, and of background, that are to be answered."""
FALSE_OFFERS = {"background": 0.15}


class Trial(NamedTuple):
    """A question put to a base that had it, or its whole entry, left out."""

    signals: tuple[tuple[float, ...], ...]
    """Of each of the first contenders."""
    right: tuple[bool, ...]
    """Whether each is the right entry."""
    kind: str
    """``in`` a phrasing left out, ``out`` its entry left out, ``background``."""


def settle(trials: Sequence[Trial]) -> Judge:
    """Weights, scale and lines of the judge from the trials."""
    values = np.array([row for trial in trials for row in trial.signals], dtype=np.float64)
    right = np.array([right for trial in trials for right in trial.right], dtype=np.float64)
    of = np.repeat(np.arange(len(trials)), [len(trial.right) for trial in trials])
    kinds = np.array([trial.kind for trial in trials])
    share = np.ones(len(trials))
    inside = kinds == "in"
    for kind, part in (("out", OUT_SHARE), ("background", BACKGROUND_SHARE)):
        members = kinds == kind
        if members.any():
            share[members] = part * inside.sum() / members.sum()
    weights = _logistic(values, right, share[of], ridge=1.0)
    logits = np.hstack([values, np.ones((len(values), 1))]) @ weights
    # each trial's best by the judge, as answering orders them
    order = np.lexsort((np.arange(len(logits)), -logits, of))
    first = order[np.searchsorted(of[order], np.arange(len(trials)))]
    best, correct = logits[first], right[first]
    scale = _logistic(best[inside, None], correct[inside], np.ones(int(inside.sum())), ridge=0.01)
    if min(correct[inside].sum(), inside.sum() - correct[inside].sum()) < LEAST_OF_EACH or scale[0] <= 0:
        scale = np.array([1.0, 0.0])
    judge = Judge(tuple(float(w) for w in weights), float(scale[0]), float(scale[1]), 0.0, 0.0, 0.0)
    scores = 100 / (1 + np.exp(-np.clip(scale[0] * best + scale[1], -30, 30)))
    return _with_lines(judge, scores, correct > 0, kinds)


def _with_lines(
    judge: Judge, scores: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], kinds: npt.NDArray[np.str_]
) -> Judge:
    """The least threshold that keeps every promise on the trials, and the line for offering choices."""
    inside = kinds == "in"
    order = np.argsort(-scores[inside], kind="stable")
    precise = np.cumsum(right[inside][order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(precise >= PRECISION)
    threshold = float(scores[inside][order][kept[-1]]) if len(kept) else 95.0
    for kind, most in FALSE_ANSWERS.items():
        if (kinds == kind).any():
            threshold = max(threshold, float(np.quantile(scores[kinds == kind], 1 - most)))
    offered = (
        float(np.quantile(scores[kinds == "background"], 1 - FALSE_OFFERS["background"]))
        if (kinds == "background").any()
        else 10.0
    )
    return judge._replace(threshold=min(threshold, 95.0), offered=min(offered, threshold, 95.0), margin=5.0)


def _logistic(
    values: npt.NDArray[np.float64],
    right: npt.NDArray[np.float64],
    share: npt.NDArray[np.float64],
    ridge: float,
) -> npt.NDArray[np.float64]:
    """Weights and constant of a penalised logistic regression, by Newton's method."""
    matrix = np.hstack([values, np.ones((len(values), 1))])
    weights = np.zeros(matrix.shape[1])
    penalty = np.eye(matrix.shape[1]) * ridge
    penalty[-1, -1] = 1e-6
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        gradient = matrix.T @ (share * (chance - right)) + penalty @ weights
        curvature = (matrix * (share * chance * (1 - chance))[:, None]).T @ matrix + penalty
        change = np.linalg.solve(curvature, gradient)
        weights = weights - change
        if float(np.abs(change).max()) < 1e-6:
            break
    return weights
