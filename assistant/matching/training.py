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

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from assistant.matching.confidence import ConfidenceModel
from assistant.matching.held_out import train_confidence
from assistant.matching.kernel import BODY_SHARE, Corpus, Floats, products, spelling_matrix, weight_rows
from assistant.matching.normalize import stem, words
from assistant.matching.solver import preconditioner_of, solve
from assistant.matching.vocabulary import Vocabulary

STEPS = 40
"""Gradient steps for the whole base; more do not change the ranking."""
MEANING_SHARE = 1.0
"""Weight of the word vectors in the kernel relative to the features; 0.5 to 2 give the same results."""


class TrainingData(NamedTuple):
    """Texts, each with the number of the entry that answers it: phrasings, background, then bodies."""

    texts: Sequence[str]
    owners: Sequence[int]
    """Entry number of each text; ``entries`` for the background."""
    entries: int
    """Number of entries."""
    meanings: Floats
    """Vector of each text at length 1, texts by dimensions; no dimensions without word vectors."""
    bodies: int = 0
    """Number of texts at the end that are no phrasings, but the answer, quote and section of an entry."""


class TrainedModel(NamedTuple):
    """The result of training."""

    rows: dict[int, Floats]
    """Feature number to its weight for each class; the last class is the background."""
    meanings: Floats
    """Weight of each dimension of the word vectors for each class, classes by dimensions."""
    confidence: ConfidenceModel


def train(
    vocabulary: Vocabulary, data: TrainingData, progress: Callable[[float], None] = lambda share: None
) -> TrainedModel:
    """Train ranking and confidence on the phrasings of a base.

    Args:
        vocabulary: The features, counted over the same texts.
        data: Phrasings and background.
        progress: Called with the share that is done, 0 to 1.
    """
    stems = [[stem(word) for word in words(text)] for text in data.texts]
    features = [vocabulary.features_of_stems(row) for row in stems]
    owners = np.asarray(data.owners, dtype=np.int64)
    is_body = np.arange(len(stems)) >= len(stems) - data.bodies
    corpus = Corpus(vocabulary, stems, features, owners, data.entries, is_body)
    matrix, ngram_numbers = spelling_matrix(corpus)
    scaled = data.meanings * np.where(is_body, BODY_SHARE, 1).astype(np.float32)[:, None]
    kernel = products(matrix, len(stems))
    kernel += np.float32(MEANING_SHARE) * (scaled @ scaled.T)
    target = np.zeros((len(stems), data.entries + 1), dtype=np.float32)
    target[np.arange(len(stems)), owners] = 1
    progress(0.1)
    preconditioner = preconditioner_of(kernel)
    dual = solve(kernel, target, preconditioner, STEPS, None)
    progress(0.3)
    rows = weight_rows(vocabulary, matrix, ngram_numbers, dual)
    meanings = np.float32(MEANING_SHARE) * (dual.T @ scaled)
    confidence = train_confidence(corpus, kernel, target, dual, preconditioner, progress)
    return TrainedModel(rows, meanings, confidence)
