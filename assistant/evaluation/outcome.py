"""The outcome of a labelled question, and whether it is right.

There are three groups of questions:

- **in scope** (``expect`` names entries): right if the entry given is one of them;
- **gap** (``kind`` is ``gap``: the source does not say): right if the answer says so, or if there is no answer;
- **out of scope**, ``foreign`` in the JSON (``expect`` is empty): right if there is no answer; small talk does not
  count as one.

A likely answer is judged by the same rules, with verdicts of its own.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from assistant.conversation.turn import ANSWERED, LIKELY, NOT_IN_SOURCE, SMALL_TALK, Turn
from assistant.evaluation.labelled_question import GAP, LabelledQuestion

IN_SCOPE = "in_scope"
FOREIGN = "foreign"
GROUPS = (IN_SCOPE, GAP, FOREIGN)

RIGHT = "right"
LIKELY_RIGHT = "likely_right"
WRONG = "wrong"
LIKELY_WRONG = "likely_wrong"
HALF = "half"
OFFERED = "offered"
DECLINED = "declined"
FALSE = "false"
LIKELY_FALSE = "likely_false"
GOOD = (RIGHT, LIKELY_RIGHT)
"""The verdicts that are not misses."""
VERDICTS = {
    WRONG: "answered wrong",
    FALSE: "answered although out of scope",
    HALF: "answered only in part",
    LIKELY_WRONG: "likely, but wrong",
    LIKELY_FALSE: "likely, although out of scope",
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
    silent: bool = False
    """Whether the answer, certain or likely, is that the source does not say."""
    denied: bool = False
    """Whether that was asserted although every expected entry states something."""

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
    def likely(self) -> bool:
        """Whether it was answered with the closest match."""
        return self.status == LIKELY

    @property
    def rank(self) -> int | None:
        """Rank of the first expected entry among the candidates, from 1; None if there is none."""
        expected = self.row.expected
        places = enumerate((entry for entry, _ in self.candidates), 1)
        return next((place for place, entry in places if entry in expected), None)

    @property
    def verdict(self) -> str:
        """One of ``GOOD`` or ``VERDICTS``."""
        right, wrong = (LIKELY_RIGHT, LIKELY_WRONG) if self.likely else (RIGHT, WRONG)
        shown = self.given or self.likely
        if self.group == FOREIGN:
            return LIKELY_FALSE if self.likely else FALSE if self.given else RIGHT
        if self.row.every and self.answers:
            return self._verdict_on_all(right, wrong)
        if self.entry in self.row.expected:
            return right
        if self.group == GAP:
            return right if self.silent or not shown else wrong
        if shown:
            return wrong
        return OFFERED if self.rank is not None and self.rank <= CHOICES else DECLINED

    def _verdict_on_all(self, right: str, wrong: str) -> str:
        """Return the verdict on a question that asks several things: right, wrong or ``HALF``."""
        hits = {entry for entry in self.answers if entry in self.row.expected}
        if len(hits) >= 2 and all(hits.intersection(group) for group in self.row.expect):
            return right
        return HALF if hits and hits.issuperset(self.answers) else wrong


def outcome_of(
    row: LabelledQuestion, turn: Turn, milliseconds: float = 0.0, gaps: Container[str] = ()
) -> Outcome:
    """Return the outcome of a turn; small talk before an answer ("hi, when did it end?") is skipped.

    Args:
        row: The labelled question.
        turn: The turn.
        milliseconds: Time for the answer.
        gaps: Ids of the entries which say that the source does not say.
    """
    answers = [one for one in (turn, *turn.also) if one.entry is not None]
    substantial = [one for one in answers if one.status != SMALL_TALK]
    lead = (substantial or answers or [turn])[0]
    stated = bool(row.expected) and not any(entry in gaps for entry in row.expected)
    return Outcome(
        row,
        lead.status,
        lead.entry,
        tuple(one.entry for one in answers if one.entry is not None),
        tuple((candidate.entry, candidate.score) for candidate in lead.candidates),
        lead.score,
        turn.about,
        milliseconds,
        silent=lead.source_is_silent,
        denied=lead.status == NOT_IN_SOURCE and stated,
    )
