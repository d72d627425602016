"""What matching reads from an index: terms, trained rows and the phrasings of an entry."""

from __future__ import annotations

from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Sequence


class Term(Record):
    """A name the base knows: a word, a pair of words or a phrase that is a synonym."""

    feature: int | None
    weight: float
    df: int
    concepts: tuple[int, ...]


class Row(Record):
    """A feature's part of every class's score, packed."""

    scale: float
    cells: Sequence[int]


class Vectors(Record):
    """The phrasings of one entry as feature numbers."""

    sizes: Sequence[int]
    """Features of each phrasing."""
    members: Sequence[int]
    """All their features, one phrasing after the other."""
    lengths: Sequence[float]
    """Euclidean length of each phrasing."""
