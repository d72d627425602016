"""Train the ranking of an index: from scratch, or by adjusting that of a former index to a few changed texts.

Only this module and those of :mod:`assistant.matching` that it calls need numpy.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.base.model import Base, Entry
from assistant.index.builder import (
    Progress,
    Texts,
    background_questions,
    base_language,
    bodies,
    frame,
    language_sample,
    put_meta,
)
from assistant.index.store import Store
from assistant.matching.kernel import Corpus, Floats
from assistant.matching.meanings import text_meanings
from assistant.matching.normalize import stem
from assistant.matching.refit import Weights, nearest_texts, refit
from assistant.matching.tokenized import TokenizedTexts
from assistant.matching.training import train
from assistant.matching.vocabulary import Vocabulary
from assistant.matching.word_vectors import DEFAULT_LANGUAGE, WordVectors

MOST_CHANGED = 200
"""Most changed texts to which a ranking is adjusted; after more, it is trained from scratch."""


def train_index(
    connection: sqlite3.Connection, base: Base, texts: Texts, progress: Progress = lambda stage, share: None
) -> None:
    """Train ranking and confidence model from scratch, and write them into an index."""
    corpus = _Corpora(base, texts).corpus(range(len(texts.features)))
    trained = train(corpus, lambda share: progress("training", share))
    rows = np.zeros((len(texts.vocabulary.features), corpus.entries + 1), dtype=np.float32)
    for number, row in trained.rows.items():
        rows[number] = row
    _write(connection, Weights(rows, trained.meanings), trained.confidence.weights)


def adjust_index(connection: sqlite3.Connection, base: Base, texts: Texts, former: Store) -> bool:
    """Adjust the ranking of a former index of the base, and write it into an index.

    Returns:
        Whether that was possible; if not, nothing is written.
    """
    if not former.trained or former.frame != frame(base):
        return False
    corpora = _Corpora(base, texts)
    changes = _changes(former.entries(), base, texts)
    if len(changes.added) + len(changes.removed) > MOST_CHANGED:
        return False
    before, after = [row[0] for row in former.listing()], [entry.id for entry in base.entries]
    gone = [id for id in before if id not in set(after)]
    classes = {id: no for no, id in enumerate([*after, *gone, ""])}
    columns = [classes[id] for id in (*before, "")]
    weights = _former_weights(former, columns, len(classes), texts.vocabulary)
    if changes.added or changes.removed:
        is_gone = np.array([id in set(gone) for id in classes])
        corpus = corpora.neighbourhood(changes, classes)
        is_removed = np.arange(len(corpus.stems)) >= len(corpus.stems) - len(changes.removed)
        is_added = np.arange(len(corpus.stems)) < len(changes.added)
        weights = refit(corpus, is_added, is_removed, is_gone, weights)
        weights = Weights(weights.rows[:, ~is_gone], weights.meanings[~is_gone])
    _write(connection, weights, former.confidence.weights)
    put_meta(connection, {"adjusted": True})
    return True


class _Text(NamedTuple):
    """A text of a base and what it is."""

    owner: str
    """Id of its entry; empty for the background."""
    is_body: bool
    text: str


class _Changes(NamedTuple):
    """The texts that differ between two versions of a base."""

    added: list[int]
    """Numbers of texts of the new version."""
    removed: list[_Text]


def _changes(entries: Sequence[Entry], base: Base, texts: Texts) -> _Changes:
    """Return how the texts of a base differ from those of a former version with the same decoys."""
    former = base._replace(entries=tuple(entries))
    background = texts.background
    if [(e.kind, e.phrasings) for e in entries] != [(e.kind, e.phrasings) for e in base.entries]:
        tokenized = TokenizedTexts(text for entry in entries for text in entry.phrasings)
        background = background_questions(former, tokenized)
    left = Counter(_texts_of(former, background))
    added = []
    for number, text in enumerate(_texts_of(base, texts.background)):
        if left[text] > 0:
            left[text] -= 1
        else:
            added.append(number)
    return _Changes(added, list(left.elements()))


def _texts_of(base: Base, background: Sequence[str]) -> Iterator[_Text]:
    """Yield all texts of a base in the order of training."""
    for entry in base.entries:
        yield from (_Text(entry.id, False, text) for text in entry.phrasings)
    yield from (_Text("", False, text) for text in background)
    for entry, text in zip(base.entries, bodies(base), strict=True):
        yield _Text(entry.id, True, text)


def _former_weights(former: Store, columns: Sequence[int], classes: int, vocabulary: Vocabulary) -> Weights:
    """Return the weights of a former index in the numbering of a new one; zeros for what is new.

    Args:
        former: The former index.
        columns: The new class of each class of the former index.
        classes: Number of classes.
        vocabulary: The new vocabulary.
    """
    numbers = {key: number for number, key in _feature_keys(vocabulary.numbers, vocabulary.concepts).items()}
    terms = former.terms()
    keys = _feature_keys(
        {name: term.feature for name, term in terms.items() if term.feature is not None},
        {name: term.concepts for name, term in terms.items()},
    )
    moved = {old: numbers[key] for old, key in keys.items() if key in numbers}
    weights = former.weigh(moved)
    rows = np.zeros((len(vocabulary.features), classes), dtype=np.float32)
    kept = former.rows(moved)
    # a row includes the weight of its feature
    factors = [row.scale * vocabulary.features[moved[old]].weight / weights[old] for old, row in kept.items()]
    cells = np.array([np.array(row.cells) for row in kept.values()]).reshape(len(kept), len(columns))
    rows[np.ix_([moved[old] for old in kept], columns)] = cells * np.array(factors, dtype=np.float32)[:, None]
    meaning_rows = former.meaning_rows()
    meanings = np.zeros((classes, len(meaning_rows[0].cells)), dtype=np.float32)
    for column, (scale, cells) in zip(columns, meaning_rows, strict=True):
        meanings[column] = np.array(cells, dtype=np.float32) * np.float32(scale)
    return Weights(rows, meanings)


def _feature_keys(
    numbers: Mapping[str, int], concepts: Mapping[str, Sequence[int]]
) -> dict[int, tuple[int, str]]:
    """Return what each feature means in every version of a base: a name, or the members of a concept."""
    keys = {number: (0, name) for name, number in numbers.items() if name[0] != "%"}
    members: dict[int, list[str]] = {}
    for name, found in concepts.items():
        for concept in found:
            members.setdefault(concept, []).append(name)
    seen = Counter[str]()
    for concept in sorted(members):
        key = "|".join(sorted(members[concept]))
        seen[key] += 1  # the base and the thesaurus may have the same group
        keys[concept] = (seen[key], key)
    return keys


def _write(connection: sqlite3.Connection, weights: Weights, confidence: Sequence[float]) -> None:
    scales, cells = _quantized(weights.rows)
    connection.executemany(
        "INSERT INTO trained VALUES (?, ?, ?)",
        ((int(no), float(scales[no]), cells[no].tobytes()) for no in np.flatnonzero(cells.any(axis=1))),
    )
    scales, cells = _quantized(weights.meanings)
    connection.executemany(
        "INSERT INTO meaning VALUES (?, ?, ?)",
        (
            (no, float(scale), row.tobytes())
            for no, (scale, row) in enumerate(zip(scales, cells, strict=True))
        ),
    )
    put_meta(connection, {"judge": list(confidence)})


def _quantized(rows: Floats) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Quantize rows to 255 steps: the ranking does not change, and becomes the same on all machines."""
    exact = rows.astype(np.float64)
    scales = np.abs(exact).max(axis=1, initial=0.0) / 127
    scales[scales == 0] = 1.0
    return scales, np.rint(exact / scales[:, None]).astype(np.int8)


class _Corpora:
    """The texts of a base, to be trained on."""

    def __init__(self, base: Base, texts: Texts) -> None:
        self.base, self.texts = base, texts
        self.names = list(texts.tokenized.numbers)
        self.stems = [stem(name) for name in self.names]
        self.tokens = list(texts.tokenized)
        count = len(base.entries)
        owners = [no for no, entry in enumerate(base.entries) for _ in entry.phrasings]
        self.owners = [*owners, *[count] * len(texts.background), *range(count)]
        # as when a question is asked: a base that does not declare its language may not be English
        self.vectors = WordVectors.open(base_language(base, language_sample(base)) or DEFAULT_LANGUAGE)

    def corpus(self, numbers: Sequence[int]) -> Corpus:
        """Return the texts with these numbers."""
        tokens = [self.tokens[at] for at in numbers]
        first_body = len(self.tokens) - len(self.base.entries)
        return Corpus(
            self.texts.vocabulary,
            [[self.stems[word] for word in text] for text in tokens],
            [self.texts.features[at] for at in numbers],
            np.array([self.owners[at] for at in numbers], dtype=np.int64),
            len(self.base.entries),
            np.array([at >= first_body for at in numbers]),
            text_meanings(self.vectors, self.names, tokens),
        )

    def neighbourhood(self, changes: _Changes, classes: Mapping[str, int]) -> Corpus:
        """Return the added texts, the texts most like the changed ones, and the removed texts.

        Args:
            changes: The changed texts.
            classes: The number of each entry, of removed entries, and last that of the background.
        """
        vocabulary = self.texts.vocabulary
        removed = TokenizedTexts(change.text for change in changes.removed)
        names = list(removed.numbers)
        stems = [[stem(names[word]) for word in text] for text in removed]
        features = [sorted(vocabulary.features_of_stems(found)) for found in stems]
        weights = np.array([feature.weight for feature in vocabulary.features])
        changed = [*features, *(self.texts.features[at] for at in changes.added)]
        near = nearest_texts(self.texts.features, weights, changed).tolist()
        kept = self.corpus([*changes.added, *(at for at in near if at not in set(changes.added))])
        owners = np.where(kept.owners < len(self.base.entries), kept.owners, len(classes) - 1)
        meanings = text_meanings(self.vectors, names, list(removed))
        return Corpus(
            vocabulary,
            [*kept.stems, *stems],
            [*kept.features, *features],
            np.array([*owners, *(classes[change.owner] for change in changes.removed)]),
            len(classes) - 1,
            np.array([*kept.is_body, *(change.is_body for change in changes.removed)]),
            np.vstack([kept.meanings, meanings]),
        )
