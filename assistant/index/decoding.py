"""From what stands in an index file to values: numbers and text, nothing that runs."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Iterable, Sequence

from assistant.base.model import BaseSettings, Entry
from assistant.matching.confidence import Judge
from assistant.matching.index_rows import Row, Vectors
from assistant.sanitize import safe_text

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any


LARGEST = 1e9
"""No weight, score or limit of an index comes near it, and its square is still a number."""


def unpacked(code: str, blob: bytes) -> array[Any]:
    """A blob as numbers of that type."""
    values = array(code)
    values.frombytes(blob)
    return values


def number(value: Any) -> float:
    """A value that must be a number of a size that can be reckoned with.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, (int, float)) and abs(value) <= LARGEST:
        return value
    raise ValueError("no number")


def whole(value: Any) -> int:
    """A value that must be a whole number.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, int):
        return value
    raise ValueError("no whole number")


def texts(values: Iterable[str]) -> None:
    """See that values are texts that have passed the gate, as all that a base holds has.

    Raises:
        TypeError: one is no text.
        ValueError: a terminal would obey one.
    """
    joined = " ".join(values).replace("\n", " ")
    if safe_text(joined) != joined:
        raise ValueError("a control character")


def settings_of(values: Sequence[Any]) -> BaseSettings:
    """A base's own threshold and margin."""
    threshold, margin = (value if value is None else number(value) for value in values)
    return BaseSettings(threshold, margin)


def vectors_of(sizes: bytes, members: bytes, lengths: bytes) -> Vectors:
    """The phrasings of an entry as features.

    Raises:
        ValueError: the three do not belong together.
    """
    vectors = Vectors(unpacked("H", sizes), unpacked("I", members), unpacked("f", lengths))
    fit = len(vectors.sizes) == len(vectors.lengths) and sum(vectors.sizes) == len(vectors.members)
    if not fit or not all(0 < length < math.inf for length in vectors.lengths):
        raise ValueError("no vectors")
    return vectors


def row_of(scale: Any, cells: bytes, classes: int) -> Row:
    """A fitted row with a cell for each class.

    Raises:
        ValueError: it has fewer or more.
    """
    if len(cells) != classes:
        raise ValueError("no row")
    return Row(number(scale), unpacked("b", cells))


def judge_of(values: Sequence[Any]) -> Judge:
    """A judge from its weights and its numbers."""
    weights, *numbers = values
    return Judge(tuple(map(number, weights)), *map(number, numbers))


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry from its row."""
    id, section, kind, question, body = row
    answer, variants, locator, quote, related, tags = json.loads(body)
    texts((id, question, answer, section, locator, quote, kind, *variants, *related, *tags))
    return Entry(
        id, question, answer, section, tuple(variants), locator, quote, tuple(related), kind, tuple(tags)
    )
