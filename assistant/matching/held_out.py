"""Train the confidence model on phrasings, entries and background that are held out of the training in turn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Container

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
from assistant.matching.kernel import Corpus, Floats, Ints, Matrix, products
from assistant.matching.solver import Preconditioner, softmax, solve
from assistant.matching.vocabulary import content_stems, word_weight

FOLDS = 5
FOLD_STEPS = 14
"""Gradient steps for a fold; they start from the solution for the whole base, without the held-out texts."""


def train_confidence(
    corpus: Corpus,
    kernel: Floats,
    dual: Floats,
    preconditioner: Preconditioner,
    progress: Callable[[float], None],
) -> ConfidenceModel:
    """Train the confidence model on phrasings, entries and background held out in turn."""
    owners, classes, target = corpus.owners, corpus.entries + 1, corpus.target
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
        solved = solve(inner, target[kept], preconditioner.for_rows(kept), FOLD_STEPS, start)
        scores = kernel[np.ix_(asked, kept)] @ solved
        present = np.zeros(classes, dtype=bool)
        present[owners[kept]] = True
        scores[:, ~present] = -np.inf
        known = kept & ~corpus.is_body
        nearest = _nearest_by_class(similarities, owners, asked, known, classes)
        with np.errstate(divide="ignore"):
            log_probabilities = np.log(softmax(scores))
        for row, text in enumerate(np.flatnonzero(asked)):
            trials.append(held_out.trial(log_probabilities[row], nearest[row], int(text), whole_entries))
        progress(0.3 + 0.65 * (done + 1) / len(rounds))
    return calibrate(trials)


def _similarities(corpus: Corpus) -> Floats:
    """Return the soft cosine of each pair of texts, 0 to 1."""
    weights = np.array([feature.weight for feature in corpus.vocabulary.features], dtype=np.float32)
    indptr = np.cumsum([0, *(len(row) for row in corpus.features)])
    indices = np.array([number for row in corpus.features for number in row], dtype=np.int64)
    values: Floats = weights[indices] if len(indices) else np.zeros(0, dtype=np.float32)
    lengths = np.array([math.sqrt(float((weights[list(row)] ** 2).sum())) or 1.0 for row in corpus.features])
    values = np.divide(values, np.repeat(lengths, np.diff(indptr)), dtype=np.float32)
    matrix = Matrix(indptr.astype(np.int64), indices, values, len(weights), lengths.astype(np.float32))
    return products(matrix, len(corpus.features))


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

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.counts = [Counter[int]() for _ in range(corpus.entries + 1)]
        """For each entry, feature to the number of its phrasings with it; the background comes last."""
        self.bodies = [frozenset[int]() for _ in range(corpus.entries + 1)]
        """For each entry, the features of its body."""
        self.total = Counter[int]()
        """Feature to the number of texts with it, without the background."""
        for owner, features, is_body in zip(corpus.owners, corpus.features, corpus.is_body, strict=True):
            if is_body:
                self.bodies[owner] = frozenset(features)
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
