"""Solve the penalized multinomial regression in the dual, by accelerated gradient descent.

See Nesterov (1983) and Beck & Teboulle (2009).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.kernel import Floats

INVERSE_PENALTY = 8.0
"""Inverse of the ridge penalty; between 10 and 100 the ranking hardly changes."""
DEFLATED = 32
"""Number of leading eigenvectors that the preconditioner damps."""
SUBSPACE_ROUNDS = 6


class Preconditioner(NamedTuple):
    """A deflation preconditioner (Frank & Vuik 2001): it damps the few directions that all texts share.

    Without it the largest eigenvalue would limit the step size in all directions.
    """

    basis: Floats
    """Leading eigenvectors of the kernel, texts by ``DEFLATED``."""
    damping: Floats
    """Damping of each eigenvector, 0 to 1."""
    step: float
    """Step size of the gradient descent."""

    def for_rows(self, kept: npt.NDArray[np.bool_]) -> Preconditioner:
        """Return the preconditioner for some of the texts, whose eigenvalues are no larger (Cauchy interlacing)."""
        return self._replace(basis=np.linalg.qr(self.basis[kept])[0])


def preconditioner_of(kernel: Floats) -> Preconditioner:
    """Find the leading eigenvectors by subspace iteration from a fixed start."""
    count = min(DEFLATED, len(kernel))
    start = np.random.default_rng(0).standard_normal((len(kernel), count))
    basis = np.linalg.qr(start.astype(np.float32))[0]
    for _ in range(SUBSPACE_ROUNDS):
        basis = np.linalg.qr(kernel @ basis)[0]
    eigenvalues, rotation = np.linalg.eigh(basis.T @ (kernel @ basis))
    basis = np.ascontiguousarray(basis @ rotation, dtype=np.float32)
    values = np.maximum(eigenvalues, 1e-6)
    rest = float(values[0]) * 1.1  # subspace iteration underestimates the smallest eigenvalue
    damping = np.maximum(1 - rest / values, 0).astype(np.float32)
    return Preconditioner(basis, damping, 1.0 / (0.5 * rest + 1 / INVERSE_PENALTY))


def solve(
    kernel: Floats,
    target: Floats,
    preconditioner: Preconditioner,
    steps: int,
    start: Floats | None = None,
    offset: Floats | float = 0.0,
) -> Floats:
    """Return the dual coefficients of the penalized multinomial regression.

    Args:
        kernel: Product of each two texts.
        target: 1 for the class of each text, otherwise 0.
        preconditioner: For this kernel.
        steps: Number of gradient steps.
        start: Coefficients to start from; zeros by default.
        offset: What other texts add to the scores.
    """
    current = np.zeros_like(target) if start is None else start.copy()
    extrapolated, momentum = current, 1.0
    for _ in range(steps):
        gradient = softmax(kernel @ extrapolated + offset) - target
        gradient += extrapolated / INVERSE_PENALTY
        gradient -= preconditioner.basis @ (
            preconditioner.damping[:, None] * (preconditioner.basis.T @ gradient)
        )
        updated = extrapolated - np.float32(preconditioner.step) * gradient
        next_momentum = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        extrapolated = updated + np.float32((momentum - 1) / next_momentum) * (updated - current)
        current, momentum = updated, next_momentum
    return current


def softmax(scores: Floats) -> Floats:
    scores = scores - scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
