"""An open index: everything that answering reads.

Nothing is taken from the file but numbers and text, and what is out of range is refused: a cache file is
treated as if somebody else had written it.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from zlib import crc32

from assistant.base.model import Entry, Section, Source
from assistant.index.decoding import (
    entry_of,
    judge_of,
    number,
    row_of,
    settings_of,
    texts,
    unpacked,
    vectors_of,
    whole,
)
from assistant.index.recovery import mended
from assistant.index.retrieval import choose_lists, heaviest
from assistant.index.schema import fingerprint
from assistant.matching.confidence import PLAIN_JUDGE
from assistant.matching.index_rows import Row, Term, Vectors
from assistant.matching.normalize import key

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any

CHUNK = 500
"""Values in one SQL list; SQLite's own limit was 999 for long."""


class Store:
    """One index, read only. Not for use by two threads at once.

    Attributes:
        title, language, source, sections, settings: as the base has them.
        entry_count: number of entries.
        phrasing_count: number of phrasings.
        fitted: whether ranking and judge are fitted to the base.
        fits: whether they are to be; a fit may still be under way.
    """

    def __init__(
        self, connection: sqlite3.Connection, again: Callable[[], sqlite3.Connection] | None = None
    ) -> None:
        """Read what every question needs.

        Args:
            connection: an index.
            again: builds the same index anew, for when this one turns out to be damaged.
        """
        self.connection = connection
        self.again = again
        self._forms: dict[int, list[str]] = {}
        self._entries: dict[int, Entry] = {}
        self._take(connection)

    def _take(self, connection: sqlite3.Connection) -> None:
        self._db = self.connection = connection
        self._forms.clear()
        self._entries.clear()
        meta: dict[str, Any] = {
            name: json.loads(value) for name, value in connection.execute("SELECT key, value FROM meta")
        }
        self.meta = meta
        self.title = str(meta["title"])
        self.language = str(meta["language"])
        self.source = Source(*map(str, meta["source"]))
        self.sections = tuple(Section(*map(str, fields)) for fields in meta["sections"])
        texts((self.title, self.language, *self.source, *(part for one in self.sections for part in one)))
        self.settings = settings_of(meta["settings"])
        self.entry_count = int(meta["entries"])
        self.phrasing_count = int(meta["phrasings"])
        self.fitted = "judge" in meta
        self.fits = bool(meta.get("fits", False))
        self.judge = judge_of(meta["judge"]) if self.fitted else PLAIN_JUDGE
        self._idf_unknown = number(meta["idf_unknown"])

    def mend(self) -> bool:
        """Go on with the index built anew, once; whether that was possible."""
        again, self.again = self.again, None
        if again is None:
            return False
        self._take(again())
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # what reading asks

    @mended
    def find(self, names: Iterable[str]) -> dict[str, Term]:
        """The terms of those names that are known."""
        return {
            name: Term(
                None if feature is None else whole(feature),
                number(weight),
                whole(df),
                tuple(unpacked("I", concepts)),
            )
            for name, feature, weight, df, concepts in self._chosen(
                "SELECT name, feature, weight, df, concepts FROM term WHERE name", sorted(names)
            )
        }

    @mended
    def weigh(self, features: Iterable[int]) -> dict[int, float]:
        """The weights of features."""
        found = self._chosen("SELECT no, weight FROM feature WHERE no", sorted(features))
        return {no: number(weight) for no, weight in found}

    @mended
    def forms_like(self, form: str, slips: int) -> list[str]:
        """Known forms whose length is within ``slips`` of this one's."""
        lengths = range(len(form) - slips, len(form) + slips + 1)
        return [known for length in lengths for known in self._forms_of(length)]

    @mended
    def forms_begun(self, letters: str, least: int, most: int) -> list[str]:
        """Known forms of ``least`` to ``most`` letters that begin with these."""
        found: list[str] = []
        for length in range(least, most + 1):
            forms = self._forms_of(length)
            start = bisect_left(forms, letters)
            found += takewhile(lambda form: form.startswith(letters), forms[start:])
        return found

    def _forms_of(self, length: int) -> list[str]:
        """Known forms of a length, sorted."""
        forms = self._forms.get(length)
        if forms is None:
            row = self._db.execute("SELECT joined FROM form WHERE length = ?", (length,)).fetchone()
            forms = self._forms[length] = row[0].split("\n") if row else []
        return forms

    def idf_unknown(self) -> float:
        """Rarity of a word that stands in no phrasing."""
        return self._idf_unknown

    # what ranking asks

    @mended
    def rows(self, features: Iterable[int]) -> dict[int, Row]:
        """The fitted rows of features that have one."""
        return {
            no: row_of(scale, cells, self.entry_count + 1)
            for no, scale, cells in self._chosen(
                "SELECT feature, scale, cells FROM fitted WHERE feature", sorted(features)
            )
        }

    @mended
    def fetch(
        self, features: Sequence[int], limit: int, given: Mapping[int, float] | None = None
    ) -> list[tuple[int, float]]:
        """Entries that share the most weight with a question; the rarest features are read first.

        Args:
            features: most telling first.
            limit: at most so many entries.
            given: weights of the features in the question, where not their own.

        Returns:
            (entry number, weight shared), most first, equal ones in the order of the base.
        """
        facts = {
            no: (number(weight), int(many))
            for no, weight, many in self._chosen("SELECT no, weight, many FROM feature WHERE no", features)
        }
        told, common = choose_lists(features, facts)
        lists = {
            no: unpacked("I", entries)
            for no, entries in self._chosen("SELECT no, entries FROM feature WHERE no", [*told, *common])
        }
        shares = {no: facts[no][0] * (given[no] if given else facts[no][0]) for no in lists}
        found = heaviest(
            [(shares[n], lists[n]) for n in told], [(shares[n], lists[n]) for n in common], limit
        )
        if any(entry >= self.entry_count for entry, _ in found):
            raise ValueError("no such entry")
        return found

    @mended
    def beginning_with(self, letters: str, limit: int = 12) -> dict[int, float]:
        """Features of the most frequent words that begin so, with their weights."""
        return {
            whole(feature): number(weight)
            for feature, weight in self._db.execute(
                "SELECT feature, weight FROM term WHERE name >= ? AND name < ? AND df > 0 AND instr(name, ' ') = 0 "
                "ORDER BY df DESC, name LIMIT ?",
                (letters, letters + "\U0010ffff", limit),
            )
        }

    @mended
    def heading(self, no: int) -> tuple[str, str, str, str]:
        """(id, section, kind, question) of an entry by its number."""
        row: tuple[str, str, str, str] = self._db.execute(
            "SELECT id, section, kind, question FROM entry WHERE no = ?", (no,)
        ).fetchone()
        texts(row)
        return row

    @mended
    def vectors(self, entries: Sequence[int]) -> dict[int, Vectors]:
        """The phrasings of entries as features."""
        return {
            entry: vectors_of(sizes, members, lengths)
            for entry, sizes, members, lengths in self._chosen(
                "SELECT entry, sizes, members, lengths FROM vectors WHERE entry", entries
            )
        }

    @mended
    def exact(self, words: str) -> tuple[int, int] | None:
        """(entry number, phrasing number) of the phrasing that has just these words."""
        row = self._db.execute(
            "SELECT entry, phrasing FROM exact WHERE key = ?", (fingerprint(words),)
        ).fetchone()
        if row is None or not words:
            return None
        entry, phrasing = row
        phrasings = self._entry_at(entry).phrasings
        return (entry, phrasing) if phrasing < len(phrasings) and key(phrasings[phrasing]) == words else None

    # what faces ask

    @mended
    def entry_at(self, no: int) -> Entry:
        """The entry of a number."""
        return self._entry_at(no)

    def _entry_at(self, no: int) -> Entry:
        entry = self._entries.get(no)
        if entry is None:
            *row, sizes = self._db.execute(
                "SELECT id, section, kind, question, body, length(sizes) "
                "FROM entry JOIN vectors ON entry = no WHERE no = ?",
                (no,),
            ).fetchone()
            entry = entry_of(row)
            if sizes != 2 * len(entry.phrasings):  # ranking names phrasings by their numbers
                raise ValueError("another number of phrasings")
            if len(self._entries) >= ENTRIES_KEPT:
                self._entries.clear()
            self._entries[no] = entry
        return entry

    @mended
    def entry(self, id: str) -> Entry | None:
        """The entry of an id; ``None`` when there is none."""
        row = self._db.execute(
            "SELECT id, section, kind, question, body FROM entry WHERE id = ?", (id,)
        ).fetchone()
        return entry_of(row) if row else None

    @mended
    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        """(id, section, question, kind) of every entry, in the order of the base."""
        found = self._db.execute("SELECT id, section, question, kind FROM entry ORDER BY no").fetchall()
        texts(part for row in found for part in row)
        return [row for row in found if section is None or row[1] == section]

    @mended
    def numbers(self, section: str) -> frozenset[int]:
        """Numbers of a section's entries."""
        return frozenset(
            no for (no,) in self._db.execute("SELECT no FROM entry WHERE section = ?", (section,))
        )

    @mended
    def questions(self, ids: Sequence[str]) -> dict[str, str]:
        """The questions of ids that exist."""
        found = dict(self._chosen("SELECT id, question FROM entry WHERE id", ids))
        texts(found.values())
        return found

    @mended
    def tagged(self, tag: str) -> list[tuple[str, str]]:
        """(id, question) of the entries with a tag, in the order of the base."""
        found = self._db.execute(
            "SELECT id, question, body FROM entry WHERE instr(body, ?) ORDER BY no", (json.dumps(tag),)
        )
        tagged = [(id, question) for id, question, body in found if tag in json.loads(body)[-1]]
        texts(part for row in tagged for part in row)
        return tagged

    @mended
    def contents(self) -> dict[str, int]:
        """A checksum of every entry by its id."""
        return {
            id: crc32(f"{section}\0{kind}\0{question}\0{body}".encode())
            for id, section, kind, question, body in self._db.execute(
                "SELECT id, section, kind, question, body FROM entry"
            )
        }

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in the order of the base."""
        return [id for (id,) in self._db.execute("SELECT id FROM entry ORDER BY no")]

    def _chosen(self, select: str, values: Iterable[Any]) -> Iterator[Any]:
        """Rows of ``select … IN (values)``, in lists that SQLite takes."""
        listed = list(values)
        for at in range(0, len(listed), CHUNK):
            part = listed[at : at + CHUNK]
            # All at once: an interruption would leave a cursor behind that fails when the index is closed.
            yield from self._db.execute(f"{select} IN ({','.join('?' * len(part))})", part).fetchall()


ENTRIES_KEPT = 512
"""Entries kept in memory once they were read."""
