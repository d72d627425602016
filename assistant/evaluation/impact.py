"""What a change of the base does to the questions it answers: the same questions asked before and after.

Pure: outcomes in, what differs out. A question counts as answered otherwise when its status or the entries given
are others; scores move with every fit and matter to nobody, nor does the order of what is only offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from assistant.conversation.turn import AMBIGUOUS, NO_MATCH, NOT_IN_SOURCE, SMALL_TALK
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import CHOICES, RIGHT, Outcome
from assistant.sanitize import safe_line

UNLABELLED = "asked before"
TAKEN_OUT = "a phrasing taken out"
"""Paths of questions of which nobody has said what would be right."""
BETTER = "better"
WORSE = "worse"
_ALSO = {NOT_IN_SOURCE: " (the source does not say)", SMALL_TALK: " (small talk)"}


class Given(NamedTuple):
    """What a question got."""

    status: str
    """One of the turn's statuses."""
    entries: tuple[str, ...] = ()
    """The entries given; several when a line asked several things."""
    offered: tuple[str, ...] = ()
    """The entries offered when it was ambiguous; they tell, and do not count as an answer."""

    @property
    def answer(self) -> tuple[str, tuple[str, ...]]:
        """What makes one answer another."""
        return self.status, self.entries


class Shift(NamedTuple):
    """A question that gets another answer."""

    question: str
    place: str
    """Where the question comes from: a file with its line, an entry, the history."""
    before: Given
    after: Given
    verdict: str = ""
    """``BETTER`` or ``WORSE`` where it is known what would be right and that changed; else empty."""


class Impact(NamedTuple):
    """What a change does."""

    asked: int
    """Questions that were compared."""
    shifts: tuple[Shift, ...] = ()
    """Those answered otherwise, the worse first, then in the order they were asked."""
    notes: tuple[str, ...] = ()
    """What had to be left out, and why, a line each."""

    @property
    def better(self) -> int:
        """Questions that are answered rightly by now."""
        return sum(shift.verdict == BETTER for shift in self.shifts)

    @property
    def worse(self) -> int:
        """Questions that no longer are."""
        return sum(shift.verdict == WORSE for shift in self.shifts)

    @property
    def summary(self) -> str:
        """One line: how many questions are answered otherwise, and whether that is good."""
        if not self.shifts:
            return f"None of {self.asked:,} questions gets another answer."
        questions = f"{self.asked:,} questions" if self.asked != 1 else "1 question"
        verb = "gets" if len(self.shifts) == 1 else "get"
        text = f"{len(self.shifts):,} of {questions} {verb} another answer"
        judged = [
            f"{count:,} {word}" for count, word in ((self.better, BETTER), (self.worse, WORSE)) if count
        ]
        return f"{text}: {', '.join(judged)}." if judged else f"{text}."

    def as_dict(self) -> dict[str, Any]:
        """The impact as a JSON object."""
        return {
            "asked": self.asked,
            "changed": len(self.shifts),
            "better": self.better,
            "worse": self.worse,
            "questions": [
                {**shift._asdict(), "before": shift.before._asdict(), "after": shift.after._asdict()}
                for shift in self.shifts
            ],
        }


def impact_from(found: dict[str, Any]) -> Impact:
    """An impact from its JSON object."""
    return Impact(found["asked"], tuple(_shift_from(one) for one in found["questions"]))


def _shift_from(found: dict[str, Any]) -> Shift:
    before, after = (
        Given(one["status"], tuple(one["entries"]), tuple(one["offered"]))
        for one in (found["before"], found["after"])
    )
    return Shift(**{**found, "before": before, "after": after})


def compare(
    files: Sequence[LabelledFile], before: Sequence[Sequence[Outcome]], after: Sequence[Sequence[Outcome]]
) -> Impact:
    """Find the questions that are answered otherwise.

    Args:
        files: What was asked; rows without a path only lead up to the next turn and are not compared.
        before: The outcomes of each file before the change.
        after: The same after it.
    """
    asked = 0
    shifts: list[Shift] = []
    for file, olds, news in zip(files, before, after, strict=True):
        for row, old, new in zip(file.rows, olds, news, strict=True):
            if not row.path:
                continue
            asked += 1
            was, now = given(old), given(new)
            if was.answer != now.answer:
                place = row.place if row.line else row.path
                shifts.append(Shift(row.question, place, was, now, _verdict(old, new)))
    order = {WORSE: 0, BETTER: 2}
    return Impact(asked, tuple(sorted(shifts, key=lambda shift: order.get(shift.verdict, 1))))


def given(outcome: Outcome) -> Given:
    """What people got, from an outcome."""
    offered = tuple(entry for entry, _ in outcome.candidates[:CHOICES]) if outcome.status == AMBIGUOUS else ()
    return Given(outcome.status, outcome.answers, offered)


def _verdict(old: Outcome, new: Outcome) -> str:
    """Whether the new answer is better; empty when nobody has said what is right, or nothing changed in that."""
    if old.row.path in (UNLABELLED, TAKEN_OUT):
        return ""
    was, now = old.verdict == RIGHT, new.verdict == RIGHT
    return "" if was == now else BETTER if now else WORSE


def given_text(given: Given) -> str:
    """What a question got, in words."""
    if given.status == AMBIGUOUS:
        return f"did you mean: {', '.join(safe_line(entry, 60) for entry in given.offered)}"
    if given.status == NO_MATCH:
        return "no answer"
    return " and ".join(safe_line(entry, 60) for entry in given.entries) + _ALSO.get(given.status, "")
