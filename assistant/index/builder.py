"""From a checked base to an index, in one pass, and the fit that follows.

Building needs neither YAML nor numpy; fitting needs numpy and may follow later: until then the index answers
by nearest phrasing.
"""

from __future__ import annotations

import gc
import json
import math
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

from assistant.base.model import SMALL_TALK, Base
from assistant.index.schema import APPLICATION, BYTE_ORDER, FORMAT, TABLES, fingerprint
from assistant.matching.normalize import key, words
from assistant.matching.tokenized import Spoken
from assistant.matching.vocabulary import Vocabulary, background

FITTED_PHRASINGS = 7_000
"""Above so many phrasings nothing is fitted: the time grows with their square."""
FITTED_ENTRIES = 1_200
FITTED_SECONDS = 60.0
"""Longest fit, by estimate."""
LEAST_EACH = 2.5
"""Phrasings an entry, on average: with fewer, nothing is left of an entry whose phrasing is left out."""
LEAST_PHRASINGS = 120
"""Below so many, too few can be left out to learn from, and the plain judge knows better."""
PAIRED_PHRASINGS = 50_000
"""Above so many phrasings pairs of words are left out: they would be most of the index."""

SMALL_TALK_LIKE = 0.5
"""Share of words in common from which a background line counts as small talk and is left out."""

Progress = Callable[[str, float], None]


def quiet(stage: str, share: float) -> None:
    """No progress shown."""


def build(connection: sqlite3.Connection, base: Base, progress: Progress = quiet) -> Vocabulary:
    """Write a base into an empty database.

    Returns:
        The vocabulary, for :func:`fit_index`.
    """
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.executescript(TABLES)
    with uncollected():
        spoken = Spoken(text for entry in base.entries for text in entry.phrasings)
        phrasings = len(spoken)
        progress("words", 0.2)
        spoken.extend(foreign_questions(base, spoken))
        vocabulary = Vocabulary(spoken, base.synonyms, pairs=phrasings <= PAIRED_PHRASINGS)
        progress("words", 0.3)
        _write_entries(connection, base)
        _write_exact(connection, base, spoken)
        members = _write_vectors(connection, base, spoken, vocabulary, progress)
        _write_features(connection, vocabulary, members)
        _write_forms(connection, vocabulary)
    put_meta(
        connection,
        {
            "format": FORMAT,
            "byteorder": BYTE_ORDER,
            "title": base.title,
            "language": base.language,
            "source": list(base.source),
            "sections": [list(section) for section in base.sections],
            "settings": list(base.settings),
            "entries": len(base.entries),
            "phrasings": phrasings,
            "idf_unknown": vocabulary.idf(0),
        },
    )
    progress("index", 1.0)
    return vocabulary


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking all the phrasings again and again; nothing here makes cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def foreign_questions(base: Base, spoken: Spoken | None = None) -> list[str]:
    """The base's decoys and the background, without the lines that the base answers or that are small talk.

    Args:
        base: the base.
        spoken: its phrasings, when they have been taken to words already.
    """
    if spoken is None:
        spoken = Spoken(text for entry in base.entries for text in entry.phrasings)
    lines = [*base.decoys, *background()]
    own = {key(line) for line in lines}.intersection(spoken.keys())
    chat = [
        set(words(text)) for entry in base.entries if entry.kind == SMALL_TALK for text in entry.phrasings
    ]

    def foreign(line: str) -> bool:
        spoken = set(words(line))
        return key(line) not in own and not any(_jaccard(spoken, other) >= SMALL_TALK_LIKE for other in chat)

    return [line for line in lines if foreign(line)]


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _write_entries(connection: sqlite3.Connection, base: Base) -> None:
    connection.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                no,
                entry.id,
                entry.section,
                entry.kind,
                entry.question,
                json.dumps(
                    [entry.answer, entry.variants, entry.locator, entry.quote, entry.related, entry.tags],
                    ensure_ascii=False,
                ),
            )
            for no, entry in enumerate(base.entries)
        ),
    )


def _write_exact(connection: sqlite3.Connection, base: Base, spoken: Spoken) -> None:
    """Where each phrasing is found by its words; of two with the same ones the first."""
    places = ((no, at) for no, entry in enumerate(base.entries) for at in range(1 + len(entry.variants)))
    rows = [(fingerprint(words), no, at) for words, (no, at) in zip(spoken.keys(), places, strict=False)]
    rows.sort()  # in the order of the table, which is then written from front to back
    connection.executemany("INSERT OR IGNORE INTO exact VALUES (?, ?, ?)", rows)


def _write_vectors(
    connection: sqlite3.Connection, base: Base, spoken: Spoken, vocabulary: Vocabulary, progress: Progress
) -> list[array[int]]:
    """The phrasings as features; gives the entries of each feature."""
    postings: list[array[int]] = [array("I") for _ in vocabulary.features]
    squares = [feature.weight**2 for feature in vocabulary.features]
    sets = vocabulary.sets_of(spoken)

    def packed(features: Sequence[Sequence[int]]) -> tuple[bytes, bytes, bytes]:
        lengths = [math.sqrt(sum([squares[f] for f in one])) or 1.0 for one in features]
        return (
            array("H", map(len, features)).tobytes(),
            array("I", chain.from_iterable(features)).tobytes(),
            array("f", lengths).tobytes(),
        )

    def rows() -> Iterator[tuple[int, bytes, bytes, bytes]]:
        count = len(base.entries)
        for no, entry in enumerate(base.entries):
            own = [next(sets) for _ in range(1 + len(entry.variants))]
            for number in set(chain.from_iterable(own)):
                postings[number].append(no)
            yield (no, *packed(own))
            if no % 1000 == 0:
                progress("phrasings", 0.3 + 0.6 * no / count)
        yield (count, *packed(list(sets)))

    connection.executemany("INSERT INTO vectors VALUES (?, ?, ?, ?)", rows())
    return postings


def _write_features(
    connection: sqlite3.Connection, vocabulary: Vocabulary, postings: Sequence[array[int]]
) -> None:
    connection.executemany(
        "INSERT INTO feature VALUES (?, ?, ?, ?)",
        ((f.no, f.weight, len(postings[f.no]), postings[f.no].tobytes()) for f in vocabulary.features),
    )
    names = sorted({f.name for f in vocabulary.features if f.name[0] != "%"} | vocabulary.concepts.keys())
    connection.executemany(
        "INSERT INTO term VALUES (?, ?, ?, ?, ?)",
        ((name, *_term(name, vocabulary)) for name in names),
    )


def _term(name: str, vocabulary: Vocabulary) -> tuple[int | None, float, int, bytes]:
    number = vocabulary.numbers.get(name)
    concepts = array("I", vocabulary.concepts.get(name, ())).tobytes()
    if number is None:
        return None, 0.0, 0, concepts
    feature = vocabulary.features[number]
    return number, feature.weight, feature.df, concepts


def _write_forms(connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    by_length: dict[int, set[str]] = {}
    for form in vocabulary.forms:
        by_length.setdefault(len(form), set()).add(form)
    for name in vocabulary.concepts:
        if " " not in name:
            by_length.setdefault(len(name), set()).add(name)
    connection.executemany(
        "INSERT INTO form VALUES (?, ?)",
        ((length, "\n".join(sorted(forms))) for length, forms in sorted(by_length.items())),
    )


def fits(phrasings: int, entries: int) -> bool:
    """Whether a base of this size is fitted."""
    enough = max(LEAST_PHRASINGS, LEAST_EACH * entries)
    small = 1 < entries <= FITTED_ENTRIES and enough <= phrasings <= FITTED_PHRASINGS
    return small and fit_seconds(phrasings, entries) <= FITTED_SECONDS


def fit_seconds(phrasings: int, entries: int) -> float:
    """About how long a fit takes on two cores: its products of a square matrix with a wide one, and the rest."""
    texts = phrasings + len(background())
    return texts * texts * entries * 5e-9 + texts * 2e-4


def fit_index(
    connection: sqlite3.Connection, base: Base, vocabulary: Vocabulary, progress: Progress = quiet
) -> None:
    """Fit ranking and judge, and write them into the index."""
    from assistant.matching.training import Examples, fit

    count = len(base.entries)
    texts: list[str] = []
    owners: list[int] = []
    for no, entry in enumerate(base.entries):
        texts.extend(entry.phrasings)
        owners.extend([no] * len(entry.phrasings))
    foreign = foreign_questions(base)
    texts.extend(foreign)
    owners.extend([count] * len(foreign))
    fitted = fit(vocabulary, Examples(texts, owners, count), lambda share: progress("fitting", share))
    connection.execute("DELETE FROM fitted")
    connection.executemany(
        "INSERT INTO fitted VALUES (?, ?, ?)",
        ((number, *_quantized(row.tolist())) for number, row in sorted(fitted.rows.items())),
    )
    put_meta(connection, {"judge": list(fitted.judge)})


def _quantized(row: Sequence[float]) -> tuple[float, bytes]:
    """A row in 255 steps: the ranking does not change, and machines agree on it."""
    scale = max(abs(value) for value in row) / 127 or 1.0
    return scale, array("b", [round(value / scale) for value in row]).tobytes()


def put_meta(connection: sqlite3.Connection, values: dict[str, object]) -> None:
    """Write facts about the index."""
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        [(name, json.dumps(value, ensure_ascii=False)) for name, value in values.items()],
    )
