"""A question with its answers, independent of widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.conversation.turn import CHOOSING, Turn
from assistant.tui.page import Page
from assistant.tui.turn_page import (
    Choice,
    State,
    answer_page,
    choices_of,
    choices_page,
    digit_count,
    question_page,
)
from assistant.tui.widgets.answer import AnswerBlock, QuestionBlock
from assistant.tui.widgets.block import Block


@dataclass
class Exchange:
    """A question, its answers and their state."""

    question: str
    note: str = ""
    """A note on the question, such as that it was truncated."""
    turn: Turn | None = None
    """``None`` until it is answered."""
    states: list[State] = field(default_factory=list)
    """The state of each answer."""

    def answers(self, sections: Mapping[str, str]) -> list[tuple[Turn, tuple[Choice, ...], State]]:
        """Return the answers, one, or two if the text contained two questions, with their choices and states.

        The choices of both are numbered in one sequence.
        """
        if self.turn is None:
            return []
        answers = []
        first = 1
        for place, turn in enumerate((self.turn, *self.turn.also)):
            if place == len(self.states):
                self.states.append(State())
            state, choices = self.states[place], choices_of(turn, sections)
            state.first = first
            first += digit_count(choices, first)
            answers.append((turn, choices, state))
        return answers

    def numbered_choices(self, sections: Mapping[str, str]) -> list[tuple[int, Choice]]:
        """Return the choices that have a digit, in order, each with the number of its block."""
        return [
            (block, choice)
            for block, (_, choices, state) in enumerate(self.answers(sections), 1)
            for choice in choices[: digit_count(choices, state.first)]
        ]

    def blocks(self, sections: Mapping[str, str]) -> list[Block]:
        """Return new widgets for the question and its answers."""
        answers = [AnswerBlock(*answer) for answer in self.answers(sections)]
        return [QuestionBlock(self.question, self.note), *answers]

    def pages(self, sections: Mapping[str, str]) -> list[Page]:
        """Return the pages of its blocks, without widgets."""
        pages = [question_page(self.question, self.note)]
        for turn, choices, state in self.answers(sections):
            draw = choices_page if turn.status in CHOOSING else answer_page
            pages.append(draw(turn, choices, state))
        return pages


class Find(NamedTuple):
    """A match in a conversation."""

    exchange: int
    block: int
    """0 for the question, from 1 for the answers."""
    number: int
    """Number of the match in that block."""


def search_pattern(words: str) -> re.Pattern[str] | None:
    """Return a pattern for words, ignoring case and kinds of white space."""
    parts = words.split()
    return re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE) if parts else None


def find_matches(
    exchanges: Sequence[Exchange], needle: re.Pattern[str], sections: Mapping[str, str]
) -> list[Find]:
    """Return all matches in a conversation, in order; may run off the event loop."""
    finds: list[Find] = []
    for place, exchange in enumerate(exchanges):
        for block, page in enumerate(exchange.pages(sections)):
            count = sum(len(needle.findall(paragraph.text.plain)) for paragraph in page.paragraphs)
            finds.extend(Find(place, block, number) for number in range(count))
    return finds
