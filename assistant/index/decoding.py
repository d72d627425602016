"""From what stands in an index file to values: numbers and text, nothing that runs."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence

from assistant.base.model import Entry
from assistant.matching.judging import Judge

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any


def unpacked(code: str, blob: bytes) -> array[Any]:
    """A blob as numbers of that type."""
    values = array(code)
    values.frombytes(blob)
    return values


def judge_of(values: Sequence[Any]) -> Judge:
    """A judge from its weights and its numbers."""
    weights, *numbers = values
    return Judge(tuple(map(float, weights)), *map(float, numbers))


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry from its row."""
    id, section, kind, question, body = row
    answer, variants, locator, quote, related, tags = json.loads(body)
    return Entry(
        id, question, answer, section, tuple(variants), locator, quote, tuple(related), kind, tuple(tags)
    )
