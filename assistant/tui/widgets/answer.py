"""Question and answer blocks of the transcript."""

from __future__ import annotations

from assistant.conversation.turn import CHOOSING, Turn
from assistant.tui.page import Page
from assistant.tui.turn_page import Choice, State, answer_page, choices_page, question_page
from assistant.tui.widgets.block import Block


class QuestionBlock(Block):
    """A question."""

    def __init__(self, question: str, note: str = "") -> None:
        """Create the block.

        Args:
            question: The question.
            note: A note, such as that the question was truncated.
        """
        super().__init__(classes="question")
        self.question = question
        self.note = note

    def draw(self) -> Page:
        """Return the question and its note."""
        return question_page(self.question, self.note)


class AnswerBlock(Block):
    """The result of a question: an answer, the closest match, "the source does not say", small talk, or choices."""

    def __init__(self, turn: Turn, choices: tuple[Choice, ...], state: State) -> None:
        """Create the block.

        Args:
            turn: The turn.
            choices: The choices and links in it.
            state: Its state, kept when the widget is removed.
        """
        self.choosing = turn.status in CHOOSING
        """Whether it offers questions instead of an answer."""
        super().__init__(choices, state, classes="choices" if self.choosing else "answer")
        self.turn = turn

    def draw(self) -> Page:
        """Return the answer as a page."""
        page = choices_page if self.choosing else answer_page
        return page(self.turn, self.choices, self.state, self.look)
