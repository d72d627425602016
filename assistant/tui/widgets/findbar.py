"""Finding words in the conversation."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from assistant.tui.keys import FIND, bindings
from assistant.tui.messages import FindWanted
from assistant.tui.widgets.field import Field


class FindBar(Horizontal):
    """Words to find, how many finds there are, and which of them is in focus."""

    BINDINGS: ClassVar = bindings(FIND, priority=True)
    HELP = """\
## Find

Type words; every find in the conversation is marked. **Enter** and **Down** go to the next, **Up** to the
previous one, **Esc** closes.
"""

    def __init__(self, words: str = "") -> None:
        """Make the bar.

        Args:
            words: What to look for from the start.
        """
        super().__init__(id="findbar")
        self._words = words

    def compose(self) -> ComposeResult:
        """A mark, the words, the count."""
        yield Static(Content.styled("find", "$quiet"), classes="label", markup=False)
        yield Field(self._words, placeholder="words in this conversation")
        yield Static("", classes="count", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self.focus_words()
        if self._words:
            self.post_message(FindWanted(self._words, -1))

    def focus_words(self) -> None:
        """Type here."""
        self.query_one(Input).focus()

    def put(self, words: str) -> None:
        """Look for other words."""
        self.query_one(Input).value = words

    def count(self, number: int, total: int) -> None:
        """Show which find is in focus.

        Args:
            number: Its place, from 1; 0 when there is none.
            total: How many there are.
        """
        words = (
            f"{number} of {total}"
            if total
            else "nothing found"
            if self.query_one(Input).value.strip()
            else ""
        )
        self.query_one(".count", Static).update(Content.styled(words, "$quiet"))

    @on(Input.Changed)
    def look(self, event: Input.Changed) -> None:
        """Other words."""
        event.stop()
        self.post_message(FindWanted(event.value))

    @on(Input.Submitted)
    def on_enter(self, event: Input.Submitted) -> None:
        """Enter goes on to the next find; never to the screen as a question."""
        event.stop()

    def action_find(self, step: int) -> None:
        """To the next or previous find."""
        self.post_message(FindWanted(self.query_one(Input).value, step))

    async def action_close(self) -> None:
        """Close the bar."""
        await self.screen.run_action("cancel")
