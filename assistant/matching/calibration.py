"""Train the confidence model on held-out questions: weights, calibration and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.confidence import ConfidenceModel, Signals

OUT_SHARE = 1.0
BACKGROUND_SHARE = 1.0
"""Total training weight of the trials without their entry, and of the background, relative to the trials in scope."""
MIN_EXAMPLES = 5
"""Fewest right, and fewest wrong, trials in scope for calibration. With fewer, as in an easy base, every score would be
near 100, so scores stay uncalibrated."""
MIN_PRECISION = 0.86
"""Precision (0-1) that the answers in scope must reach."""
FALSE_ANSWERS = {"out": 0.25, "background": 0.01}
"""Largest share (0-1) of the trials without their entry, and of the background, that may be answered."""
FALSE_CHOICES = 0.15
"""Largest share (0-1) of the background for which choices may be offered."""


class Trial(NamedTuple):
    """A question asked of a base that lacks this phrasing, or its whole entry."""

    signals: tuple[Signals, ...]
    """Signals of each of the entries ranked first."""
    right: tuple[bool, ...]
    """Whether each entry is the right one."""
    kind: str
    """``in`` (without the phrasing), ``out`` (without the entry) or ``background``."""


def calibrate(trials: Sequence[Trial]) -> ConfidenceModel:
    """Train the confidence model on the trials."""
    values = np.array([row for trial in trials for row in trial.signals], dtype=np.float64)
    right = np.array([right for trial in trials for right in trial.right], dtype=np.float64)
    trial_of = np.repeat(np.arange(len(trials)), [len(trial.right) for trial in trials])
    kinds = np.array([trial.kind for trial in trials])
    share = np.ones(len(trials))
    inside = kinds == "in"
    for kind, part in (("out", OUT_SHARE), ("background", BACKGROUND_SHARE)):
        members = kinds == kind
        if members.any():
            share[members] = part * inside.sum() / members.sum()
    weights = _logistic(values, right, share[trial_of], ridge=1.0)
    logits = np.hstack([values, np.ones((len(values), 1))]) @ weights
    # the best entry of each trial, in the order used for answering
    order = np.lexsort((np.arange(len(logits)), -logits, trial_of))
    first = order[np.searchsorted(trial_of[order], np.arange(len(trials)))]
    best, correct = logits[first], right[first]
    scale = _logistic(best[inside, None], correct[inside], np.ones(int(inside.sum())), ridge=0.01)
    if min(correct[inside].sum(), inside.sum() - correct[inside].sum()) < MIN_EXAMPLES or scale[0] <= 0:
        scale = np.array([1.0, 0.0])
    confidence = ConfidenceModel(
        tuple(float(w) for w in weights), float(scale[0]), float(scale[1]), 0.0, 0.0, 0.0
    )
    scores = 100 / (1 + np.exp(-np.clip(scale[0] * best + scale[1], -30, 30)))
    return _with_thresholds(confidence, scores, correct > 0, kinds)


def _with_thresholds(
    confidence: ConfidenceModel,
    scores: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    kinds: npt.NDArray[np.str_],
) -> ConfidenceModel:
    """Set the lowest thresholds that meet the required precision and false-answer rates on the trials."""
    inside = kinds == "in"
    order = np.argsort(-scores[inside], kind="stable")
    precise = np.cumsum(right[inside][order]) / np.arange(1, len(order) + 1)
    kept = np.flatnonzero(precise >= MIN_PRECISION)
    threshold = float(scores[inside][order][kept[-1]]) if len(kept) else 95.0
    for kind, most in FALSE_ANSWERS.items():
        if (kinds == kind).any():
            threshold = max(threshold, float(np.quantile(scores[kinds == kind], 1 - most)))
    choice_threshold = (
        float(np.quantile(scores[kinds == "background"], 1 - FALSE_CHOICES))
        if (kinds == "background").any()
        else 10.0
    )
    return confidence._replace(
        threshold=min(threshold, 95.0),
        margin=5.0,
        choice_threshold=min(choice_threshold, threshold, 95.0),
        likely_threshold=min(threshold, 50.0),
    )


def _logistic(
    values: npt.NDArray[np.float64],
    right: npt.NDArray[np.float64],
    share: npt.NDArray[np.float64],
    ridge: float,
) -> npt.NDArray[np.float64]:
    """Fit a ridge logistic regression by Newton's method.

    Args:
        values: The features of each example.
        right: 1 for a positive example, 0 for a negative one.
        share: Weight of each example.
        ridge: Penalty of the weights.

    Returns:
        A weight for each feature, then the constant.
    """
    matrix = np.hstack([values, np.ones((len(values), 1))])
    weights = np.zeros(matrix.shape[1])
    penalty = np.eye(matrix.shape[1]) * ridge
    penalty[-1, -1] = 1e-6
    for _ in range(30):
        probability = 1 / (1 + np.exp(-np.clip(matrix @ weights, -30, 30)))
        gradient = matrix.T @ (share * (probability - right)) + penalty @ weights
        curvature = (matrix * (share * probability * (1 - probability))[:, None]).T @ matrix + penalty
        change = np.linalg.solve(curvature, gradient)
        weights = weights - change
        if float(np.abs(change).max()) < 1e-6:
            break
    return weights
