"""Train the confidence model on held-out questions: weights, calibration and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.confidence import ConfidenceModel, Signals

OUT_SHARE = 0.3
BACKGROUND_SHARE = 1.0
"""Total training weight of the trials without their entry, and of the background, relative to the trials in scope."""
PRIOR = (
    3.43, 1.364, -0.148, 0.319, -1.992, 0.224, 2.183, -0.131, 0.306, -0.068, -1.521, 1.11, 1.651, -1.14
)  # fmt: skip
"""Weights learned from people's questions about several bases, not from this base."""
PRIOR_SCALE = (0.746, 0.479)
"""Slope and offset that calibrate the prior on its own for people's questions in scope."""
MIXED_SCALE = (0.944, 0.897)
"""Slope and offset that calibrate the mean of the prior and what the base teaches."""
MIN_TRIALS = 100
"""Fewest trials in scope to learn from; with fewer, as in a base with one phrasing per entry, only the prior counts."""
WRONG_ANSWER_COST = 4.0
"""Cost of a wrong answer that is asserted, in missed answers."""
WRONG_LIKELY_COST = 1.0
"""Cost of a wrong answer under the question it belongs to, marked as the closest match, in missed answers."""
FALSE_ANSWERS = 0.01
"""Largest share (0-1) of the background that may be answered."""
MAX_THRESHOLD = 86.0
"""Highest threshold (0-100): decoys are closer to the base than what people ask that it does not answer."""
FALSE_CHOICES = 0.15
"""Largest share (0-1) of the background for which choices may be offered."""
MIN_CHOICE = 10.0
"""Lowest threshold (0-100) for choices."""


class Trial(NamedTuple):
    """A question asked of a base that lacks this phrasing, or its whole entry."""

    signals: tuple[Signals, ...]
    """Signals of each of the entries ranked first."""
    right: tuple[bool, ...]
    """Whether each entry is the right one."""
    kind: str
    """``in`` (without the phrasing), ``out`` (without the entry) or ``background``."""


def calibrate(trials: Sequence[Trial]) -> ConfidenceModel:
    """Train the confidence model on the trials.

    The weights are the mean of the prior, which knows people's questions, and of those learned from the trials, which
    know the base. ``PRIOR`` and the scales come from ``python -m tests.bench.prior``.
    """
    kinds = np.array([trial.kind for trial in trials])
    inside = int((kinds == "in").sum())
    prior = np.array(PRIOR)
    if inside < MIN_TRIALS:
        slope, offset, weights = *PRIOR_SCALE, prior
    else:
        slope, offset, weights = *MIXED_SCALE, (prior + _learned(trials, kinds, inside)) / 2
    scaled = slope * weights
    scaled[-1] += offset
    model = ConfidenceModel(tuple(scaled.tolist()), *_thresholds(WRONG_ANSWER_COST, WRONG_LIKELY_COST))
    background = [
        max(map(model.score, trial.signals), default=0.0) for trial in trials if trial.kind == "background"
    ]
    if not background:
        return model
    threshold = float(np.quantile(background, 1 - FALSE_ANSWERS))
    choice_threshold = float(np.quantile(background, 1 - FALSE_CHOICES))
    return model._replace(
        threshold=max(model.threshold, min(threshold, MAX_THRESHOLD)),
        choice_threshold=min(max(choice_threshold, MIN_CHOICE), model.likely_threshold),
    )


def _learned(trials: Sequence[Trial], kinds: npt.NDArray[np.str_], inside: int) -> npt.NDArray[np.float64]:
    """Return the weights that tell right from wrong entries in the trials."""
    values = np.array([row for trial in trials for row in trial.signals], dtype=np.float64)
    right = np.array([right for trial in trials for right in trial.right], dtype=np.float64)
    share = np.ones(len(trials))
    for kind, part in (("out", OUT_SHARE), ("background", BACKGROUND_SHARE)):
        members = kinds == kind
        if members.any():
            share[members] = part * inside / members.sum()
    return _logistic(values, right, np.repeat(share, [len(trial.right) for trial in trials]), ridge=1.0)


def _thresholds(wrong_answer: float, wrong_likely: float) -> tuple[float, float, float, float]:
    """Return threshold, margin, threshold for choices and for likely answers: where a wrong answer costs as much as
    a missed one, given calibrated scores.
    """
    return 100 * wrong_answer / (1 + wrong_answer), 5.0, MIN_CHOICE, 100 * wrong_likely / (1 + wrong_likely)


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
