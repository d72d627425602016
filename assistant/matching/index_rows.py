"""What matching reads from an index: terms, trained weights and the phrasings of an entry."""

from __future__ import annotations

from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Sequence


class Term(Record):
    """A word, a pair of words or a synonym that the base knows."""

    feature: int | None
    """``None`` for a phrase that is only a synonym."""
    weight: float
    df: int
    """Number of phrasings and answers that contain it; 0 for a word of everyday questions only."""
    concepts: tuple[int, ...]
    """Features of the synonym groups that it belongs to."""


class WeightRow(Record):
    """Quantized weights: of one feature for every entry (the background comes last), or of one entry."""

    scale: float
    cells: Sequence[int]
    """Each weight divided by ``scale``, from -127 to 127."""


class PhrasingVectors(Record):
    """The phrasings of one entry as feature numbers."""

    sizes: Sequence[int]
    """Number of features of each phrasing."""
    members: Sequence[int]
    """The features of all phrasings, one phrasing after the other."""
    lengths: Sequence[float]
    """Euclidean length of each phrasing."""
    body: Sequence[int]
    """Features that occur in the answer, quote or section of the entry."""
