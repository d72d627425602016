"""Search a base for the entry that a question should have matched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from assistant.conversation.turn import Turn

SIMILAR = 5
"""Maximum number of entries suggested by similarity."""
FEW = 3
"""Number of matches below which similar entries are added, in case of a typo."""
LIMIT = 200
"""Maximum number of entries returned."""


class Suggestion(Protocol):
    """A suggested entry."""

    @property
    def entry(self) -> str: ...


class Searchable(Protocol):
    """The part of a ``OpenBase`` that is used here."""

    def suggest(self, typed: str, limit: int = 6) -> Sequence[Suggestion]: ...
    def listing(self, section: str | None = None) -> Sequence[tuple[str, str, str, str]]: ...


class Row(NamedTuple):
    """An entry to choose."""

    id: str
    question: str
    section: str


class EntrySearch:
    """The entries of a base, ranked for one question. Methods may be slow and may be called from any thread."""

    def __init__(self, turn: Turn, open_base: Searchable) -> None:
        """Rank the entries.

        Args:
            turn: The question and its candidates. The entry that answered it comes last, because it was wrong.
            open_base: The open base.
        """
        self._open_base = open_base
        likely = [one.entry for one in turn.candidates if one.entry != turn.entry]
        likely += [one.entry for one in open_base.suggest(turn.question, SIMILAR) if one.entry not in likely]
        order = {id: at for at, id in enumerate(likely)}
        rows = [Row(id, question, section) for id, section, question, _ in open_base.listing()]
        rows.sort(key=lambda row: (row.id == turn.entry, order.get(row.id, len(order))))
        self._rows = {row.id: row for row in rows}
        self._texts = [(f"{row.question}\n{row.id}".casefold(), row) for row in rows]

    def find(self, words: str, limit: int = LIMIT) -> list[Row]:
        """Return the entries that contain all words, the most likely first.

        Args:
            words: Words, or parts of words, of the question or id. An entry with exactly this id comes first.
            limit: The maximum number of entries.
        """
        wanted = words.casefold().split()
        matching = (row for text, row in self._texts if all(word in text for word in wanted))
        found = list(islice(matching, limit))
        if wanted and len(found) < min(FEW, limit):
            similar = (self._rows.get(one.entry) for one in self._open_base.suggest(words, SIMILAR))
            found += [row for row in similar if row is not None and row not in found]
        id = words.strip()
        if wanted:
            found.sort(key=lambda row: (row.id != id, not row.question.casefold().startswith(wanted[0])))
        return found[:limit]

    def has(self, id: str) -> bool:
        """Return whether an entry exists."""
        return id in self._rows
