"""How much of its source a base covers: what each section has, and which sentences nobody cites."""

from __future__ import annotations

from typing import NamedTuple

from assistant.base.loader import Loaded
from assistant.base.model import Entry
from assistant.base.source import sentence_numbers, sentences


class SectionCount(NamedTuple):
    """How much a base has to say about one section."""

    id: str
    title: str
    entries: int
    phrasings: int
    quotes: int


class Coverage(NamedTuple):
    """How much of the source a base covers."""

    sections: tuple[SectionCount, ...]
    """In the order of the base; what belongs to no section comes last, with an empty id."""
    sentences: int
    """Sentences of the source; 0 without its text."""
    uncited: tuple[tuple[int, str], ...]
    """Number and text of the sentences that no entry's locator names."""


def coverage(loaded: Loaded, source: str | None = None) -> Coverage:
    """Count what each section has, and find the sentences of the source that no entry cites.

    Args:
        loaded: The base.
        source: The source's text, when it is at hand.
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
    uncited = tuple((at, text) for at, text in enumerate(found, 1) if at not in cited_numbers)
    return Coverage(tuple(rows), len(found), uncited)


def _count(id: str, title: str, entries: list[Entry]) -> SectionCount:
    phrasings = sum(len(entry.phrasings) for entry in entries)
    return SectionCount(id, title, len(entries), phrasings, sum(1 for entry in entries if entry.quote))
