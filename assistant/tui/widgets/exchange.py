"""A question and what came of it, as the transcript keeps it whether or not it is on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.conversation.turn import Turn
from assistant.tui.page import Page
from assistant.tui.turn_page import CHOOSING, State, answer_page, choices_page, parts_of, question_page
from assistant.tui.widgets.answer import AnswerBlock, QuestionBlock
from assistant.tui.widgets.block import Block


@dataclass
class Exchange:
    """One question, its answer or answers, and what happened to them since."""

    question: str
    note: str = ""
    """What to say about the question, such as that it was cut."""
    turn: Turn | None = None
    """``None`` until it is answered."""
    states: list[State] = field(default_factory=list)
    """One for each answer."""

    def answers(self) -> list[tuple[Turn, State]]:
        """What was said to it: one answer, or two when one line asked two things."""
        if self.turn is None:
            return []
        said = [self.turn, *self.turn.also]
        while len(self.states) < len(said):
            self.states.append(State())
        return list(zip(said, self.states, strict=False))

    def blocks(self, sections: Mapping[str, str]) -> list[Block]:
        """Its widgets, freshly made."""
        answers = [AnswerBlock(turn, parts_of(turn, sections), state) for turn, state in self.answers()]
        return [QuestionBlock(self.question, self.note), *answers]

    def pages(self, sections: Mapping[str, str]) -> list[Page]:
        """The words of its blocks, without widgets."""
        pages = [question_page(self.question, self.note)]
        for turn, state in self.answers():
            draw = choices_page if turn.status in CHOOSING else answer_page
            pages.append(draw(turn, parts_of(turn, sections), state))
        return pages


class Find(NamedTuple):
    """Where words were found in a conversation."""

    exchange: int
    block: int
    """0 for the question, then the answers."""
    number: int
    """Which of the finds in that block."""


def needle_of(words: str) -> re.Pattern[str] | None:
    """The words to find as a pattern: as typed, but for case and the kind of space between them."""
    parts = words.split()
    return re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE) if parts else None


def find_all(
    exchanges: Sequence[Exchange], needle: re.Pattern[str], sections: Mapping[str, str]
) -> list[Find]:
    """Every find in a conversation, first to last; may run off the event loop."""
    finds: list[Find] = []
    for place, exchange in enumerate(exchanges):
        for block, page in enumerate(exchange.pages(sections)):
            count = sum(len(needle.findall(paragraph.text.plain)) for paragraph in page.paragraphs)
            finds.extend(Find(place, block, number) for number in range(count))
    return finds
