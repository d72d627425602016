"""The data model of a question base.

The classes are records, not dataclasses: importing ``dataclasses`` would double the start-up time of a one-shot answer.
"""

from __future__ import annotations

from assistant.record import Record

ANSWER = "answer"
NOT_IN_SOURCE = "not_in_source"
SMALL_TALK = "small_talk"
KINDS = (ANSWER, NOT_IN_SOURCE, SMALL_TALK)

QUESTION_LIMIT = 2000
"""Longest question or phrasing in characters; matching ignores the rest."""


class Source(Record):
    """The source that the answers come from."""

    citation: str = ""
    """How to cite it."""
    url: str = ""


class Section(Record):
    """A part of the source that entries belong to."""

    id: str
    title: str
    locator: str = ""
    """Where in the source the section is, such as "Summary, sentence 5"."""
    summary: str = ""
    """One line in the curator's own words."""


class Entry(Record):
    """One question with its answer."""

    id: str
    question: str
    answer: str
    """Markdown."""
    section: str = ""
    """Id of the section; only small talk may have none."""
    variants: tuple[str, ...] = ()
    """Other wordings of the same question."""
    locator: str = ""
    """Where in the source the answer is; empty if the locator of the section applies."""
    quote: str = ""
    """A few words found verbatim in the source."""
    related: tuple[str, ...] = ()
    """Ids of entries to offer after the answer."""
    kind: str = ANSWER
    """One of ``KINDS``."""
    tags: tuple[str, ...] = ()

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The question and its variants, in file order."""
        return (self.question, *self.variants)


class BaseSettings(Record):
    """Thresholds set in the base files; ``None`` leaves a value to the confidence model."""

    threshold: float | None = None
    """Lowest score (0-100) that is answered."""
    margin: float | None = None
    """Smallest lead (0-100) over the second candidate; with a smaller lead, choices are offered."""


class Base(Record):
    """A complete, valid question base."""

    title: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    language: str = ""
    source: Source = Source()
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words or short phrases with the same meaning in this base."""
    decoys: tuple[str, ...] = ()
    """Questions that use words of the base but must not be answered."""
    settings: BaseSettings = BaseSettings()
