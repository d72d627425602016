"""Train ranking and confidence on the phrasings of a base.

Training runs once, with numpy, when an index is built. It yields plain numbers, which answering only has to add up.

*Ranking* is a multinomial logistic regression over the features of the phrasings, with a class for each entry and one
for the background (everyday questions and the decoys of the base), solved in the dual by accelerated gradient descent
(Nesterov 1983; Beck & Teboulle 2009). Ridge regression, linear support vectors and naive Bayes over the same features
rank 1 to 8 points lower on the development split of BANKING77.

The kernel is the sum of two products: that of the features, and that of the texts' word vectors, which brings in
entries that share no word with a question. The answer of an entry is one more text of its class, with less weight.

*Confidence* is a logistic model of "this entry is right" over the signals of :mod:`assistant.matching.confidence`. Its
examples come from the base alone: phrasings held out fold by fold (most are answered right), whole entries held out
(every answer is wrong) and held-out background (likewise). :mod:`assistant.matching.calibration` combines it with a
prior and calibrates it (Platt 1999).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant.matching.confidence import ConfidenceModel
from assistant.matching.held_out import train_confidence
from assistant.matching.kernel import Corpus, Floats, full_kernel, primal, spelling_matrix
from assistant.matching.solver import preconditioner_of, solve

STEPS = 40
"""Gradient steps for the whole base; more do not change the ranking."""


class TrainedModel(NamedTuple):
    """The result of training."""

    rows: dict[int, Floats]
    """Feature number to its weight for each class; the last class is the background."""
    meanings: Floats
    """Weight of each dimension of the word vectors for each class, classes by dimensions."""
    confidence: ConfidenceModel


def train(corpus: Corpus, progress: Callable[[float], None] = lambda share: None) -> TrainedModel:
    """Train ranking and confidence on the phrasings of a base.

    Args:
        corpus: Phrasings, background and bodies.
        progress: Called with the share that is done, 0 to 1.
    """
    matrix, ngram_numbers = spelling_matrix(corpus)
    kernel = full_kernel(corpus, matrix)
    progress(0.1)
    preconditioner = preconditioner_of(kernel)
    dual = solve(kernel, corpus.target, preconditioner, STEPS)
    progress(0.3)
    rows, meanings = primal(corpus, matrix, ngram_numbers, dual)
    confidence = train_confidence(corpus, kernel, dual, preconditioner, progress)
    return TrainedModel(rows, meanings, confidence)
