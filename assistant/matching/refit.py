"""Adjust a trained ranking to a few changed texts, without training all of it again.

The dual coefficients of a text follow from its probabilities. Only the changed texts and those most like them are
solved again; the others keep their coefficients, which a few changed texts hardly move. What the solution adds to the
coefficients is added to the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.kernel import Corpus, Floats, Ints, Matrix, full_kernel, primal, spelling_matrix
from assistant.matching.solver import INVERSE_PENALTY, preconditioner_of, softmax, solve

STEPS = 40
"""Gradient steps."""
NEIGHBOURS = 512
"""Number of unchanged texts that are solved again; twice as many move no score by a tenth."""
RULED_OUT = np.float32(-1e4)
"""Score of a class that no longer exists."""

Mask = npt.NDArray[np.bool_]


class Weights(NamedTuple):
    """Trained weights of every feature and dimension."""

    rows: Floats
    """Weight of each feature for each class, features by classes."""
    meanings: Floats
    """Weight of each dimension of the word vectors for each class, classes by dimensions."""


def nearest_texts(
    features: Sequence[Sequence[int]], weights: Floats, changed: Sequence[Sequence[int]]
) -> Ints:
    """Return the numbers of the texts that are most similar to any changed text, given the features of all."""
    sizes = np.array([len(row) for row in features])
    members = np.fromiter(chain.from_iterable(features), dtype=np.int64, count=int(sizes.sum()))
    owner = np.repeat(np.arange(len(features)), sizes)
    squares = weights * weights
    lengths = np.sqrt(np.bincount(owner, squares[members], len(features)))
    best = np.zeros(len(features))
    for row in changed:
        shared = np.zeros(len(weights))
        shared[list(row)] = squares[list(row)]
        length = float(np.sqrt(shared.sum())) or 1.0
        np.maximum(best, np.bincount(owner, shared[members], len(features)) / length, out=best)
    best /= np.maximum(lengths, 1e-6)
    return np.argsort(-best, kind="stable")[:NEIGHBOURS]


def refit(corpus: Corpus, added: Mask, removed: Mask, gone: Mask, former: Weights) -> Weights:
    """Return weights adjusted to changed texts.

    Args:
        corpus: The changed texts, and unchanged texts like them.
        added: Which of the texts are new.
        removed: Which of the texts no longer exist.
        gone: Which of the classes no longer exist.
        former: The weights before the change.
    """
    matrix, ngram_numbers = spelling_matrix(corpus)
    kernel = full_kernel(corpus, matrix)
    scores = _scores(corpus, matrix, former)
    probabilities = softmax(scores)
    change = INVERSE_PENALTY * (probabilities - corpus.target)  # takes a text out of the training
    change[~removed] = 0
    scores += kernel @ change
    scores[:, gone] = RULED_OUT
    # an unchanged text keeps its coefficients as long as its probabilities stay the same
    target = np.where(added[:, None], corpus.target, probabilities)
    stays = ~removed
    inner = np.ascontiguousarray(kernel[np.ix_(stays, stays)])
    change[stays] = solve(inner, target[stays], preconditioner_of(inner), STEPS, offset=scores[stays])
    rows, meanings = primal(corpus, matrix, ngram_numbers, change)
    weights = former.rows.copy()
    for number, row in rows.items():
        weights[number] += row
    return Weights(weights, former.meanings + meanings)


def _scores(corpus: Corpus, matrix: Matrix, weights: Weights) -> Floats:
    """Return the score of each text for each class."""
    scores = np.array([weights.rows[list(row)].sum(axis=0) for row in corpus.features], dtype=np.float32)
    scores /= matrix.lengths[:, None]
    scores += corpus.meanings @ weights.meanings.T
    return scores * corpus.shares[:, None]
