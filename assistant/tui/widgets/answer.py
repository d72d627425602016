"""What was said: questions and answers."""

from __future__ import annotations

from assistant.conversation.turn import Turn
from assistant.tui.page import Page
from assistant.tui.turn_page import CHOOSING, Part, State, answer_page, choices_page, question_page
from assistant.tui.widgets.block import Block


class QuestionBlock(Block):
    """A question as it was typed."""

    def __init__(self, question: str, note: str = "") -> None:
        """Create the block.

        Args:
            question: What was asked.
            note: What to say about it, such as that it was cut.
        """
        super().__init__(classes="question")
        self.question = question
        self.note = note

    def draw(self) -> Page:
        """Return the question and its note."""
        return question_page(self.question, self.note)


class AnswerBlock(Block):
    """What came of a question: an answer, "the source does not say", small talk, or questions to choose from."""

    def __init__(self, turn: Turn, parts: tuple[Part, ...], state: State) -> None:
        """Create the block.

        Args:
            turn: What came of the question.
            parts: What can be chosen in it.
            state: What happened to it since it was said.
        """
        self.choosing = turn.status in CHOOSING
        """Whether it has no answer of its own but questions to choose from."""
        kind = "choices" if self.choosing else "answer"
        super().__init__(parts, state, classes=f"{kind} -{turn.status.replace('_', '-')}")
        self.turn = turn

    def draw(self) -> Page:
        """Return the answer and everything that belongs to it."""
        page = choices_page if self.choosing else answer_page
        return page(self.turn, self.parts, self.state, self.look)
