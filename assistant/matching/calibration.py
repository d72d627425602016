"""Train the confidence model on held-out questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.confidence import ConfidenceModel, Signals

OUT_SHARE = 0.3
"""Total training weight of the trials without their entry, relative to the trials in scope."""
BACKGROUND_SHARE = 1.0
"""Total training weight of the background, relative to the trials in scope."""
PRIOR = (4.361, 1.415, -0.194, -0.457, -2.263, 2.504, 0.253, -0.07, -1.364)
"""Weights learned from people's questions about several bases, not from this base."""
PRIOR_SCALE = (0.912, 0.409)
"""Slope and offset that calibrate the prior on its own for people's questions in scope."""
MIXED_SCALE = (0.859, 0.725)
"""Slope and offset that calibrate the mean of the prior and what the base teaches."""
MIN_TRIALS = 100
"""Fewest trials in scope to learn from; with fewer, as in a base with one phrasing per entry, only the prior counts."""


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
    if inside < MIN_TRIALS:
        slope, offset, weights = *PRIOR_SCALE, np.array(PRIOR)
    else:
        slope, offset, weights = *MIXED_SCALE, (np.array(PRIOR) + learned_weights(trials, kinds, inside)) / 2
    scaled = slope * weights
    scaled[-1] += offset
    return ConfidenceModel(tuple(scaled.tolist()))


def learned_weights(
    trials: Sequence[Trial], kinds: npt.NDArray[np.str_], inside: int
) -> npt.NDArray[np.float64]:
    """Return the weights that tell right from wrong entries in the trials."""
    values = np.array([row for trial in trials for row in trial.signals], dtype=np.float64)
    right = np.array([right for trial in trials for right in trial.right], dtype=np.float64)
    share = np.ones(len(trials))
    for kind, part in (("out", OUT_SHARE), ("background", BACKGROUND_SHARE)):
        members = kinds == kind
        if members.any():
            share[members] = part * inside / members.sum()
    return logistic(values, right, np.repeat(share, [len(trial.right) for trial in trials]), ridge=1.0)


def logistic(
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
