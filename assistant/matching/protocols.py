"""The parts of an index that parsing and ranking a query need; imported by type checkers only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from assistant.matching.index_rows import PhrasingVectors, Term, WeightRow
from assistant.matching.word_vectors import WordVectors


class Lexicon(Protocol):
    """The part of an index that parsing needs."""

    def find(self, names: Iterable[str]) -> dict[str, Term]:
        """Return the known terms among the names."""
        ...

    def weigh(self, features: Iterable[int]) -> dict[int, float]:
        """Return the weights of features."""
        ...

    def forms_of_length(self, form: str, edits: int) -> Sequence[str]:
        """Return the known forms whose length differs by at most ``edits``, in a fixed order."""
        ...

    @property
    def word_vectors(self) -> WordVectors | None:
        """The word vectors for the language of the base."""
        ...

    def unknown_idf(self) -> float:
        """Return the inverse document frequency of an unknown word."""
        ...


class SearchIndex(Lexicon, Protocol):
    """The part of an index that ranking needs."""

    @property
    def trained(self) -> bool:
        """Whether the index holds trained weights."""
        ...

    @property
    def entry_count(self) -> int:
        """Number of entries."""
        ...

    def meaning_rows(self) -> Sequence[WeightRow]:
        """Return the trained weights of the word vectors for each entry; the background comes last."""
        ...

    def rows(self, features: Iterable[int]) -> dict[int, WeightRow]:
        """Return the trained weights of the features that have any."""
        ...

    def fetch(self, features: Sequence[int], limit: int) -> list[tuple[int, float]]:
        """Return (entry, shared weight) of the entries that share the most weight with the features, best first."""
        ...

    def vectors(self, entries: Sequence[int]) -> dict[int, PhrasingVectors]:
        """Return the phrasings of entries."""
        ...
