"""Learning from a base's own phrasings what sets its entries apart, and when to hold back.

Run once, when an index is built, with numpy; what comes out are plain numbers that an answer only adds up.

*Ranking.* Multinomial logistic regression over the phrasings' features, one class an entry and one for the
background (everyday questions and the base's decoys), solved in the dual by accelerated gradient steps
(Nesterov 1983; Beck & Teboulle 2009). Ridge regression, linear support vectors and naive Bayes over the same
features were tried and rank 1 to 8 points lower on BANKING77's development split.

*Judging.* A small logistic model of "is the first candidate right" over the signals of
:mod:`assistant.matching.confidence`. Its examples come from the base alone: phrasings left out fold by fold (most
are right), whole entries left out (all are wrong: nothing in the base answers them) and background held back
(all are wrong). Then the in-scope examples alone set its scale, so that 90 means nine in ten (Platt 1999).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.matching.calibration import Trial, settle
from assistant.matching.confidence import (
    JUDGED,
    SHORTLIST,
    Contender,
    Foreign,
    Judge,
    Telling,
    explain_words,
    signals,
)
from assistant.matching.normalize import stem, words
from assistant.matching.vocabulary import FILLER_STEMS, SPELLING_WEIGHT, Vocabulary, word_weight

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

INVERSE_PENALTY = 8.0
"""Inverse weight of the ridge penalty; from 10 to 100 the ranking hardly changes."""
STEPS = 40
"""Gradient steps for the whole base; more change no ranking."""
FOLD_STEPS = 14
"""Gradient steps for a fold, begun from the whole base's solution with the fold's own part taken out."""
FOLDS = 5
DEFLATED = 32
"""Leading eigenvectors along which steps are shortened."""
SUBSPACE_ROUNDS = 6
DENSE_FROM = 48
"""Phrasings that a feature must have to be multiplied as a dense column."""


class Examples(NamedTuple):
    """What is fitted: texts with the number of the entry they ask for."""

    texts: Sequence[str]
    owners: Sequence[int]
    """Entry number of each text; ``entries`` for background."""
    entries: int


class Fitted(NamedTuple):
    """What fitting leaves for answering."""

    rows: dict[int, Floats]
    """Feature number to its part of every class's score; the last class is the background."""
    judge: Judge


class _Matrix(NamedTuple):
    """Sparse rows of features, each row of length 1."""

    indptr: Ints
    indices: Ints
    values: Floats
    columns: int


def grams(stemmed: str) -> list[str]:
    """Character n-grams of three and four letters of a word, its ends marked; each once, in a fixed order."""
    padded = f" {stemmed} "
    return list(dict.fromkeys(padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1)))


def fit(
    vocabulary: Vocabulary, examples: Examples, progress: Callable[[float], None] = lambda share: None
) -> Fitted:
    """Fit ranking and judge to the phrasings of a base.

    Args:
        vocabulary: the features, counted over the same texts.
        examples: phrasings and background.
        progress: called with the share done, 0 to 1.
    """
    stems = [[stem(word) for word in words(text)] for text in examples.texts]
    sets = [vocabulary.features_of_stems(row) for row in stems]
    owners = np.asarray(examples.owners, dtype=np.int64)
    spelt, gram_numbers = _spelling_matrix(vocabulary, stems, sets)
    kernel = _kernel(spelt, len(sets))
    target = np.zeros((len(sets), examples.entries + 1), dtype=np.float32)
    target[np.arange(len(sets)), owners] = 1
    progress(0.1)
    pace = _pace(kernel)
    dual = _solve(kernel, target, pace, STEPS, None)
    progress(0.3)
    rows = _rows(vocabulary, spelt, gram_numbers, dual)
    judge = _fit_judge(vocabulary, examples, stems, sets, kernel, target, dual, pace, progress)
    return Fitted(rows, judge)


def _spelling_matrix(
    vocabulary: Vocabulary, stems: Sequence[Sequence[str]], sets: Sequence[frozenset[int]]
) -> tuple[_Matrix, dict[str, int]]:
    """Features of each text and the character n-grams of its words, as rows of length 1."""
    gram_numbers: dict[str, int] = {}
    first = len(vocabulary.features)
    weights = np.array([feature.weight for feature in vocabulary.features], dtype=np.float32)
    indptr = [0]
    indices: list[int] = []
    values: list[float] = []
    for row, features in zip(stems, sets, strict=True):
        cells: dict[int, float] = {number: float(weights[number]) for number in features}
        squares = sum(value * value for value in cells.values())
        for word in dict.fromkeys(row):
            weight = SPELLING_WEIGHT * float(weights[vocabulary.numbers[word]])
            spelt = grams(word)
            squares += weight * weight
            for gram in spelt:
                number = gram_numbers.setdefault(gram, first + len(gram_numbers))
                cells[number] = cells.get(number, 0.0) + weight / math.sqrt(len(spelt))
        length = math.sqrt(squares) or 1.0
        indices.extend(cells)
        values.extend(value / length for value in cells.values())
        indptr.append(len(indices))
    matrix = _Matrix(
        np.array(indptr, dtype=np.int64),
        np.array(indices, dtype=np.int64),
        np.array(values, dtype=np.float32),
        first + len(gram_numbers),
    )
    return matrix, gram_numbers


def _by_column(matrix: _Matrix) -> tuple[Ints, Ints, Floats]:
    """The same cells column by column: (column starts, row numbers, values)."""
    rows = np.repeat(np.arange(len(matrix.indptr) - 1), np.diff(matrix.indptr))
    order = np.argsort(matrix.indices, kind="stable")
    starts = np.searchsorted(matrix.indices[order], np.arange(matrix.columns + 1))
    return starts, rows[order], matrix.values[order]


def _kernel(matrix: _Matrix, texts: int) -> Floats:
    """Likeness of every text to every other: frequent columns by one dense product, the rest cell by cell."""
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
    for number in np.flatnonzero((counts > 0) & (counts <= DENSE_FROM)):
        span = slice(starts[number], starts[number + 1])
        found, weights = rows[span], values[span]
        kernel[np.ix_(found, found)] += np.outer(weights, weights)
    return kernel


class _Pace(NamedTuple):
    """How far a step may go: short along the few directions that all texts share, long along the others.

    Without it one step length, set by the largest eigenvalue, makes the rest crawl. Scaling the leading
    eigenvectors down to the last of them is the usual deflation preconditioner (Frank & Vuik 2001).
    """

    basis: Floats
    """Leading eigenvectors of the kernel, texts by ``DEFLATED``."""
    damping: Floats
    """What is taken off along each, 0 to 1."""
    step: float


def _pace(kernel: Floats) -> _Pace:
    """The leading eigenvectors by subspace iteration, always from the same start."""
    count = min(DEFLATED, len(kernel))
    start = np.random.default_rng(0).standard_normal((len(kernel), count))
    basis = np.linalg.qr(start.astype(np.float32))[0]
    for _ in range(SUBSPACE_ROUNDS):
        basis = np.linalg.qr(kernel @ basis)[0]
    found, turned = np.linalg.eigh(basis.T @ (kernel @ basis))
    basis = np.ascontiguousarray(basis @ turned, dtype=np.float32)
    values = np.maximum(found, 1e-6)
    rest = float(values[0]) * 1.1  # subspace iteration finds the least of them a little low
    damping = np.maximum(1 - rest / values, 0).astype(np.float32)
    return _Pace(basis, damping, 1.0 / (0.5 * rest + 1 / INVERSE_PENALTY))


def _pace_of(pace: _Pace, kept: npt.NDArray[np.bool_]) -> _Pace:
    """The pace for a part of the texts: a part's eigenvalues are no larger than the whole's (Cauchy interlacing)."""
    return pace._replace(basis=np.linalg.qr(pace.basis[kept])[0])


def _solve(kernel: Floats, target: Floats, pace: _Pace, steps: int, start: Floats | None) -> Floats:
    """Dual coefficients of the penalised multinomial regression."""
    current = np.zeros_like(target) if start is None else start.copy()
    ahead, momentum = current, 1.0
    for _ in range(steps):
        gradient = _softmax(kernel @ ahead) - target
        gradient += ahead / INVERSE_PENALTY
        gradient -= pace.basis @ (pace.damping[:, None] * (pace.basis.T @ gradient))
        following = ahead - np.float32(pace.step) * gradient
        later = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = following + np.float32((momentum - 1) / later) * (following - current)
        current, momentum = following, later
    return current


def _softmax(scores: Floats) -> Floats:
    scores = scores - scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def _rows(
    vocabulary: Vocabulary, matrix: _Matrix, gram_numbers: dict[str, int], dual: Floats
) -> dict[int, Floats]:
    """Each feature's part of every class's score; a word's spelling is folded into its row."""
    starts, found, values = _by_column(matrix)

    def primal(number: int) -> Floats:
        span = slice(starts[number], starts[number + 1])
        return np.asarray(values[span] @ dual[found[span]], dtype=np.float32)

    spelling = {gram: primal(number) for gram, number in gram_numbers.items()}
    rows: dict[int, Floats] = {}
    for feature in vocabulary.features:
        row = primal(feature.no) * np.float32(feature.weight)
        if " " not in feature.name and not feature.name.startswith("%"):
            parts = grams(feature.name)
            share = np.float32(SPELLING_WEIGHT * feature.weight / math.sqrt(len(parts)))
            for gram in parts:
                if gram in spelling:
                    row = row + share * spelling[gram]
        if row.any():
            rows[feature.no] = row
    return rows


def _fit_judge(
    vocabulary: Vocabulary,
    examples: Examples,
    stems: Sequence[Sequence[str]],
    sets: Sequence[frozenset[int]],
    kernel: Floats,
    target: Floats,
    dual: Floats,
    pace: _Pace,
    progress: Callable[[float], None],
) -> Judge:
    """The judge, from phrasings, entries and background left out in turn."""
    owners = np.asarray(examples.owners, dtype=np.int64)
    alike = _likeness(vocabulary, sets)
    trials: list[Trial] = []
    occurrence = np.zeros(len(owners), dtype=np.int64)
    seen: dict[int, int] = {}
    for at, owner in enumerate(owners):
        occurrence[at] = seen[int(owner)] = seen.get(int(owner), -1) + 1
    in_scope = owners < examples.entries
    rounds = [(occurrence % FOLDS == fold, False) for fold in range(FOLDS)]
    rounds += [(in_scope & (owners % FOLDS == fold), True) for fold in range(FOLDS)]
    witness = _Witness(vocabulary, examples, stems, sets)
    for done, (held, whole) in enumerate(rounds):
        kept = ~held
        if not held.any() or not kept.any():
            continue
        start = dual[kept].copy()
        if whole:
            start[:, np.unique(owners[held])] = 0
        inner = np.ascontiguousarray(kernel[np.ix_(kept, kept)])
        solved = _solve(inner, target[kept], _pace_of(pace, kept), FOLD_STEPS, start)
        scores = kernel[np.ix_(held, kept)] @ solved
        present = np.zeros(examples.entries + 1, dtype=bool)
        present[owners[kept]] = True
        scores[:, ~present] = -np.inf
        nearest = _nearest_by_class(alike, owners, held, kept, examples.entries + 1)
        trials += _trials(scores, nearest, np.flatnonzero(held), owners, witness, whole)
        progress(0.3 + 0.65 * (done + 1) / len(rounds))
    return settle(trials)


def _likeness(vocabulary: Vocabulary, sets: Sequence[frozenset[int]]) -> Floats:
    """Soft cosine of every text with every other, 0 to 1."""
    weights = np.array([feature.weight for feature in vocabulary.features], dtype=np.float32)
    indptr = np.cumsum([0, *(len(row) for row in sets)])
    indices = np.array([number for row in sets for number in row], dtype=np.int64)
    values: Floats = weights[indices] if len(indices) else np.zeros(0, dtype=np.float32)
    lengths = np.array([math.sqrt(float((weights[list(row)] ** 2).sum())) or 1.0 for row in sets])
    values = np.divide(values, np.repeat(lengths, np.diff(indptr)), dtype=np.float32)
    matrix = _Matrix(indptr.astype(np.int64), indices, values, len(vocabulary.features))
    return _kernel(matrix, len(sets))


def _nearest_by_class(
    alike: Floats, owners: Ints, held: npt.NDArray[np.bool_], kept: npt.NDArray[np.bool_], classes: int
) -> Floats:
    """Likeness of each held text to the nearest kept phrasing of each class."""
    columns = np.flatnonzero(kept)
    columns = columns[np.argsort(owners[columns], kind="stable")]
    nearest: Floats = np.zeros((int(held.sum()), classes), dtype=np.float32)
    if not len(columns):
        return nearest
    found, starts = np.unique(owners[columns], return_index=True)
    nearest[:, found] = np.maximum.reduceat(alike[np.ix_(np.flatnonzero(held), columns)], starts, axis=1)
    return nearest


class _Witness:
    """What is left of the base's knowledge of a text's words when the text, or its entry, is taken out."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        examples: Examples,
        stems: Sequence[Sequence[str]],
        sets: Sequence[frozenset[int]],
    ) -> None:
        self.vocabulary = vocabulary
        self.stems = stems
        self.sets = sets
        self.owners = examples.owners
        self.counts: list[dict[int, int]] = [{} for _ in range(examples.entries + 1)]
        self.total: dict[int, int] = {}
        for owner, features in zip(examples.owners, sets, strict=True):
            mine = self.counts[owner]
            for number in features:
                mine[number] = mine.get(number, 0) + 1
                self.total[number] = self.total.get(number, 0) + 1

    def telling(self, at: int, whole: bool) -> list[Telling]:
        """The telling words of a text, as a base without it would know them."""
        owner = self.owners[at]
        found = []
        for word in dict.fromkeys(self.stems[at]):
            if word in FILLER_STEMS:
                continue
            number = self.vocabulary.numbers[word]
            mine = self.counts[owner].get(number, 0) if whole else 1
            concepts = self.vocabulary.concepts.get(word, ())
            if self.total.get(number, 0) > mine:
                found.append(Telling(self.vocabulary.features[number].weight, number, concepts))
            else:
                others = tuple(
                    c
                    for c in concepts
                    if self.total.get(c, 0) > (self.counts[owner].get(c, 0) if whole else 1)
                )
                found.append(Telling(word_weight(word, self.vocabulary.idf(0)), None, others))
        return found

    def features(self, entry: int, at: int) -> set[int]:
        """The features of an entry's phrasings but the one that is asked."""
        counts = self.counts[entry]
        if self.owners[at] != entry:
            return set(counts)
        return {number for number, count in counts.items() if count > (number in self.sets[at])}


def _trials(
    scores: Floats, nearest: Floats, rows: Ints, owners: Ints, witness: _Witness, whole: bool
) -> list[Trial]:
    """What the judge would have seen for each held text."""
    with np.errstate(divide="ignore"):
        chances = np.log(_softmax(scores))
    trials = []
    entries = nearest.shape[1] - 1
    for row, at in enumerate(rows):
        listed = np.argpartition(-chances[row, :entries], min(SHORTLIST, entries) - 1)[:SHORTLIST]
        contenders = sorted(
            (Contender(int(c), float(chances[row, c]), float(nearest[row, c])) for c in listed),
            key=lambda contender: (-contender.standing, contender.entry),
        )
        telling = witness.telling(int(at), whole)
        foreign = Foreign(float(chances[row, entries]), float(nearest[row, entries]))
        owner = int(owners[at])
        seen = []
        for place, contender in enumerate(contenders[:JUDGED]):
            explained = explain_words(telling, witness.features(contender.entry, int(at)))
            seen.append(signals(contenders, place, foreign, explained, len(telling)))
        trials.append(
            Trial(
                tuple(seen),
                tuple(contender.entry == owner for contender in contenders[:JUDGED]),
                "background" if owner == entries else "out" if whole else "in",
            )
        )
    return trials
