"""What the assistant said, when it had an answer."""

from __future__ import annotations

from assistant.tui.page import Page
from assistant.tui.saying import Part, State, answer_page
from assistant.tui.widgets.block import Block
from assistant.turn import Turn


class AnswerBlock(Block):
    """An answer, "the source does not say" in a second hue, or small talk."""

    def __init__(self, turn: Turn, parts: tuple[Part, ...], state: State) -> None:
        """Make the block.

        Args:
            turn: An answered turn.
            parts: What can be chosen in it.
            state: What happened to it since it was said.
        """
        super().__init__(parts, state, classes=f"answer -{turn.status.replace('_', '-')}")
        self.turn = turn

    def draw(self) -> Page:
        """The answer and everything that belongs to it."""
        return answer_page(self.turn, self.parts, self.state, self.look)
