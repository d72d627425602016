"""What a reader found in an FAQ: questions with their answers, and what it could not use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from assistant.base.decoding import CONTROL
from assistant.base.model import QUESTION_LIMIT
from assistant.base.problems import in_quotes
from assistant.base.validation import MAX_TEXT
from assistant.errors import Problem
from assistant.sanitize import safe_text


class FoundQuestion(NamedTuple):
    """A question of an FAQ with its answer."""

    question: str
    answer: str
    """Markdown."""
    path: str
    """The file as messages show it."""
    line: int
    """Line of the question, from 1."""
    variants: tuple[str, ...] = ()
    section: str = ""
    """Title of the section; empty outside of sections."""
    id: str = ""
    """The id that the FAQ gives it; usually empty."""

    @property
    def place(self) -> str:
        """The place for messages."""
        return f"{self.path}:{self.line}"


class Found:
    """Collects the questions and the problems of one file."""

    def __init__(self, path: str) -> None:
        self.path = path
        """The file as messages show it."""
        self.title = ""
        self.questions: list[FoundQuestion] = []
        self.problems: list[Problem] = []

    def add(
        self,
        line: int,
        question: str,
        answer: str,
        variants: Iterable[str] = (),
        section: str = "",
        id: str = "",
    ) -> None:
        """Add a question, or report what is missing or too long."""
        question, answer = one_line(question), clean_answer(answer)
        if not question:
            self.skip(line, "no-question", "an answer without a question", "Write the question.")
        elif not answer:
            self.skip(line, "no-answer", f"{in_quotes(question)} has no answer", "Write an answer below it.")
        elif not any(map(str.isalnum, question)):
            message = f"the question {in_quotes(question)} has no letter or digit"
            self.skip(line, "no-question", message, "Write the question in words.")
        elif len(question) > QUESTION_LIMIT:
            message = f"the question {in_quotes(question)} is longer than {QUESTION_LIMIT:,} characters"
            self.skip(line, "too-long", message, "Shorten it.")
        elif len(answer) > MAX_TEXT:
            message = f"the answer to {in_quotes(question)} is longer than {MAX_TEXT:,} characters"
            self.skip(line, "too-long", message, "Split it into several questions.")
        else:
            others = dict.fromkeys(text for text in map(one_line, variants) if text and text != question)
            usable = tuple(text for text in others if len(text) <= QUESTION_LIMIT)
            found = FoundQuestion(question, answer, self.path, line, usable, one_line(section), one_line(id))
            self.questions.append(found)

    def skip(self, line: int, rule: str, message: str, remedy: str) -> None:
        """Report something that is not imported; ``line`` is 0 for the whole file."""
        self.problems.append(Problem(self.path, line, 1, rule, message, remedy, "warning"))

    def fail(self, line: int, rule: str, message: str, remedy: str) -> None:
        """Report that the file, or the rest of it, cannot be read."""
        self.problems.append(Problem(self.path, line, 1, rule, message, remedy))


def one_line(text: str) -> str:
    """Return a text as it is stored on one line: safe, and with single spaces."""
    return " ".join(_safe(text).split())


def clean_answer(text: str) -> str:
    """Return an answer as it is stored: safe, without blank lines around it or spaces on blank lines."""
    lines = ("" if line.isspace() else line for line in _safe(text).split("\n"))
    return re.sub(r"\A\n+|\s+\Z", "", "\n".join(lines))


def _safe(text: str) -> str:
    return CONTROL.sub("", safe_text(text.replace("\r\n", "\n").replace("\r", "\n")))
