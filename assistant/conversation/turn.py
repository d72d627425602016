"""What one question gives: the turn, with its candidates, its source and the reasons.

The values that every face shows (one-shot, plain mode, chat, Python) and whose ``as_dict`` is the JSON
that scripts rely on. Named tuples, because importing ``dataclasses`` would cost a one-shot answer dearly.
"""

from __future__ import annotations

from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from typing import Any

ANSWERED = "answered"
NOT_IN_SOURCE = "not_in_source"
SMALL_TALK = "small_talk"
AMBIGUOUS = "ambiguous"
NO_MATCH = "no_match"
STATUSES = (ANSWERED, NOT_IN_SOURCE, SMALL_TALK, AMBIGUOUS, NO_MATCH)


class Candidate(Record):
    """An entry that may be what was asked."""

    entry: str
    question: str
    matched: str
    """The phrasing of the entry that is nearest to the query."""
    score: float
    """0-100, calibrated: the chance in percent that this entry is right."""


class Citation(Record):
    """Where an answer rests in the source."""

    section: str
    title: str
    locator: str
    quote: str
    url: str


class Part(Record):
    """One part of a score, for ``--explain``: a name in the field's words, a number, and what it means here."""

    name: str
    value: float
    note: str = ""


class Explanation(Record):
    """Why a turn came out as it did."""

    parts: tuple[Part, ...]
    """The parts of the first candidate's score."""
    guards: tuple[str, ...]
    """The guards that fired, in words."""
    threshold: float
    margin: float
    runner_up: Candidate | None
    reason: str
    """One sentence: why it was answered, offered or declined."""
    words: tuple[tuple[str, str], ...] = ()
    """How each word of the question was read: (as typed, as understood)."""


class Turn(Record):
    """One question and what came of it."""

    question: str
    status: str
    """One of ``STATUSES``."""
    entry: str | None = None
    matched: str | None = None
    answer: str | None = None
    """Markdown."""
    source: Citation | None = None
    score: float = 0.0
    """That of the first candidate, 0-100; 0 when there is none."""
    candidates: tuple[Candidate, ...] = ()
    also: tuple[Turn, ...] = ()
    """The second answer when one line asks two things."""
    about: str | None = None
    """What a follow-up was taken to be about; ``None`` when it stood on its own."""
    related: tuple[tuple[str, str], ...] = ()
    """What to ask next: (entry id, question)."""
    explanation: Explanation | None = None

    def as_dict(self) -> dict[str, Any]:
        """The turn as the JSON object of the contract, keys in its order."""
        plain = {
            "question": self.question,
            "status": self.status,
            "entry": self.entry,
            "matched": self.matched,
            "answer": self.answer,
            "source": self.source._asdict() if self.source else None,
            "score": self.score,
            "candidates": [candidate._asdict() for candidate in self.candidates],
        }
        also = []
        for turn in self.also:
            second = turn.as_dict()
            del second["also"]
            also.append(second)
        plain["also"] = also
        return plain
