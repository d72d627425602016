"""The text that a base is written from: which quotes stand in it, and which of its sentences are cited."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from assistant.base.files import Refused, read_bytes, shown
from assistant.errors import BaseError, Problem

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])")
_NUMBERS = re.compile(r"\bsentences?\s+(\d[\d\s,–-]*(?:(?:and|to|&)\s*\d[\d\s,–-]*)*)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)(?:\s*(?:[–-]|to)\s*(\d+))?")
_LONGEST_RANGE = 1000
"""A range of more sentences than this is a slip of the pen."""


def read_source(path: Path) -> str:
    """Read the source's text.

    Raises:
        BaseError: It cannot be read, or is not UTF-8.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except Refused as error:
        raise BaseError([error.problem]) from error
    except UnicodeDecodeError as error:
        message = f"the source is not UTF-8: byte number {error.start + 1}"
        raise BaseError(
            [Problem(shown(path), 0, 0, "not-utf-8", message, "Save the file as UTF-8.")]
        ) from error


def flattened(text: str) -> str:
    """A text in one Unicode form with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def sentences(source: str, part: str = "Summary") -> list[str]:
    """The sentences of a part of the source, in order.

    Args:
        source: The source's text.
        part: The word and colon that the part's line begins with; without such a line, all of the text is
            taken.
    """
    found = re.search(rf"^{re.escape(part)}:[ \t|]*(.*?)[ \t|]*$", source, re.MULTILINE)
    text = flattened(found.group(1) if found else source)
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def sentence_numbers(locator: str) -> set[int]:
    """The sentences a locator names: "Summary, sentences 2-4 and 7" are 2, 3, 4 and 7."""
    numbers: set[int] = set()
    for group in _NUMBERS.findall(locator):
        for first, last in _RANGE.findall(group):
            low, high = int(first[:9]), int((last or first)[:9])
            numbers.update(range(low, min(high, low + _LONGEST_RANGE) + 1))
    return numbers
