"""What the assistant said, when it had no single answer: did you mean, and nothing fits."""

from __future__ import annotations

from assistant.tui.page import Page
from assistant.tui.saying import Part, State, choices_page
from assistant.tui.widgets.block import Block
from assistant.turn import Turn


class ChoicesBlock(Block):
    """Questions to choose from by arrows, digits or mouse; the last choice is none of them."""

    def __init__(self, turn: Turn, parts: tuple[Part, ...], state: State) -> None:
        """Make the block.

        Args:
            turn: A turn that is ambiguous or has no match.
            parts: What can be chosen in it.
            state: What happened to it since it was said.
        """
        super().__init__(parts, state, classes=f"choices -{turn.status.replace('_', '-')}")
        self.turn = turn

    def draw(self) -> Page:
        """What is said, the choices under each other, and what became of them."""
        return choices_page(self.turn, self.parts, self.state, self.look)
