"""The line that stands for blocks that are not drawn just now."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from assistant.tui.messages import MoreWanted


class More(Static):
    """ "120 earlier questions", to click; scrolling to it is enough too."""

    ALLOW_SELECT = False

    def __init__(self, step: int) -> None:
        """Make the line.

        Args:
            step: -1 for what is earlier, 1 for what is later.
        """
        super().__init__(classes="more", markup=False)
        self.step = step
        self.display = False

    def count(self, number: int) -> None:
        """Say how many questions there are beyond; nothing when there are none."""
        self.display = number > 0
        word = "earlier" if self.step < 0 else "later"
        plural = "s" if number != 1 else ""
        self.update(
            Content.styled(f"{'↑' if self.step < 0 else '↓'} {number} {word} question{plural}", "$quiet")
        )

    def on_click(self) -> None:
        """Ask for them."""
        self.post_message(MoreWanted(self.step))
