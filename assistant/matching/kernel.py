"""The kernel of a base: how much each two of its texts have in common.

A text is a sparse row of features: its words, pairs and concepts, and the character n-grams of its words. The kernel
holds the product of each two rows. numpy has no sparse matrices; these few functions are all that training needs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.vocabulary import SPELLING_WEIGHT, Feature, Vocabulary, word_weight

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BODY_SHARE = 0.5
"""Weight of an answer relative to a phrasing; 0.3 to 1 give the same results."""
MEANING_SHARE = 1.0
"""Weight of the word vectors in the kernel relative to the features; 0.5 to 2 give the same results."""
DENSE_FROM = 48
"""Number of texts above which a feature is multiplied as a dense column."""
CELLS_AT_ONCE = 1 << 16
"""Number of cells of rare features that are multiplied in one step: few steps, each in little memory."""
FEATURES_AT_ONCE = 1024
"""Number of features whose weights are worked out in one step."""


class Corpus(NamedTuple):
    """Texts to train on, as features and word vectors."""

    vocabulary: Vocabulary
    stems: Sequence[Sequence[str]]
    """Stems of each text."""
    features: Sequence[Sequence[int]]
    """Sorted features of each text."""
    owners: Ints
    """Number of the entry that answers each text; ``entries`` for the background."""
    entries: int
    """Number of entries."""
    is_body: npt.NDArray[np.bool_]
    """Whether each text is no phrasing, but the answer, quote and section of an entry."""
    meanings: Floats
    """Word vector of each text at length 1, texts by dimensions; no dimensions without word vectors."""

    @property
    def shares(self) -> Floats:
        """The weight of each text: ``BODY_SHARE`` for a body, otherwise 1."""
        return np.where(self.is_body, BODY_SHARE, 1).astype(np.float32)

    @property
    def target(self) -> Floats:
        """1 for the class of each text, otherwise 0: texts by classes, of which the background is the last."""
        target = np.zeros((len(self.stems), self.entries + 1), dtype=np.float32)
        target[np.arange(len(self.stems)), self.owners] = 1
        return target


class Matrix(NamedTuple):
    """Sparse rows of features, of length 1."""

    indptr: Ints
    indices: Ints
    values: Floats
    columns: int
    lengths: Floats
    """Length of each row before it was scaled."""


@lru_cache(maxsize=16_384)  # words of the texts, then those of the features, which are mostly the same
def char_ngrams(stemmed: str) -> tuple[str, ...]:
    """Return the distinct 3- and 4-grams of the letters of a word between two spaces, in a fixed order."""
    padded = f" {stemmed} "
    ngrams = [padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1)]
    return tuple(dict.fromkeys(ngrams))


def spelling_matrix(corpus: Corpus) -> tuple[Matrix, dict[str, int]]:
    """Return the features of each text with the character n-grams of its words, and the numbers of the n-grams."""
    vocabulary = corpus.vocabulary
    ngram_numbers: dict[str, int] = {}
    first = len(vocabulary.features)
    weights = np.array([feature.weight for feature in vocabulary.features], dtype=np.float32)
    indptr = [0]
    indices: list[int] = []
    values: list[float] = []
    lengths: list[float] = []
    unknown = vocabulary.idf(0)
    for row, features in zip(corpus.stems, corpus.features, strict=True):
        cells: dict[int, float] = {number: float(weights[number]) for number in features}
        squares = sum(value * value for value in cells.values())
        for word in dict.fromkeys(row):
            known = vocabulary.numbers.get(word)  # a removed text may have words that no other has
            weight = SPELLING_WEIGHT * (
                word_weight(word, unknown) if known is None else float(weights[known])
            )
            ngrams = char_ngrams(word)
            squares += weight * weight
            share = weight / math.sqrt(len(ngrams))
            for ngram in ngrams:
                number = ngram_numbers.setdefault(ngram, first + len(ngram_numbers))
                cells[number] = cells.get(number, 0.0) + share
        length = math.sqrt(squares) or 1.0
        lengths.append(length)
        indices.extend(cells)
        values.extend(value / length for value in cells.values())
        indptr.append(len(indices))
    matrix = Matrix(
        np.array(indptr, dtype=np.int64),
        np.array(indices, dtype=np.int64),
        np.array(values, dtype=np.float32),
        first + len(ngram_numbers),
        np.array(lengths, dtype=np.float32),
    )
    return matrix, ngram_numbers


def by_column(matrix: Matrix) -> tuple[Ints, Ints, Floats]:
    """Return the cells by column: (column starts, row numbers, values)."""
    rows = np.repeat(np.arange(len(matrix.indptr) - 1), np.diff(matrix.indptr))
    order = np.argsort(matrix.indices, kind="stable")
    starts = np.searchsorted(matrix.indices[order], np.arange(matrix.columns + 1))
    return starts, rows[order], matrix.values[order]


def products(matrix: Matrix, texts: int) -> Floats:
    """Return the dot product of each pair of rows: frequent columns by a dense product, the rest cell by cell."""
    starts, rows, values = by_column(matrix)
    counts = np.diff(starts)
    kernel = np.zeros((texts, texts), dtype=np.float32)
    frequent = np.flatnonzero(counts > DENSE_FROM)
    for at in range(0, len(frequent), 2048):
        block = frequent[at : at + 2048]
        dense = np.zeros((texts, len(block)), dtype=np.float32)
        for column, number in enumerate(block):
            span = slice(starts[number], starts[number + 1])
            dense[rows[span], column] = values[span]
        kernel += dense @ dense.T
    # each cell of a rare column is multiplied with each cell of that column, column by column
    columns = np.repeat(np.arange(matrix.columns), counts)
    cells = np.flatnonzero(counts[columns] <= DENSE_FROM)
    for at in range(0, len(cells), CELLS_AT_ONCE):
        some = cells[at : at + CELLS_AT_ONCE]
        partners = counts[columns[some]]
        left = np.repeat(some, partners)
        place = np.arange(len(left)) - np.repeat(np.cumsum(partners) - partners, partners)
        right = np.repeat(starts[columns[some]], partners) + place
        np.add.at(kernel.reshape(-1), rows[left] * texts + rows[right], values[left] * values[right])
    return kernel


def full_kernel(corpus: Corpus, matrix: Matrix) -> Floats:
    """Return the kernel of texts: products of their features and of their word vectors, by the weight of the texts."""
    kernel = products(matrix, len(corpus.stems))
    kernel += np.float32(MEANING_SHARE) * (corpus.meanings @ corpus.meanings.T)
    shares = corpus.shares
    kernel *= shares
    kernel *= shares[:, None]
    return kernel


def primal(
    corpus: Corpus, matrix: Matrix, ngram_numbers: dict[str, int], dual: Floats
) -> tuple[dict[int, Floats], Floats]:
    """Return the weights that follow from dual coefficients: of each feature, and of each dimension, by class."""
    scaled = dual * corpus.shares[:, None]
    rows = weight_rows(corpus.vocabulary, matrix, ngram_numbers, scaled)
    meanings: Floats = (scaled.T @ corpus.meanings).astype(np.float32)
    meanings *= np.float32(MEANING_SHARE)
    return rows, meanings


def weight_rows(
    vocabulary: Vocabulary, matrix: Matrix, ngram_numbers: dict[str, int], dual: Floats
) -> dict[int, Floats]:
    """Return the weights of each feature for every class; those of a word include those of its n-grams."""
    starts, found, values = by_column(matrix)
    counts = np.diff(starts)
    primal = np.zeros((matrix.columns, dual.shape[1]), dtype=np.float32)
    single = np.flatnonzero(counts == 1)  # most features
    primal[single] = values[starts[single], None] * dual[found[starts[single]]]
    for number in np.flatnonzero(counts > 1):
        span = slice(starts[number], starts[number + 1])
        primal[number] = values[span] @ dual[found[span]]
    rows: dict[int, Floats] = {}
    for at in range(0, len(vocabulary.features), FEATURES_AT_ONCE):
        features = vocabulary.features[at : at + FEATURES_AT_ONCE]
        weights = np.array([feature.weight for feature in features], dtype=np.float32)
        block = primal[at : at + len(features)] * weights[:, None]
        _add_spelling(block, features, ngram_numbers, primal)
        rows.update((at + int(place), block[place]) for place in np.flatnonzero(block.any(axis=1)))
    return rows


def _add_spelling(
    block: Floats, features: Sequence[Feature], ngram_numbers: dict[str, int], primal: Floats
) -> None:
    """Add to the weights of each word those of its n-grams: first those of all first n-grams, then of the second."""
    shares = np.zeros(len(features), dtype=np.float32)
    by_place: list[tuple[list[int], list[int]]] = []
    for at, feature in enumerate(features):
        if " " in feature.name or feature.name.startswith("%"):
            continue
        ngrams = char_ngrams(feature.name)
        shares[at] = SPELLING_WEIGHT * feature.weight / math.sqrt(len(ngrams))
        known = [ngram_numbers[ngram] for ngram in ngrams if ngram in ngram_numbers]
        by_place.extend(([], []) for _ in range(len(known) - len(by_place)))
        for (words_here, numbers), number in zip(by_place, known, strict=False):
            words_here.append(at)
            numbers.append(number)
    for words_here, numbers in by_place:
        block[words_here] += shares[words_here, None] * primal[numbers]
