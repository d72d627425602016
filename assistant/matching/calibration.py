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
PRIOR = (4.312, 1.096, -0.096, 0.732, -3.956, 3.138, 0.531, -0.162, -2.568)
"""Weights learned from people's questions about several bases, not from this base."""
PRIOR_SCALE = np.array((0.997, 0.394))
"""Slope and offset that calibrate the prior for people's questions in scope."""
LEARNED_SCALE = np.array((0.708, 1.312))
"""Slope and offset that calibrate what a base teaches: held-out phrasings are easier than people's questions."""
PRIOR_TRIALS = 200
"""Number of trials in scope that the prior counts as much as; 100 to 500 give the same results."""
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

    The prior knows people's questions, the trials know the base: the more there are, the more they count. ``PRIOR`` and
    the scales come from ``python -m tests.bench.prior``.
    """
    kinds = np.array([trial.kind for trial in trials])
    inside = int((kinds == "in").sum())
    weights, scale = np.array(PRIOR), PRIOR_SCALE
    share = learned_share(inside)
    if share:
        weights = (1 - share) * weights + share * learned_weights(trials, kinds, inside)
        scale = (1 - share) * scale + share * LEARNED_SCALE
    scaled = scale[0] * weights
    scaled[-1] += scale[1]
    return ConfidenceModel(tuple(scaled.tolist()))


def learned_share(inside: int) -> float:
    """Return how much what a base teaches counts (0-1), by its number of trials in scope."""
    return inside / (inside + PRIOR_TRIALS) if inside >= MIN_TRIALS else 0.0


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
