"""Build an index from a checked base. Its ranking may be trained later: until then, the nearest phrasing decides."""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple
from zlib import crc32

from assistant.base.garbage_collection import garbage_collection_paused
from assistant.base.model import SMALL_TALK, Base, Entry
from assistant.index.schema import TABLES, fingerprint
from assistant.matching.language import language_of, main_scripts, primary_language
from assistant.matching.normalize import normalized_key, words
from assistant.matching.tokenized import TokenizedTexts
from assistant.matching.vocabulary import Vocabulary, background

MAX_TRAINED_PHRASINGS = 7_000
"""Most phrasings of a base that is trained; training time grows with the square of their number."""
MAX_TRAINED_ENTRIES = 1_200
"""Most entries of a base that is trained."""
MAX_TRAINING_SECONDS = 60.0
"""Longest training, by estimate."""
MAX_PAIRED_PHRASINGS = 50_000
"""Most phrasings for which pairs of words are features; above this, pairs would take up most of the index."""
LANGUAGE_SAMPLE = 1_000
"""Number of phrasings that show the scripts of a base, and its language if it is not declared."""

SMALL_TALK_SIMILARITY = 0.5
"""Jaccard similarity (0-1) of the words from which a background question counts as small talk and is left out."""

Progress = Callable[[str, float], None]


class Texts(NamedTuple):
    """The texts of a base as features, for training: phrasings, background, then bodies if it is to be trained."""

    vocabulary: Vocabulary
    tokenized: TokenizedTexts
    features: list[list[int]]
    """Sorted features of each text."""
    background: list[str]
    """The background questions."""


def build(
    connection: sqlite3.Connection, base: Base, progress: Progress = lambda stage, share: None
) -> Texts:
    """Write a base into an empty database.

    Returns:
        Its texts, for :func:`assistant.index.training.train_index`.
    """
    connection.executescript(TABLES)
    with garbage_collection_paused():
        tokenized = TokenizedTexts(text for entry in base.entries for text in entry.phrasings)
        phrasings = len(tokenized)
        progress("words", 0.2)
        foreign = background_questions(base, tokenized)
        tokenized.extend(foreign)
        trainable = should_train(phrasings, len(base.entries))
        if trainable:
            tokenized.extend(bodies(base))
        vocabulary = Vocabulary(tokenized, base.synonyms, pairs=phrasings <= MAX_PAIRED_PHRASINGS)
        features = list(vocabulary.features_of_texts(tokenized))
        texts = Texts(vocabulary, tokenized, features, foreign)
        _write_entries(connection, base)
        _write_exact(connection, base, tokenized)
        postings, counts = _write_vectors(connection, base, texts, progress)
        _write_features(connection, vocabulary, postings, counts)
        _write_forms(connection, vocabulary)
    sample = language_sample(base)
    put_meta(
        connection,
        {
            "title": base.title,
            "language": base_language(base, sample),
            "scripts": main_scripts(sample),
            "source": list(base.source),
            "sections": [list(section) for section in base.sections],
            "settings": list(base.settings),
            "entries": len(base.entries),
            "phrasings": phrasings,
            "trainable": trainable,
            "idf_unknown": vocabulary.idf(0),
            "frame": frame(base),
        },
    )
    progress("index", 1.0)
    return texts


def language_sample(base: Base) -> str:
    """Return the phrasings that show the scripts and the language of a base."""
    return "\n".join(islice((text for entry in base.entries for text in entry.phrasings), LANGUAGE_SAMPLE))


def base_language(base: Base, sample: str) -> str:
    """Return the language of a base, declared or detected; "" if unknown."""
    return primary_language(base.language) or language_of(sample)


def frame(base: Base) -> int:
    """Return a checksum of what changes the features of all texts; see :mod:`assistant.index.training`."""
    values = [base.language, base.synonyms, base.decoys]
    return crc32(json.dumps(values, ensure_ascii=False).encode())


def bodies(base: Base) -> list[str]:
    """Return, for each entry, the text that is weaker evidence than a phrasing: its answer, quote and section title."""
    titles = {section.id: section.title for section in base.sections}
    return [f"{entry.answer} {entry.quote} {titles.get(entry.section, '')}" for entry in base.entries]


def background_questions(base: Base, tokenized: TokenizedTexts) -> list[str]:
    """Return the decoys of a base and the everyday questions, except those that the base answers.

    Args:
        base: The base.
        tokenized: Its phrasings.
    """
    lines = [*base.decoys, *background()]
    known = {normalized_key(line) for line in lines}.intersection(tokenized.keys())
    small_talk = [
        set(words(text)) for entry in base.entries if entry.kind == SMALL_TALK for text in entry.phrasings
    ]
    with_word: dict[str, list[int]] = {}
    for number, found in enumerate(small_talk):
        for word in found:
            with_word.setdefault(word, []).append(number)

    def is_small_talk(line: str) -> bool:
        own = set(words(line))
        shared = Counter(chain.from_iterable(with_word.get(word, ()) for word in own))
        return any(
            count >= SMALL_TALK_SIMILARITY * (len(own) + len(small_talk[number]) - count)
            for number, count in shared.items()
        )

    return [line for line in lines if normalized_key(line) not in known and not is_small_talk(line)]


def _write_entries(connection: sqlite3.Connection, base: Base) -> None:
    def body(e: Entry) -> str:
        values = [e.answer, e.variants, e.locator, e.quote, e.related, e.tags]
        return json.dumps(values, ensure_ascii=False)

    connection.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        ((no, e.id, e.section, e.kind, e.question, body(e)) for no, e in enumerate(base.entries)),
    )


def _write_exact(connection: sqlite3.Connection, base: Base, tokenized: TokenizedTexts) -> None:
    """Write the place of each phrasing by the fingerprint of its words; of several with the same words, the first."""
    places = ((no, at) for no, entry in enumerate(base.entries) for at in range(1 + len(entry.variants)))
    rows = [(fingerprint(words), no, at) for words, (no, at) in zip(tokenized.keys(), places, strict=False)]
    rows.sort()  # inserting in the order of the key is faster
    connection.executemany("INSERT OR IGNORE INTO exact VALUES (?, ?, ?)", rows)


def _write_vectors(
    connection: sqlite3.Connection, base: Base, texts: Texts, progress: Progress
) -> tuple[list[array[int]], Counter[int]]:
    """Write the phrasings as features.

    Returns:
        The entries of each feature in whose phrasings it occurs, and the number of phrasings and bodies with it.
    """
    features = texts.vocabulary.features
    postings: list[array[int]] = [array("I") for _ in features]
    counts = Counter[int]()
    squares = [feature.weight**2 for feature in features]
    first_body = sum(len(entry.phrasings) for entry in base.entries) + len(texts.background)
    sets, body_sets = iter(texts.features), texts.features[first_body:] or [[]] * len(base.entries)

    def packed(features: Sequence[Sequence[int]], body: Sequence[int]) -> tuple[bytes, bytes, bytes, bytes]:
        lengths = [math.sqrt(sum([squares[f] for f in one])) or 1.0 for one in features]
        return (
            array("H", map(len, features)).tobytes(),
            array("I", chain.from_iterable(features)).tobytes(),
            array("f", lengths).tobytes(),
            array("I", body).tobytes(),
        )

    def rows() -> Iterator[tuple[int, bytes, bytes, bytes, bytes]]:
        for no, entry in enumerate(base.entries):
            own = [next(sets) for _ in range(1 + len(entry.variants))]
            for number in set(chain.from_iterable(own)):
                postings[number].append(no)
            counts.update(chain(*own, body_sets[no]))
            yield (no, *packed(own, body_sets[no]))
            if no % 1000 == 0:
                progress("phrasings", 0.3 + 0.6 * no / len(base.entries))

    connection.executemany("INSERT INTO vectors VALUES (?, ?, ?, ?, ?)", rows())
    return postings, counts


def _write_features(
    connection: sqlite3.Connection,
    vocabulary: Vocabulary,
    postings: Sequence[array[int]],
    counts: Mapping[int, int],
) -> None:
    connection.executemany(
        "INSERT INTO feature VALUES (?, ?, ?, ?)",
        ((f.no, f.weight, len(postings[f.no]), postings[f.no].tobytes()) for f in vocabulary.features),
    )
    names = sorted({f.name for f in vocabulary.features if f.name[0] != "%"} | vocabulary.concepts.keys())
    connection.executemany(
        "INSERT INTO term VALUES (?, ?, ?, ?, ?)",
        ((name, *_term(name, vocabulary, counts)) for name in names),
    )


def _term(
    name: str, vocabulary: Vocabulary, counts: Mapping[int, int]
) -> tuple[int | None, float, int, bytes]:
    number = vocabulary.numbers.get(name)
    concepts = array("I", vocabulary.concepts.get(name, ())).tobytes()
    if number is None:
        return None, 0.0, 0, concepts
    feature = vocabulary.features[number]
    return number, feature.weight, counts[number], concepts


def _write_forms(connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    by_length: dict[int, set[str]] = {}
    for form in (*vocabulary.forms, *(name for name in vocabulary.concepts if " " not in name)):
        by_length.setdefault(len(form), set()).add(form)
    connection.executemany(
        "INSERT INTO form VALUES (?, ?)",
        ((length, "\n".join(sorted(forms))) for length, forms in sorted(by_length.items())),
    )


def should_train(phrasings: int, entries: int) -> bool:
    """Return whether a base of this size is trained."""
    small = 1 < entries <= MAX_TRAINED_ENTRIES and phrasings <= MAX_TRAINED_PHRASINGS
    return small and training_seconds(phrasings, entries) <= MAX_TRAINING_SECONDS


def training_seconds(phrasings: int, entries: int) -> float:
    """Estimate how long training takes on one core."""
    texts = phrasings + len(background())
    # products of the square kernel with a wide matrix, then everything else
    return texts * texts * entries * 5e-9 + texts * 2e-4


def put_meta(connection: sqlite3.Connection, values: dict[str, object]) -> None:
    """Write values into the meta table."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        [(name, json.dumps(value, ensure_ascii=False)) for name, value in values.items()],
    )
