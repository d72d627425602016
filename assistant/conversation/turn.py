"""A turn of a conversation: the question, the answer, its candidates, its source and the explanation.

Every interface shows these values; ``Turn.as_dict`` is the JSON that scripts rely on.
"""

from __future__ import annotations

from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any

ANSWERED = "answered"
LIKELY = "likely"
NOT_IN_SOURCE = "not_in_source"
SMALL_TALK = "small_talk"
AMBIGUOUS = "ambiguous"
NO_MATCH = "no_match"
STATUSES = (ANSWERED, LIKELY, NOT_IN_SOURCE, SMALL_TALK, AMBIGUOUS, NO_MATCH)
CHOOSING = (AMBIGUOUS, NO_MATCH)
CLOSE = 10.0
"""Lowest score (0-100) of a candidate that people see when nothing matches; the others are noise."""
"""Statuses of a turn that offers questions instead of an answer."""
UNCERTAIN = (LIKELY, *CHOOSING)
"""Statuses of a turn without a confident answer."""
LANGUAGE = "language"
"""The reason if the question is in another language than the base."""


class Candidate(Record):
    """An entry that may answer the question."""

    entry: str
    question: str
    matched: str
    """The most similar phrasing of the entry."""
    score: float
    """Calibrated probability in percent that the entry is right, 0-100."""
    excerpt: str = ""
    """The first sentence of its answer, as plain text."""


class Citation(Record):
    """Where in the source an answer comes from."""

    section: str
    title: str
    locator: str
    quote: str
    url: str


class ScorePart(Record):
    """A signal of the score, for ``--explain``: its name, its value and what it means."""

    name: str
    value: float
    note: str = ""


class Explanation(Record):
    """Why a question was answered, answered with the closest match, offered choices or declined."""

    parts: tuple[ScorePart, ...]
    """The signals of the first candidate."""
    guards: tuple[str, ...]
    """Why the score of the first candidate was adjusted."""
    threshold: float
    margin: float
    runner_up: Candidate | None
    reason: str
    """The reason for the decision."""
    words: tuple[tuple[str, str], ...] = ()
    """How each word was understood: (typed, understood)."""
    likely_threshold: float = 0.0
    """Lowest score of a likely answer."""
    uncovered: tuple[str, ...] = ()
    """The content words, as typed, that the first candidate does not cover."""


class Turn(Record):
    """A question and its answer."""

    question: str
    status: str
    """One of ``STATUSES``."""
    entry: str | None = None
    matched: str | None = None
    answer: str | None = None
    """Markdown."""
    source: Citation | None = None
    score: float = 0.0
    """Score of the first candidate, 0-100; 0 if there is none."""
    candidates: tuple[Candidate, ...] = ()
    also: tuple[Turn, ...] = ()
    """The second answer, if the text contains two questions."""
    about: str | None = None
    """The topic of a follow-up; ``None`` if the question stands alone."""
    related: tuple[tuple[str, str], ...] = ()
    """Related questions to ask next: (entry id, question)."""
    explanation: Explanation | None = None
    kind: str | None = None
    """Kind of the entry; it tells a likely answer from a likely "the source does not say"."""
    reason: str | None = None
    """Why there is no answer, where more can be said than that nothing is close."""
    part: str | None = None
    """The part of the text that it answers, if the text contains two questions."""
    languages: tuple[str, str] | None = None
    """The languages of the question and of the base (ISO 639-1, "" if unknown), if the reason is ``LANGUAGE``."""

    @property
    def source_is_silent(self) -> bool:
        """Whether the answer is that the source does not say."""
        return NOT_IN_SOURCE in (self.status, self.kind)

    @property
    def choices(self) -> tuple[Candidate, ...]:
        """The candidates to choose from; after a likely answer, the alternatives to it; none in another language."""
        if self.reason == LANGUAGE:
            return ()
        if self.status == NO_MATCH:
            return tuple(one for one in self.candidates if one.score >= CLOSE)
        if self.status == AMBIGUOUS:
            return self.candidates
        return self.candidates[1:] if self.status == LIKELY else ()

    @property
    def numbered(self) -> list[str]:
        """The questions that the screen numbers, those of a second answer included."""
        offered = [
            (*(c.question for c in one.choices), *(q for _, q in one.related)) for one in (self, *self.also)
        ]
        return [question for questions in offered for question in questions]

    def as_dict(self) -> dict[str, Any]:
        """Return the turn as the documented JSON object."""
        also = [turn.as_dict() for turn in self.also]
        for turn in also:
            del turn["also"]
        return {
            "question": self.question,
            "status": self.status,
            "kind": self.kind,
            "entry": self.entry,
            "matched": self.matched,
            "answer": self.answer,
            "source": self.source._asdict() if self.source else None,
            "score": self.score,
            "reason": self.reason,
            "candidates": [candidate._asdict() for candidate in self.candidates],
            "also": also,
        }
