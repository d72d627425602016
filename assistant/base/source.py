"""Read the source of a base, split it into sentences, and find the sentences that locators cite."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from assistant.base.files import FileProblem, display_path, read_bytes
from assistant.errors import BaseError, Problem

_SUMMARY = re.compile(r"^Summary:[ \t|]*(.*?)[ \t|]*$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[^\W\d_a-z])")
_NUMBERS = re.compile(r"\bsentences?\s+(\d[\d\s,–-]*(?:(?:and|to|&)\s*\d[\d\s,–-]*)*)", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)(?:\s*(?:[–-]|to)\s*(\d+))?")
_LONGEST_RANGE = 1000
"""Longest range of sentences; a longer one is probably a typo and is cut off."""


def read_source(path: Path) -> str:
    """Read the text of the source.

    Raises:
        BaseError: The file cannot be read, or is not UTF-8.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except FileProblem as error:
        raise BaseError([error.problem]) from error
    except UnicodeDecodeError as error:
        message = f"the source is not UTF-8: byte {error.start + 1} is invalid"
        raise BaseError(
            [Problem(display_path(path), 0, 0, "not-utf-8", message, "Save the file as UTF-8.")]
        ) from error


def collapse_whitespace(text: str) -> str:
    """Return a text in Unicode form NFC, with every run of white space replaced by one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def sentences(source: str) -> list[str]:
    """Return the sentences of the summary in a source, or of the whole source if it has none."""
    found = _SUMMARY.search(source)
    text = collapse_whitespace(found.group(1) if found else source)
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence]


def sentence_numbers(locator: str) -> set[int]:
    """Return the sentences that a locator cites: "Summary, sentences 2-4 and 7" cites 2, 3, 4 and 7."""
    numbers: set[int] = set()
    for group in _NUMBERS.findall(locator):
        for first, last in _RANGE.findall(group):
            low, high = int(first[:9]), int((last or first)[:9])
            numbers.update(range(low, min(high, low + _LONGEST_RANGE) + 1))
    return numbers
