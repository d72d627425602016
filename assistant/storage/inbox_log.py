"""What the lines of the inbox come to: which questions are open, and which steps stand.

Pure: lines in, values out. Nothing that stands in a line is trusted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assistant.sanitize import safe_text
from assistant.storage.json_lines import Line
from assistant.storage.reasons import (
    ACCEPT,
    AMBIGUOUS,
    DECLINED,
    DISMISS,
    LONGEST,
    NEW,
    NONE_OF_THESE,
    PICKED,
    REASONS,
    UNDO,
    WRONG,
    asked_text,
    same,
)


class Missed(NamedTuple):
    """A question as it was asked, still open."""

    number: int
    """Of its line; it never changes."""
    at: str
    """When, in UTC (ISO 8601)."""
    question: str
    reason: str
    """One of ``REASONS``."""
    near: tuple[tuple[str, float], ...] = ()
    """The candidates, best first: entry id and score 0-100."""
    entry: str = ""
    """The entry that was given as the answer, when that was wrong."""
    about: str = ""
    """What a follow-up was taken to be about."""
    base: str = ""
    """The question base it was asked of."""


class Step(NamedTuple):
    """What was done about some questions."""

    number: int
    """Of its line; it never changes."""
    act: str
    """``accept``, ``new`` or ``dismiss``."""
    questions: tuple[str, ...]
    """The questions it settles, as :func:`same` has them."""
    change: Mapping[str, Any]
    """What it did to a base file, for undoing it; empty when it did nothing."""

    @property
    def told(self) -> str:
        """What it was about, in words."""
        return "; ".join(self.questions[:3]) or _text(self.change.get("wording"))


class Kept(NamedTuple):
    """What the inbox holds."""

    missed: list[Missed]
    """The open questions, oldest first."""
    steps: list[Step]
    """The steps that stand, oldest first."""


class _Asked:
    """The questions in the order they were asked, and where the askings of each stand."""

    def __init__(self) -> None:
        self.all: list[Missed | None] = []
        self._places: dict[str, list[int]] = {}

    def add(self, missed: Missed) -> None:
        """Add a question; a judgement on the question just asked is not a second asking."""
        known = same(missed.question)
        if missed.reason in (NONE_OF_THESE, WRONG):
            self.take_out(known, (DECLINED, AMBIGUOUS))
        self._places.setdefault(known, []).append(len(self.all))
        self.all.append(missed)

    def take_out(self, known: str, reasons: Sequence[str]) -> None:
        """Take out the newest asking of a question, if it was kept for one of the reasons."""
        places = self._places.get(known)
        last = self.all[places[-1]] if places else None
        if places and last is not None and last.reason in reasons:
            self.all[places.pop()] = None


def folded(lines: Iterable[Line]) -> Kept:
    """What is open after all lines, read in order."""
    asked = _Asked()
    steps: dict[int, Step] = {}
    for line in lines:
        act = line.value.get("act")
        known = _texts(line.value.get("questions"))
        if act is None:
            missed = _missed(line)
            if missed is not None:
                asked.add(missed)
        elif act == PICKED:
            for question in known:
                asked.take_out(question, (AMBIGUOUS,))
        elif act == UNDO:
            number = line.value.get("step")
            steps.pop(number if isinstance(number, int) else 0, None)
        elif act in (ACCEPT, NEW, DISMISS):
            change = line.value.get("change")
            steps[line.number] = Step(line.number, act, known, change if isinstance(change, dict) else {})
    return Kept(_open([one for one in asked.all if one is not None], steps.values()), list(steps.values()))


def _open(asked: Iterable[Missed], steps: Iterable[Step]) -> list[Missed]:
    """The questions that no step settles."""
    settled: dict[str, float] = {}
    for step in steps:
        # What was dismissed stays so; what was given an answer and is missed again is open again.
        until = math.inf if step.act == DISMISS else step.number
        for question in step.questions:
            settled[question] = max(until, settled.get(question, 0))
    return [one for one in asked if one.number > settled.get(same(one.question), 0)]


def _missed(line: Line) -> Missed | None:
    """A line as a question; ``None`` when it is none."""
    value = line.value
    question, reason = value.get("question"), value.get("reason")
    if not isinstance(question, str) or reason not in REASONS or not asked_text(question):
        return None
    near = value.get("near")
    return Missed(
        line.number,
        _text(value.get("at")),
        asked_text(question),
        str(reason),
        tuple(_near(near)) if isinstance(near, list) else (),
        _text(value.get("entry")),
        _text(value.get("about")),
        _text(value.get("base")),
    )


def _near(near: Iterable[object]) -> Iterator[tuple[str, float]]:
    for pair in near:
        match pair:
            case [str(id), int(score) | float(score)] if 0 <= score <= 100:
                yield safe_text(id), float(score)


def _text(value: object) -> str:
    return safe_text(value[:LONGEST]) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
