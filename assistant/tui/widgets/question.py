"""What the person said."""

from __future__ import annotations

from assistant.tui.page import Page
from assistant.tui.saying import question_page
from assistant.tui.widgets.block import Block


class QuestionBlock(Block):
    """A question as it was typed."""

    def __init__(self, question: str, note: str = "") -> None:
        """Make the block.

        Args:
            question: What was asked.
            note: What to say about it, such as that it was cut.
        """
        super().__init__(classes="question")
        self.question = question
        self.note = note

    def draw(self) -> Page:
        """The question and its note."""
        return question_page(self.question, self.note)
