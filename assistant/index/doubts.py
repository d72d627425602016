"""Find the phrasings that other entries may match nearly as well, by ranking all phrasings of an index at once.

Asking a phrasing takes a few milliseconds; ranking all of them with numpy takes no longer than asking a hundred.
"""

from __future__ import annotations

import numpy as np

from assistant.index.store import Store
from assistant.matching.confidence import LOG_PROBABILITY_FLOOR, SHORTLIST, SIMILARITY_WEIGHT
from assistant.matching.kernel import Floats, Ints
from assistant.matching.meanings import text_meanings
from assistant.matching.tokenized import TokenizedTexts
from assistant.matching.vocabulary import SPELLING_WEIGHT

CLEAR = 1.5
"""Lead in ranking from which an entry scores clearly higher: in the bundled base, by more than 40 of 100."""


def doubtful_phrasings(store: Store) -> set[tuple[int, int]]:
    """Return (entry number, phrasing number) of each phrasing whose entry does not lead clearly."""
    return _Phrasings(store).doubtful()


class _Phrasings:
    """All phrasings of a trained index as a sparse matrix of features."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.entries = store.entry_count
        found = store.vectors(range(self.entries))
        rows = [found[no] for no in range(self.entries)]
        self.counts = np.array([len(row.sizes) for row in rows])
        """Number of phrasings of each entry."""
        self.owners = np.repeat(np.arange(self.entries), self.counts)
        self.sizes = np.concatenate([np.array(row.sizes, dtype=np.int64) for row in rows])
        """Number of features of each phrasing."""
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.members = np.concatenate([np.array(row.members, dtype=np.int64) for row in rows])
        """The features of all phrasings, one phrasing after the other."""
        self.lengths = np.concatenate([np.array(row.lengths, dtype=np.float32) for row in rows])
        self.weights = np.zeros(int(self.members.max(initial=0)) + 1, dtype=np.float32)
        """Weight of each feature."""
        for feature, weight in store.weigh(set(self.members.tolist())).items():
            self.weights[feature] = weight

    def doubtful(self) -> set[tuple[int, int]]:
        """Return entry and place of the phrasings whose entry does not lead clearly."""
        log_probabilities = self.log_probabilities()
        texts = np.arange(len(self.owners))
        own = (
            log_probabilities[texts, self.owners] + SIMILARITY_WEIGHT
        )  # a phrasing is most similar to itself
        rivals = log_probabilities[:, :-1].copy()
        rivals[texts, self.owners] = -np.inf
        listed = np.argsort(-rivals, axis=1)[:, :SHORTLIST]
        ranks = np.take_along_axis(rivals, listed, axis=1) + SIMILARITY_WEIGHT * self.similarities(listed)
        first = np.cumsum(self.counts) - self.counts
        numbers = np.flatnonzero(own - ranks.max(axis=1, initial=-np.inf) < CLEAR).tolist()
        return {(int(self.owners[at]), at - int(first[self.owners[at]])) for at in numbers}

    def log_probabilities(self) -> Floats:
        """Return the trained log probability of each class for each phrasing, phrasings by classes."""
        rows = np.zeros((len(self.weights), self.entries + 1), dtype=np.float32)
        for feature, (scale, cells) in self.store.rows(set(self.members.tolist())).items():
            rows[feature] = np.array(cells, dtype=np.float32) * np.float32(scale)
        words = [
            term.feature
            for name, term in self.store.terms().items()
            if " " not in name and term.feature is not None and term.feature < len(self.weights)
        ]
        squares = self.weights**2
        squares[words] *= 1 + SPELLING_WEIGHT**2
        spans = [slice(start, start + size) for start, size in zip(self.starts, self.sizes, strict=True)]
        scores = np.array([rows[self.members[span]].sum(axis=0) for span in spans])
        lengths = np.sqrt([squares[self.members[span]].sum() for span in spans])
        scores /= np.where(lengths > 0, lengths, 1)[:, None]
        scores += self.meaning_scores()
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        floored: Floats = np.maximum(scores, LOG_PROBABILITY_FLOOR)
        return floored

    def meaning_scores(self) -> Floats:
        """Return the share of the word vectors in the scores, phrasings by classes."""
        texts = TokenizedTexts(text for entry in self.store.entries() for text in entry.phrasings)
        meanings = text_meanings(self.store.word_vectors, list(texts.numbers), list(texts))
        weights = [
            np.array(cells, dtype=np.float32) * np.float32(scale)
            for scale, cells in self.store.meaning_rows()
        ]
        return meanings @ np.array(weights).T

    def similarities(self, listed: Ints) -> Floats:
        """Return the similarity of each phrasing to the entries listed for it, as those are listed."""
        found = np.zeros(listed.shape, dtype=np.float32)
        column = np.full(len(self.weights), -1)
        for entry in range(self.entries):
            asked, places = np.nonzero(listed == entry)
            own = np.flatnonzero(self.owners == entry)
            features = np.unique(
                self.members[self.starts[own[0]] : self.starts[own[-1]] + self.sizes[own[-1]]]
            )
            column[features] = np.arange(len(features))
            if len(asked) and len(features):
                products = self.dense(asked, column, features) @ self.dense(own, column, features).T
                found[asked, places] = products.max(axis=1)
            column[features] = -1
        return found

    def dense(self, phrasings: Ints, column: Ints, features: Ints) -> Floats:
        """Return the weights of these features in phrasings, phrasings by features.

        Args:
            phrasings: Numbers of phrasings.
            column: Column of each feature, -1 for those that are left out.
            features: The features of the columns.
        """
        sizes = self.sizes[phrasings]
        rows = np.repeat(np.arange(len(phrasings)), sizes)
        cells = np.repeat(self.starts[phrasings] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        columns = column[self.members[cells]]
        known = columns >= 0
        dense = np.zeros((len(phrasings), len(features)), dtype=np.float32)
        dense[rows[known], columns[known]] = 1
        dense *= self.weights[features]
        dense /= self.lengths[phrasings][:, None]
        return dense
