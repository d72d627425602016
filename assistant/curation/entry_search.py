"""Which entry a question should have had: the likely ones first, then whatever fits the words one looks with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from assistant.conversation.turn import Turn

LIKELY = 5
"""Entries that are taken from what resembles the question, or the words one looks with."""
FEW = 3
"""Finds below which what resembles the words is offered, too: they may hold a slip."""
MOST = 200
"""Finds that are listed."""


class Suggested(Protocol):
    """A suggestion, as far as it matters here."""

    @property
    def entry(self) -> str: ...


class Suggests(Protocol):
    """What of an open base is needed to find the entry that was meant."""

    def suggest(self, typed: str, limit: int = 6) -> Sequence[Suggested]: ...
    def listing(self, section: str | None = None) -> Sequence[tuple[str, str, str, str]]: ...


class Row(NamedTuple):
    """An entry to choose."""

    id: str
    question: str
    section: str


class Meant:
    """The entries that a question may have meant. May take some time on a large base, and be used in any thread."""

    def __init__(self, turn: Turn, library: Suggests) -> None:
        """Put them in order.

        Args:
            turn: What came of the question. The entry that answered it comes last: it was just said to be wrong.
            library: The open base.
        """
        self._library = library
        likely = [one.entry for one in turn.candidates if one.entry != turn.entry]
        likely += [one.entry for one in library.suggest(turn.question, LIKELY) if one.entry not in likely]
        order = {id: at for at, id in enumerate(likely)}
        rows = [Row(id, question, section) for id, section, question, _ in library.listing()]
        rows.sort(key=lambda row: (row.id == turn.entry, order.get(row.id, len(order))))
        self._rows = {row.id: row for row in rows}
        self._texts = [(f"{row.question}\n{row.id}".casefold(), row) for row in rows]

    def fitting(self, words: str = "", most: int = MOST) -> list[Row]:
        """The entries that one may look for by some words, the likeliest first.

        Args:
            words: Words or parts of words of the entry's question or id; with an entry's id that entry comes first.
            most: How many are wanted.
        """
        wanted = words.casefold().split()
        holding = (row for text, row in self._texts if all(word in text for word in wanted))
        found = list(islice(holding, most))
        if wanted and len(found) < min(FEW, most):
            near = (self._rows.get(one.entry) for one in self._library.suggest(words, LIKELY))
            found += [row for row in near if row is not None and row not in found]
        first = words.strip()
        # Those that begin with what was typed are meant most often.
        if wanted:
            found.sort(key=lambda row: (row.id != first, not row.question.casefold().startswith(wanted[0])))
        return found[:most]

    def known(self, id: str) -> bool:
        """Whether there is an entry of that id."""
        return id in self._rows
