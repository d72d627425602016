"""The outcome of a labelled question, and whether it is right.

There are three groups of questions:

- **in scope** (``expect`` names entries): right if the entry given is one of them;
- **gap** (``kind`` is ``gap``: the source does not say): right if the answer says so, or if there is no answer;
- **out of scope**, ``foreign`` in the JSON (``expect`` is empty): right if there is no answer; small talk does not
  count as one.
"""

from __future__ import annotations

from typing import NamedTuple

from assistant.conversation.turn import ANSWERED, NOT_IN_SOURCE, SMALL_TALK, Turn
from assistant.evaluation.labelled_question import GAP, LabelledQuestion

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
    FALSE: "answered although out of scope",
    HALF: "answered only in part",
    DECLINED: "not answered, right entry not offered",
    OFFERED: "not answered, right entry offered",
}
"""The kinds of misses, the worst first, with their names in reports."""

CHOICES = 3
"""Number of choices shown by default."""


class Outcome(NamedTuple):
    """A labelled question with its answer."""

    row: LabelledQuestion
    status: str
    """Status of the turn, or of its second answer if the first is small talk."""
    entry: str | None
    """The entry given by that turn or answer; None if it gave none."""
    answers: tuple[str, ...] = ()
    """All entries given, including those of ``also``."""
    candidates: tuple[tuple[str, float], ...] = ()
    """(entry, score 0-100), best first."""
    score: float = 0.0
    """Score of the first candidate, 0-100."""
    about: str | None = None
    """The topic of a follow-up."""
    milliseconds: float = 0.0
    """Time for the answer."""

    @property
    def group(self) -> str:
        """One of ``GROUPS``."""
        if self.row.kind.casefold() == GAP:
            return GAP
        return IN_SCOPE if self.row.expect else FOREIGN

    @property
    def given(self) -> bool:
        """Whether it was answered; out of scope, small talk is not an answer."""
        if self.status == SMALL_TALK:
            return self.group != FOREIGN
        return self.status in (ANSWERED, NOT_IN_SOURCE)

    @property
    def rank(self) -> int | None:
        """Rank of the first expected entry among the candidates, from 1; None if there is none."""
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
        """Return the verdict on a question that asks several things."""
        hits = {entry for entry in self.answers if entry in self.row.expected}
        if len(hits) >= 2 and all(hits.intersection(group) for group in self.row.expect):
            return RIGHT
        return HALF if hits and hits.issuperset(self.answers) else WRONG


def outcome_of(row: LabelledQuestion, turn: Turn, milliseconds: float = 0.0) -> Outcome:
    """Return the outcome of a turn; small talk before an answer ("hi, when did it end?") is skipped."""
    answers = [one for one in (turn, *turn.also) if one.entry is not None]
    substantial = [one for one in answers if one.status != SMALL_TALK]
    lead = (substantial or answers or [turn])[0]
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
