"""Read an index: every query that answering and listing need."""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from zlib import crc32

from assistant.base.model import BaseSettings, Entry, Section, Source
from assistant.index.reader import IndexReader, read_rows
from assistant.index.retrieval import choose_lists, heaviest
from assistant.index.schema import fingerprint
from assistant.matching.confidence import DEFAULT_CONFIDENCE, ConfidenceModel
from assistant.matching.index_rows import PhrasingVectors, Term, WeightRow
from assistant.matching.normalize import normalized_key
from assistant.matching.word_vectors import DEFAULT_LANGUAGE, WordVectors

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any

MAX_CACHED_ENTRIES = 512
"""Entries kept in memory after they have been read."""


class Store(IndexReader):
    """An open index, read-only. Not safe for use by two threads at once.

    Attributes:
        title, source, sections, settings: As in the base.
        language: Language of the base (ISO 639-1), declared or detected; "" if unknown.
        scripts: Scripts of its questions; see :mod:`assistant.matching.language`.
        entry_count: Number of entries.
        trained: Whether ranking and confidence model are trained on the base.
        awaits_training: Whether they are still to be trained.
        word_vectors: For the language of the base, if there are any.
    """

    def __init__(
        self, connection: sqlite3.Connection, rebuild: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        """Read the values that every question needs.

        Args:
            connection: An index.
            rebuild: Builds the same index again. Called at most once, if this index is damaged.
        """
        super().__init__(rebuild)
        self._forms: dict[int, list[str]] = {}
        self._entries: dict[int, Entry] = {}
        self._load(connection)

    def _load(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._forms.clear()
        self._entries.clear()
        self._meaning_rows: list[WeightRow] = []
        meta: dict[str, Any] = dict(
            read_rows(
                connection, "SELECT key, value FROM meta", (), lambda name, value: (name, json.loads(value))
            )
        )
        self.title: str = meta["title"]
        self.language: str = meta["language"]
        self.scripts: list[str] = meta["scripts"]
        self.source = Source(*meta["source"])
        self.sections = tuple([Section(*fields) for fields in meta["sections"]])
        self.settings = BaseSettings(*meta["settings"])
        self.entry_count: int = meta["entries"]
        confidence = meta.get("judge")
        self.trained = confidence is not None
        self.training: tuple[bool, bool] = (self.trained, "adjusted" in meta)
        self.awaits_training: bool = meta["trainable"] and (not self.trained or "adjusted" in meta)
        self.confidence = ConfidenceModel(tuple(confidence)) if confidence else DEFAULT_CONFIDENCE
        self.frame: int = meta["frame"]
        self._idf_unknown: float = meta["idf_unknown"]
        self.word_vectors = WordVectors.open(meta["language"] or DEFAULT_LANGUAGE)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    # Read by matching.query

    def find(self, names: Iterable[str]) -> dict[str, Term]:
        """Return the known terms among the names."""
        select = "SELECT name, feature, weight, df, concepts FROM term WHERE name"
        return dict(self.rows_of(select, sorted(names), _term))

    def terms(self) -> dict[str, Term]:
        """Return all terms."""
        return dict(self.query("SELECT name, feature, weight, df, concepts FROM term", (), _term))

    def weigh(self, features: Iterable[int]) -> dict[int, float]:
        """Return the weights of features."""
        return dict(self.rows_of("SELECT no, weight FROM feature WHERE no", sorted(features), _pair))

    def forms_of_length(self, form: str, edits: int) -> list[str]:
        """Return the known word forms whose length differs by at most ``edits``."""
        lengths = range(len(form) - edits, len(form) + edits + 1)
        return [known for length in lengths for known in self._forms_of(length)]

    def forms_with_prefix(self, letters: str, least: int, most: int) -> list[str]:
        """Return the known word forms of ``least`` to ``most`` letters that begin with ``letters``."""
        found: list[str] = []
        for length in range(least, most + 1):
            forms = self._forms_of(length)
            start = bisect_left(forms, letters)
            found += takewhile(lambda form: form.startswith(letters), forms[start:])
        return found

    def _forms_of(self, length: int) -> list[str]:
        """Return the known word forms of a length, sorted."""
        forms = self._forms.get(length)
        if forms is None:
            found = self.query("SELECT joined FROM form WHERE length = ?", (length,), lambda joined: joined)
            forms = self._forms[length] = found[0].split("\n") if found else []
        return forms

    def unknown_idf(self) -> float:
        """Return the inverse document frequency of a word that no phrasing contains."""
        return self._idf_unknown

    # Read by matching.ranking

    def rows(self, features: Iterable[int]) -> dict[int, WeightRow]:
        """Return the trained rows of the features that have one."""
        select = "SELECT feature, scale, cells FROM trained WHERE feature"
        return dict(self.rows_of(select, sorted(features), _trained_row))

    def meaning_rows(self) -> list[WeightRow]:
        """Return the trained weights of the word vectors for each entry; the background comes last."""
        if not self._meaning_rows:
            select = "SELECT scale, cells FROM meaning ORDER BY class"
            self._meaning_rows = self.query(select, (), _meaning_row)
        return self._meaning_rows

    def fetch(
        self, features: Sequence[int], limit: int, given: Mapping[int, float] | None = None
    ) -> list[tuple[int, float]]:
        """Return the entries that share the most weight with a question.

        Args:
            features: The features of the question, most informative first.
            limit: Largest number of entries.
            given: Weights of the features in the question, if they differ from those in the index.

        Returns:
            (entry number, shared weight), highest weight first, ties in the order of the base.
        """
        select = "SELECT no, weight, many FROM feature WHERE no"
        facts = dict(self.rows_of(select, features, lambda no, weight, many: (no, (weight, many))))
        full, additional = choose_lists(features, facts)
        select = "SELECT no, entries FROM feature WHERE no"
        lists = dict(self.rows_of(select, [*full, *additional], lambda no, blob: (no, _unpacked("I", blob))))
        shares = {no: facts[no][0] * (given[no] if given else facts[no][0]) for no in lists}
        return heaviest(
            [(shares[n], lists[n]) for n in full], [(shares[n], lists[n]) for n in additional], limit
        )

    def vectors(self, entries: Sequence[int]) -> dict[int, PhrasingVectors]:
        """Return the phrasings of entries as features."""
        select = "SELECT entry, sizes, members, lengths, body FROM vectors WHERE entry"
        return dict(self.rows_of(select, entries, _vectors))

    def exact(self, words: str) -> tuple[int, int] | None:
        """Return (entry number, phrasing number) of the phrasing with exactly these words, if any."""
        found = self.query("SELECT entry, phrasing FROM exact WHERE key = ?", (fingerprint(words),), _pair)
        for entry, phrasing in found:
            if words and normalized_key(self.entry_at(entry).phrasings[phrasing]) == words:
                return entry, phrasing
        return None

    # Read by the interfaces

    def entry_at(self, no: int) -> Entry:
        """Return the entry with this number."""
        entry = self._entries.get(no)
        if entry is None:
            select = "SELECT id, section, kind, question, body FROM entry WHERE no = ?"
            entry = self.query(select, (no,), _entry)[0]
            if len(self._entries) >= MAX_CACHED_ENTRIES:
                self._entries.clear()
            self._entries[no] = entry
        return entry

    def entries(self) -> list[Entry]:
        """Return all entries, in the order of the base."""
        return self.query("SELECT id, section, kind, question, body FROM entry ORDER BY no", (), _entry)

    def entry(self, id: str) -> Entry | None:
        """Return the entry with this id, if any."""
        select = "SELECT id, section, kind, question, body FROM entry WHERE id = ?"
        known = id.encode(errors="replace").decode()  # an argument that is not UTF-8 has lone surrogates
        found = self.query(select, (known,), _entry)
        return found[0] if found else None

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        """Return (id, section, question, kind) of the entries of the base, or of one section, in order."""
        rows = self.query("SELECT id, section, question, kind FROM entry ORDER BY no", (), lambda *row: row)
        return [row for row in rows if section is None or row[1] == section]

    def numbers(self, section: str) -> frozenset[int]:
        """Return the numbers of the entries of a section."""
        return frozenset(self.query("SELECT no FROM entry WHERE section = ?", (section,), int))

    def questions(self, ids: Sequence[str]) -> dict[str, str]:
        """Return id to question, for the ids that exist."""
        return dict(self.rows_of("SELECT id, question FROM entry WHERE id", ids, _pair))

    def tagged(self, tag: str) -> list[tuple[str, str]]:
        """Return (id, question) of the entries with a tag, in the order of the base."""
        select = "SELECT id, section, kind, question, body FROM entry WHERE instr(body, ?) ORDER BY no"
        found = self.query(select, (json.dumps(tag, ensure_ascii=False),), _entry)
        return [(entry.id, entry.question) for entry in found if tag in entry.tags]

    def contents(self) -> dict[str, int]:
        """Return id to a checksum of the entry, for all entries."""
        select = "SELECT id, section, kind, question, body FROM entry"
        return dict(self.query(select, (), lambda id, *content: (id, crc32("\0".join(content).encode()))))


def _pair(one: Any, other: Any) -> tuple[Any, Any]:
    return one, other


def _unpacked(code: str, blob: bytes) -> array[Any]:
    values = array(code)
    values.frombytes(blob)
    return values


def _term(name: str, feature: int | None, weight: float, df: int, concepts: bytes) -> tuple[str, Term]:
    return name, Term(feature, weight, df, tuple(_unpacked("I", concepts)))


def _trained_row(feature: int, scale: float, cells: bytes) -> tuple[int, WeightRow]:
    return feature, WeightRow(scale, _unpacked("b", cells))


def _meaning_row(scale: float, cells: bytes) -> WeightRow:
    return WeightRow(scale, _unpacked("b", cells))


def _vectors(entry: int, *blobs: bytes) -> tuple[int, PhrasingVectors]:
    return entry, PhrasingVectors(*map(_unpacked, "HIfI", blobs))


def _entry(id: str, section: str, kind: str, question: str, body: str) -> Entry:
    answer, variants, locator, quote, related, tags = json.loads(body)
    return Entry(
        id, question, answer, section, tuple(variants), locator, quote, tuple(related), kind, tuple(tags)
    )
