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

import math
from collections import Counter
from collections.abc import Callable, Container, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.calibration import MIN_TRIALS, Trial, calibrate
from assistant.matching.confidence import (
    RERANKED,
    SHORTLIST,
    ConfidenceModel,
    ContentWord,
    RankedEntry,
    measure_signals,
    word_coverage,
)
from assistant.matching.normalize import stem, words
from assistant.matching.vocabulary import SPELLING_WEIGHT, Feature, Vocabulary, content_stems, word_weight

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

INVERSE_PENALTY = 8.0
"""Inverse of the ridge penalty; between 10 and 100 the ranking hardly changes."""
STEPS = 40
"""Gradient steps for the whole base; more do not change the ranking."""
FOLD_STEPS = 14
"""Gradient steps for a fold; they start from the solution for the whole base, without the held-out texts."""
FOLDS = 5
DEFLATED = 32
"""Number of leading eigenvectors that the preconditioner damps."""
SUBSPACE_ROUNDS = 6
MEANING_SHARE = 1.0
"""Weight of the word vectors in the kernel relative to the features; 0.5 to 2 give the same results."""
BODY_SHARE = 0.5
"""Weight of an answer relative to a phrasing; 0.3 to 1 give the same results."""
DENSE_FROM = 48
"""Number of texts above which a feature is multiplied as a dense column."""
CELLS_AT_ONCE = 1 << 16
"""Number of cells of rare features that are multiplied in one step: few steps, each in little memory."""
FEATURES_AT_ONCE = 1024
"""Number of features whose weights are worked out in one step."""


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


class _Corpus(NamedTuple):
    """Training data as features."""

    vocabulary: Vocabulary
    stems: list[list[str]]
    """Stems of each text."""
    features: list[frozenset[int]]
    """Features of each text."""
    owners: Ints
    entries: int
    is_body: npt.NDArray[np.bool_]
    """Whether each text is a body."""


class _Matrix(NamedTuple):
    """Sparse rows of features, each of length 1, or ``BODY_SHARE`` for a body."""

    indptr: Ints
    indices: Ints
    values: Floats
    columns: int


@lru_cache(maxsize=16_384)  # words of the texts, then those of the features, which are mostly the same
def char_ngrams(stemmed: str) -> tuple[str, ...]:
    """Return the distinct 3- and 4-grams of the letters of a word between two spaces, in a fixed order."""
    padded = f" {stemmed} "
    ngrams = [padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1)]
    return tuple(dict.fromkeys(ngrams))


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
    corpus = _Corpus(vocabulary, stems, features, owners, data.entries, is_body)
    matrix, ngram_numbers = _spelling_matrix(corpus)
    scaled = data.meanings * np.where(is_body, BODY_SHARE, 1).astype(np.float32)[:, None]
    kernel = _kernel(matrix, len(stems))
    kernel += np.float32(MEANING_SHARE) * (scaled @ scaled.T)
    target = np.zeros((len(stems), data.entries + 1), dtype=np.float32)
    target[np.arange(len(stems)), owners] = 1
    progress(0.1)
    preconditioner = _preconditioner(kernel)
    dual = _solve(kernel, target, preconditioner, STEPS, None)
    progress(0.3)
    rows = _rows(vocabulary, matrix, ngram_numbers, dual)
    meanings = np.float32(MEANING_SHARE) * (dual.T @ scaled)
    confidence = _train_confidence(corpus, kernel, target, dual, preconditioner, progress)
    return TrainedModel(rows, meanings, confidence)


def _spelling_matrix(corpus: _Corpus) -> tuple[_Matrix, dict[str, int]]:
    """Return the features of each text with the character n-grams of its words, and the numbers of the n-grams."""
    vocabulary = corpus.vocabulary
    ngram_numbers: dict[str, int] = {}
    first = len(vocabulary.features)
    weights = np.array([feature.weight for feature in vocabulary.features], dtype=np.float32)
    indptr = [0]
    indices: list[int] = []
    values: list[float] = []
    for row, features, is_body in zip(corpus.stems, corpus.features, corpus.is_body, strict=True):
        cells: dict[int, float] = {number: float(weights[number]) for number in features}
        squares = sum(value * value for value in cells.values())
        for word in dict.fromkeys(row):
            weight = SPELLING_WEIGHT * float(weights[vocabulary.numbers[word]])
            ngrams = char_ngrams(word)
            squares += weight * weight
            share = weight / math.sqrt(len(ngrams))
            for ngram in ngrams:
                number = ngram_numbers.setdefault(ngram, first + len(ngram_numbers))
                cells[number] = cells.get(number, 0.0) + share
        length = (math.sqrt(squares) or 1.0) / (BODY_SHARE if is_body else 1.0)
        indices.extend(cells)
        values.extend(value / length for value in cells.values())
        indptr.append(len(indices))
    matrix = _Matrix(
        np.array(indptr, dtype=np.int64),
        np.array(indices, dtype=np.int64),
        np.array(values, dtype=np.float32),
        first + len(ngram_numbers),
    )
    return matrix, ngram_numbers


def _by_column(matrix: _Matrix) -> tuple[Ints, Ints, Floats]:
    """Return the cells by column: (column starts, row numbers, values)."""
    rows = np.repeat(np.arange(len(matrix.indptr) - 1), np.diff(matrix.indptr))
    order = np.argsort(matrix.indices, kind="stable")
    starts = np.searchsorted(matrix.indices[order], np.arange(matrix.columns + 1))
    return starts, rows[order], matrix.values[order]


def _kernel(matrix: _Matrix, texts: int) -> Floats:
    """Return the dot product of each pair of rows: frequent columns by a dense product, the rest cell by cell."""
    starts, rows, values = _by_column(matrix)
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


class _Preconditioner(NamedTuple):
    """A deflation preconditioner (Frank & Vuik 2001): it damps the few directions that all texts share.

    Without it the largest eigenvalue would limit the step size in all directions.
    """

    basis: Floats
    """Leading eigenvectors of the kernel, texts by ``DEFLATED``."""
    damping: Floats
    """Damping of each eigenvector, 0 to 1."""
    step: float
    """Step size of the gradient descent."""

    def for_rows(self, kept: npt.NDArray[np.bool_]) -> _Preconditioner:
        """Return the preconditioner for some of the texts, whose eigenvalues are no larger (Cauchy interlacing)."""
        return self._replace(basis=np.linalg.qr(self.basis[kept])[0])


def _preconditioner(kernel: Floats) -> _Preconditioner:
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
    return _Preconditioner(basis, damping, 1.0 / (0.5 * rest + 1 / INVERSE_PENALTY))


def _solve(
    kernel: Floats, target: Floats, preconditioner: _Preconditioner, steps: int, start: Floats | None
) -> Floats:
    """Return the dual coefficients of the penalized multinomial regression."""
    current = np.zeros_like(target) if start is None else start.copy()
    extrapolated, momentum = current, 1.0
    for _ in range(steps):
        gradient = _softmax(kernel @ extrapolated) - target
        gradient += extrapolated / INVERSE_PENALTY
        gradient -= preconditioner.basis @ (
            preconditioner.damping[:, None] * (preconditioner.basis.T @ gradient)
        )
        updated = extrapolated - np.float32(preconditioner.step) * gradient
        next_momentum = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        extrapolated = updated + np.float32((momentum - 1) / next_momentum) * (updated - current)
        current, momentum = updated, next_momentum
    return current


def _softmax(scores: Floats) -> Floats:
    scores = scores - scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def _rows(
    vocabulary: Vocabulary, matrix: _Matrix, ngram_numbers: dict[str, int], dual: Floats
) -> dict[int, Floats]:
    """Return the weights of each feature for every class; those of a word include those of its n-grams."""
    starts, found, values = _by_column(matrix)
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


def _train_confidence(
    corpus: _Corpus,
    kernel: Floats,
    target: Floats,
    dual: Floats,
    preconditioner: _Preconditioner,
    progress: Callable[[float], None],
) -> ConfidenceModel:
    """Train the confidence model on phrasings, entries and background held out in turn."""
    owners, classes = corpus.owners, corpus.entries + 1
    phrasings = Counter(owners[~corpus.is_body & (owners < corpus.entries)].tolist())
    if sum(count for count in phrasings.values() if count > 1) < MIN_TRIALS:
        return calibrate([])
    similarities = _similarities(corpus)
    held_out = _HeldOut(corpus)
    occurrence = np.zeros(len(owners), dtype=np.int64)
    seen: dict[int, int] = {}
    for at, owner in enumerate(owners):
        occurrence[at] = seen[int(owner)] = seen.get(int(owner), -1) + 1
    in_scope = owners < corpus.entries
    # with few phrasings, an entry loses one only in some folds
    folds = np.where(corpus.is_body, -1, (occurrence + owners) % FOLDS)
    rounds = [(folds == fold, False) for fold in range(FOLDS)]
    rounds += [(in_scope & (owners % FOLDS == fold), True) for fold in range(FOLDS)]
    trials: list[Trial] = []
    for done, (held, whole_entries) in enumerate(rounds):
        kept, asked = ~held, held & ~corpus.is_body
        if not whole_entries:  # an entry without any other phrasing would be a whole entry that is held out
            asked &= np.isin(owners, owners[kept & ~corpus.is_body])
        if not asked.any() or not kept.any():
            continue
        start = dual[kept].copy()
        if whole_entries:
            start[:, np.unique(owners[held])] = 0
        inner = np.ascontiguousarray(kernel[np.ix_(kept, kept)])
        solved = _solve(inner, target[kept], preconditioner.for_rows(kept), FOLD_STEPS, start)
        scores = kernel[np.ix_(asked, kept)] @ solved
        present = np.zeros(classes, dtype=bool)
        present[owners[kept]] = True
        scores[:, ~present] = -np.inf
        known = kept & ~corpus.is_body
        nearest = _nearest_by_class(similarities, owners, asked, known, classes)
        with np.errstate(divide="ignore"):
            log_probabilities = np.log(_softmax(scores))
        for row, text in enumerate(np.flatnonzero(asked)):
            trials.append(held_out.trial(log_probabilities[row], nearest[row], int(text), whole_entries))
        progress(0.3 + 0.65 * (done + 1) / len(rounds))
    return calibrate(trials)


def _similarities(corpus: _Corpus) -> Floats:
    """Return the soft cosine of each pair of texts, 0 to 1."""
    weights = np.array([feature.weight for feature in corpus.vocabulary.features], dtype=np.float32)
    indptr = np.cumsum([0, *(len(row) for row in corpus.features)])
    indices = np.array([number for row in corpus.features for number in row], dtype=np.int64)
    values: Floats = weights[indices] if len(indices) else np.zeros(0, dtype=np.float32)
    lengths = np.array([math.sqrt(float((weights[list(row)] ** 2).sum())) or 1.0 for row in corpus.features])
    values = np.divide(values, np.repeat(lengths, np.diff(indptr)), dtype=np.float32)
    matrix = _Matrix(indptr.astype(np.int64), indices, values, len(weights))
    return _kernel(matrix, len(corpus.features))


def _nearest_by_class(
    similarities: Floats, owners: Ints, held: npt.NDArray[np.bool_], kept: npt.NDArray[np.bool_], classes: int
) -> Floats:
    """Return the similarity of each held-out text to the nearest remaining text of each class."""
    columns = np.flatnonzero(kept)
    columns = columns[np.argsort(owners[columns], kind="stable")]
    nearest: Floats = np.zeros((int(held.sum()), classes), dtype=np.float32)
    found, starts = np.unique(owners[columns], return_index=True)
    nearest[:, found] = np.maximum.reduceat(
        similarities[np.ix_(np.flatnonzero(held), columns)], starts, axis=1
    )
    return nearest


class _HeldOut:
    """What the base would know about a text if the text, or its whole entry, were missing."""

    def __init__(self, corpus: _Corpus) -> None:
        self.corpus = corpus
        self.counts = [Counter[int]() for _ in range(corpus.entries + 1)]
        """For each entry, feature to the number of its phrasings with it; the background comes last."""
        self.bodies = [frozenset[int]() for _ in range(corpus.entries + 1)]
        """For each entry, the features of its body."""
        self.total = Counter[int]()
        """Feature to the number of texts with it, without the background."""
        for owner, features, is_body in zip(corpus.owners, corpus.features, corpus.is_body, strict=True):
            if is_body:
                self.bodies[owner] = features
            else:
                self.counts[owner].update(features)
            if owner < corpus.entries:
                self.total.update(features)

    def trial(self, log_probabilities: Floats, similarities: Floats, at: int, whole_entry: bool) -> Trial:
        """Measure the signals of the entries ranked first for a held-out text.

        Args:
            log_probabilities: Of each class.
            similarities: Similarity of the text to the nearest remaining phrasing of each class, 0 to 1.
            at: Index of the text.
            whole_entry: Whether its whole entry is held out.
        """
        count = self.corpus.entries
        listed: Ints = np.argpartition(-log_probabilities[:count], min(SHORTLIST, count) - 1)[:SHORTLIST]
        ranked = [
            RankedEntry(int(n), float(log_probabilities[n]), float(similarities[n])) for n in listed.tolist()
        ]
        ranked.sort(key=lambda one: (-one.rank_score, one.entry))
        content_words = self.content_words(at, whole_entry)
        signals = []
        for place, one in enumerate(ranked[:RERANKED]):
            coverage = word_coverage(content_words, self.features(one.entry, at), self.bodies[one.entry])
            signals.append(
                measure_signals(ranked, place, float(log_probabilities[count]), coverage, len(content_words))
            )
        owner = int(self.corpus.owners[at])
        kind = "background" if owner == count else "out" if whole_entry else "in"
        return Trial(tuple(signals), tuple(one.entry == owner for one in ranked[:RERANKED]), kind)

    def content_words(self, at: int, whole_entry: bool) -> list[ContentWord]:
        """Return the content words of a held-out text; words that only the held-out texts have are unknown."""
        vocabulary = self.corpus.vocabulary
        owner = self.corpus.owners[at]
        own, body = self.counts[owner], self.bodies[owner]

        def is_left(number: int) -> bool:
            if owner == self.corpus.entries:
                return self.total[number] > 0
            return self.total[number] > (own[number] + (number in body) if whole_entry else 1)

        found = []
        for word in content_stems(self.corpus.stems[at]):
            feature, concepts = vocabulary.numbers[word], vocabulary.concepts.get(word, ())
            if is_left(feature):
                found.append(ContentWord(vocabulary.features[feature].weight, feature, concepts))
            else:
                weight = word_weight(word, vocabulary.idf(0))
                found.append(ContentWord(weight, None, tuple(filter(is_left, concepts))))
        return found

    def features(self, entry: int, at: int) -> Container[int]:
        """Return the features of an entry's phrasings, without the text at ``at``."""
        counts = self.counts[entry]
        if self.corpus.owners[at] != entry:
            return counts
        return {number for number, count in counts.items() if count > (number in self.corpus.features[at])}
