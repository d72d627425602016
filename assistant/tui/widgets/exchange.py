"""A question with its answers, independent of widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.conversation.turn import CHOOSING, Turn
from assistant.tui.page import Page
from assistant.tui.turn_page import State, answer_page, choices_of, choices_page, question_page
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

    def answers(self) -> list[tuple[Turn, State]]:
        """Return the answers: one, or two if the text contained two questions."""
        if self.turn is None:
            return []
        said = [self.turn, *self.turn.also]
        while len(self.states) < len(said):
            self.states.append(State())
        return list(zip(said, self.states, strict=False))

    def blocks(self, sections: Mapping[str, str]) -> list[Block]:
        """Return new widgets for the question and its answers."""
        answers = [AnswerBlock(turn, choices_of(turn, sections), state) for turn, state in self.answers()]
        return [QuestionBlock(self.question, self.note), *answers]

    def pages(self, sections: Mapping[str, str]) -> list[Page]:
        """Return the pages of its blocks, without widgets."""
        pages = [question_page(self.question, self.note)]
        for turn, state in self.answers():
            draw = choices_page if turn.status in CHOOSING else answer_page
            pages.append(draw(turn, choices_of(turn, sections), state))
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
