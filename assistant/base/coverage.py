"""Report how much of its source a base covers: entries per section, and sentences that no entry cites."""

from __future__ import annotations

from typing import NamedTuple

from assistant.base.loader import LoadedBase
from assistant.base.model import Entry
from assistant.base.source import collapse_whitespace, sentence_numbers, sentences


class SectionCount(NamedTuple):
    """The number of entries, phrasings and quotes in a section."""

    id: str
    title: str
    entries: int
    phrasings: int
    quotes: int


class Coverage(NamedTuple):
    """How much of its source a base covers."""

    sections: tuple[SectionCount, ...]
    """In the order of the base; entries without a section come last, with an empty id."""
    sentences: int
    """Number of sentences in the source; 0 if its text is not available."""
    uncited: tuple[tuple[int, str], ...]
    """(number from 1, text) of each sentence that no locator cites and no quote is from."""


def coverage(loaded: LoadedBase, source: str | None = None) -> Coverage:
    """Count the entries of each section, and find the sentences of the source that no entry cites.

    Args:
        loaded: The base.
        source: The text of the source; without it, only entries are counted.
    """
    base = loaded.base
    groups: dict[str, list[Entry]] = {section.id: [] for section in base.sections}
    for entry in base.entries:
        groups.setdefault(entry.section, []).append(entry)
    titles = {section.id: section.title for section in base.sections}
    rows = [_count(id, titles.get(id, ""), entries) for id, entries in groups.items()]
    locators = {section.id: section.locator for section in base.sections}
    cited_numbers: set[int] = set()
    for entry in base.entries:
        cited_numbers |= sentence_numbers(entry.locator or locators.get(entry.section, ""))
    found = sentences(source) if source is not None else []
    quotes = [quote for entry in base.entries if (quote := collapse_whitespace(entry.quote))]
    uncited = tuple(
        (at, text)
        for at, text in enumerate(found, 1)
        if at not in cited_numbers and not any(quote in text for quote in quotes)
    )
    return Coverage(tuple(rows), len(found), uncited)


def _count(id: str, title: str, entries: list[Entry]) -> SectionCount:
    phrasings = sum(len(entry.phrasings) for entry in entries)
    return SectionCount(id, title, len(entries), phrasings, sum(1 for entry in entries if entry.quote))
