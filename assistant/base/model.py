"""The question base as values: what every other room speaks of.

Named tuples rather than dataclasses: they are as frozen and as typed, and importing ``dataclasses`` alone
would cost a one-shot answer as much as everything else it loads.
"""

from __future__ import annotations

from assistant.record import Record

ANSWER = "answer"
NOT_IN_SOURCE = "not_in_source"
SMALL_TALK = "small_talk"
KINDS = (ANSWER, NOT_IN_SOURCE, SMALL_TALK)


class Source(Record):
    """Where the answers come from."""

    citation: str = ""
    url: str = ""


class Section(Record):
    """A part of the source that entries stand in."""

    id: str
    title: str
    locator: str = ""
    """Where in the source the section is, in words."""
    summary: str = ""
    """One line in the curator's words."""


class Entry(Record):
    """One question with its answer."""

    id: str
    question: str
    answer: str
    """Markdown."""
    section: str = ""
    """Id of its section; empty for small talk."""
    variants: tuple[str, ...] = ()
    """Other wordings of the same question."""
    locator: str = ""
    """Narrower than the section's; empty when the section's holds."""
    quote: str = ""
    """A few words found verbatim in the source."""
    related: tuple[str, ...] = ()
    """Ids of entries offered after the answer."""
    kind: str = ANSWER
    """One of ``KINDS``."""
    tags: tuple[str, ...] = ()

    @property
    def phrasings(self) -> tuple[str, ...]:
        """The question and its variants, in the order they are written."""
        return (self.question, *self.variants)


class BaseSettings(Record):
    """What a base says of its own decisions; ``None`` where it leaves them to be derived."""

    threshold: float | None = None
    """Lowest score (0-100) that is answered."""
    margin: float | None = None
    """Least lead (0-100) over the second candidate."""


class Base(Record):
    """A whole question base, checked."""

    title: str
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    language: str = ""
    source: Source = Source()
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words or short phrases that mean the same here."""
    decoys: tuple[str, ...] = ()
    """Questions in the base's own words that must not be answered."""
    settings: BaseSettings = BaseSettings()
