"""What reading and ranking ask of an index; for type checkers alone, and never loaded to answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from assistant.matching.index_rows import Row, Term, Vectors


class Lexicon(Protocol):
    """What reading asks of an index."""

    def find(self, names: Iterable[str]) -> dict[str, Term]:
        """The terms of those names that are known."""
        ...

    def weigh(self, features: Iterable[int]) -> dict[int, float]:
        """The weights of features."""
        ...

    def forms_like(self, form: str, slips: int) -> Sequence[str]:
        """Known forms whose length is within ``slips`` of this one's, in a fixed order."""
        ...

    def forms_begun(self, letters: str, least: int, most: int) -> Sequence[str]:
        """Known forms of ``least`` to ``most`` letters that begin with these, in a fixed order."""
        ...

    def idf_unknown(self) -> float:
        """Rarity of a word that stands in no phrasing."""
        ...


class SearchIndex(Lexicon, Protocol):
    """What ranking asks of an index."""

    @property
    def trained(self) -> bool:
        """Whether the trained rows are there."""
        ...

    @property
    def entry_count(self) -> int: ...

    def rows(self, features: Iterable[int]) -> dict[int, Row]:
        """The trained rows of features that have one."""
        ...

    def fetch(self, features: Sequence[int], limit: int) -> list[tuple[int, float]]:
        """(entry, weight shared with a question), most first, without looking at phrasings."""
        ...

    def vectors(self, entries: Sequence[int]) -> dict[int, Vectors]:
        """The phrasings of entries; number ``entry_count`` holds the background."""
        ...
