"""Compare the answers before and after a change to the base.

An answer changes if its status or its entries change. Scores and choices are not compared: both may
change with every training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from assistant.conversation.turn import AMBIGUOUS, LIKELY, NO_MATCH, NOT_IN_SOURCE, SMALL_TALK
from assistant.evaluation.labelled_question import LabelledFile
from assistant.evaluation.outcome import CHOICES, LIKELY_RIGHT, RIGHT, Outcome
from assistant.sanitize import safe_line

UNLABELLED = "asked before"
REMOVED = "a removed phrasing"
"""Used as the path of questions whose right answer is unknown."""
BETTER = "better"
WORSE = "worse"
LISTED = 20
"""Number of changed answers that are listed unless all are wanted."""
_ALSO = {
    NOT_IN_SOURCE: " (the source does not say)",
    SMALL_TALK: " (small talk)",
    LIKELY: " (as the closest match)",
}
_LEVELS = {RIGHT: 2, LIKELY_RIGHT: 1}
"""How good an outcome is; all others are equally bad."""


class Response(NamedTuple):
    """How a question was answered."""

    status: str
    """Status of the turn."""
    entries: tuple[str, ...] = ()
    """Ids of the entries given; several if a line asks several things."""
    offered: tuple[str, ...] = ()
    """Ids of the choices if the question is ambiguous; not compared."""

    @property
    def answer(self) -> tuple[str, tuple[str, ...]]:
        """The status and the entries, which are compared."""
        return self.status, self.entries


class AnswerChange(NamedTuple):
    """A question with a different answer."""

    question: str
    place: str
    """Where the question comes from: a line of a file, an entry or the history."""
    before: Response
    after: Response
    verdict: str = ""
    """``BETTER``, ``WORSE``, or empty if unknown or equally good."""


class Impact(NamedTuple):
    """The effect of a change."""

    asked: int
    """Number of compared questions."""
    changes: tuple[AnswerChange, ...] = ()
    """Questions with a different answer, the most important first."""
    notes: tuple[str, ...] = ()
    """What was left out, one line each."""

    @property
    def better(self) -> int:
        """Number of questions that are now answered right, or likely right instead of wrong."""
        return sum(change.verdict == BETTER for change in self.changes)

    @property
    def worse(self) -> int:
        """Number of questions that are no longer answered right, or only likely right."""
        return sum(change.verdict == WORSE for change in self.changes)

    @property
    def summary(self) -> str:
        """One line: how many answers change, and whether that is good."""
        if not self.changes:
            return f"None of {self.asked:,} questions gets another answer."
        questions = f"{self.asked:,} questions" if self.asked != 1 else "1 question"
        verb = "gets" if len(self.changes) == 1 else "get"
        text = f"{len(self.changes):,} of {questions} {verb} another answer"
        judged = [
            f"{count:,} {word}" for count, word in ((self.better, BETTER), (self.worse, WORSE)) if count
        ]
        return f"{text}: {', '.join(judged)}." if judged else f"{text}."

    def rest_text(self, listed: int) -> str:
        """Return how many changes come after those listed, and how many of them are worse."""
        rest = self.changes[listed:]
        worse = sum(change.verdict == WORSE for change in rest)
        return f"{len(rest):,} more{f', {worse:,} of them worse' if worse else ''}."

    def as_dict(self) -> dict[str, Any]:
        """Return the impact as a JSON object."""
        return {
            "asked": self.asked,
            "changed": len(self.changes),
            "better": self.better,
            "worse": self.worse,
            "questions": [
                {**change._asdict(), "before": change.before._asdict(), "after": change.after._asdict()}
                for change in self.changes
            ],
        }


def impact_from(found: dict[str, Any]) -> Impact:
    """Return an impact from its JSON object."""
    return Impact(found["asked"], tuple(_change_from(one) for one in found["questions"]))


def _change_from(found: dict[str, Any]) -> AnswerChange:
    before, after = (
        Response(one["status"], tuple(one["entries"]), tuple(one["offered"]))
        for one in (found["before"], found["after"])
    )
    return AnswerChange(**{**found, "before": before, "after": after})


def compare(
    files: Sequence[LabelledFile], before: Sequence[Sequence[Outcome]], after: Sequence[Sequence[Outcome]]
) -> Impact:
    """Find the questions with a different answer.

    Args:
        files: The questions; those without a path only set the topic of the next turn and are not compared.
        before: The outcomes of each file before the change.
        after: The outcomes of each file after it.
    """
    asked = 0
    changes: list[AnswerChange] = []
    for file, olds, news in zip(files, before, after, strict=True):
        for row, old, new in zip(file.rows, olds, news, strict=True):
            if not row.path:
                continue
            asked += 1
            was, now = response_of(old), response_of(new)
            if was.answer != now.answer:
                place = row.place if row.line else row.path
                changes.append(AnswerChange(row.question, place, was, now, _verdict(old, new)))
    return Impact(asked, tuple(sorted(changes, key=_rank)))


def _rank(change: AnswerChange) -> tuple[int, bool]:
    """Return the rank of a change: worse answers come first, then those of unknown quality, then better ones.

    Among those of equal quality, questions that lose their answer come first.
    """
    order = {WORSE: 0, BETTER: 3}
    unknown = 2 if change.place == REMOVED else 1
    return order.get(change.verdict, unknown), bool(change.after.entries)


def response_of(outcome: Outcome) -> Response:
    """Return the response of an outcome."""
    offered = tuple(entry for entry, _ in outcome.candidates[:CHOICES]) if outcome.status == AMBIGUOUS else ()
    return Response(outcome.status, outcome.answers, offered)


def _verdict(old: Outcome, new: Outcome) -> str:
    """Return whether the new answer is better or worse; empty if unknown or equally good."""
    if old.row.path in (UNLABELLED, REMOVED):
        return ""
    was, now = (_LEVELS.get(one.verdict, 0) for one in (old, new))
    return "" if was == now else BETTER if now > was else WORSE


def response_text(given: Response) -> str:
    """Return a response in words."""
    if given.status == AMBIGUOUS:
        return f"did you mean: {', '.join(safe_line(entry, 60) for entry in given.offered)}"
    if given.status == NO_MATCH:
        return "no answer"
    return " and ".join(safe_line(entry, 60) for entry in given.entries) + _ALSO.get(given.status, "")
