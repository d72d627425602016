"""What came of one labelled question, and whether that was right. Pure: no base, no file, no clock.

Questions fall into three groups, because being right means something else in each:

- **in scope** (``expect`` names entries): right when the entry given is one of them;
- **gap** (``kind`` is ``gap``: the source does not say): right when that is said, or nothing is answered;
- **foreign** (``expect`` is empty): right when nothing is answered. A greeting in return is no answer.
"""

from __future__ import annotations

from typing import NamedTuple

from assistant.conversation.turn import ANSWERED, NOT_IN_SOURCE, SMALL_TALK, Turn
from assistant.evaluation.labelled_question import GAP, Labelled

IN_SCOPE = "in_scope"
FOREIGN = "foreign"
GROUPS = (IN_SCOPE, GAP, FOREIGN)

RIGHT = "right"
WRONG = "wrong"
HALF = "half"
OFFERED = "offered"
DECLINED = "declined"
FALSE = "false"
VERDICTS = {
    WRONG: "answered wrong",
    FALSE: "answered what must not be",
    HALF: "answered only in part",
    DECLINED: "not answered, right entry not offered",
    OFFERED: "not answered, right entry offered",
}
"""What can go wrong, the worst first, and what people are told it is."""

CHOICES = 3
"""How many candidates people are shown as choices unless they ask for more."""


class Outcome(NamedTuple):
    """One labelled question, asked."""

    row: Labelled
    status: str
    """Status of the turn, or of its second answer when the first only returned a greeting."""
    entry: str | None
    """The entry given, by the same rule."""
    answers: tuple[str, ...] = ()
    """Every entry given: the turn's and its ``also``'s."""
    candidates: tuple[tuple[str, float], ...] = ()
    """(entry, score 0-100), best first."""
    score: float = 0.0
    """0-100; that of the first candidate."""
    about: str | None = None
    """What a follow-up was taken to be about."""
    milliseconds: float = 0.0
    """How long the answer took."""

    @property
    def group(self) -> str:
        """One of ``GROUPS``."""
        if self.row.kind.casefold() == GAP:
            return GAP
        return IN_SCOPE if self.row.expect else FOREIGN

    @property
    def given(self) -> bool:
        """Whether it was answered; to a foreign question a greeting is no answer."""
        if self.status == SMALL_TALK:
            return self.group != FOREIGN
        return self.status in (ANSWERED, NOT_IN_SOURCE)

    @property
    def rank(self) -> int | None:
        """Place of the first expected entry among the candidates, from 1; None when it is not among them."""
        expected = self.row.expected
        places = enumerate((entry for entry, _ in self.candidates), 1)
        return next((place for place, entry in places if entry in expected), None)

    @property
    def verdict(self) -> str:
        """``RIGHT`` or one of ``VERDICTS``."""
        if self.group == FOREIGN:
            return FALSE if self.given else RIGHT
        if self.row.every and self.answers:
            return self._verdict_on_all()
        if self.entry in self.row.expected:
            return RIGHT
        if self.group == GAP:
            return RIGHT if self.status == NOT_IN_SOURCE or not self.given else WRONG
        if self.given:
            return WRONG
        return OFFERED if self.rank is not None and self.rank <= CHOICES else DECLINED

    def _verdict_on_all(self) -> str:
        """Whether each of several things asked was answered, by two different entries at least."""
        hits = {entry for entry in self.answers if entry in self.row.expected}
        if len(hits) >= 2 and all(hits.intersection(group) for group in self.row.expect):
            return RIGHT
        return HALF if hits and hits.issuperset(self.answers) else WRONG


def outcome_of(row: Labelled, turn: Turn, milliseconds: float = 0.0) -> Outcome:
    """What a turn makes of a labelled question.

    A greeting that only precedes an answer ("hi, when did it end?") does not count as the entry given.
    """
    answers = [one for one in (turn, *turn.also) if one.entry is not None]
    telling = [one for one in answers if one.status != SMALL_TALK]
    lead = (telling or answers or [turn])[0]
    return Outcome(
        row,
        lead.status,
        lead.entry,
        tuple(one.entry for one in answers if one.entry is not None),
        tuple((candidate.entry, candidate.score) for candidate in lead.candidates),
        lead.score,
        turn.about,
        milliseconds,
    )
