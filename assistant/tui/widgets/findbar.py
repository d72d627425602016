"""The find bar."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from assistant.tui.keys import FIND, bindings
from assistant.tui.messages import FindRequested
from assistant.tui.widgets.field import Field


class FindBar(Horizontal):
    """A text field, followed by the number of the current match and of all matches."""

    BINDINGS: ClassVar = bindings(FIND, priority=True)
    HELP = """\
## Find

Type words to highlight every match in the conversation. **Enter** or **Down** goes to the next match, **Up** to the
previous one, and **Esc** closes the find bar.
"""

    def __init__(self, words: str = "") -> None:
        """Create the bar.

        Args:
            words: The initial text.
        """
        super().__init__(id="findbar")
        self._words = words

    def compose(self) -> ComposeResult:
        """Compose label, field and count."""
        yield Static(Content.styled("find", "$quiet"), classes="label", markup=False)
        yield Field(self._words, placeholder="words in this conversation")
        yield Static("", classes="count", markup=False)

    def on_mount(self) -> None:
        """Focus the field and search."""
        self.focus_words()
        if self._words:
            self.post_message(FindRequested(self._words, -1))

    def focus_words(self) -> None:
        """Focus the field."""
        self.query_one(Input).focus()

    def put(self, words: str) -> None:
        """Replace the text."""
        self.query_one(Input).value = words

    def count(self, number: int, total: int) -> None:
        """Show the current match.

        Args:
            number: Its number, from 1; 0 for none.
            total: Number of matches.
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
        """Search for the new text."""
        event.stop()
        self.post_message(FindRequested(event.value))

    @on(Input.Submitted)
    def on_enter(self, event: Input.Submitted) -> None:
        """Ignore the event: the key binding of Enter goes to the next match."""
        event.stop()

    def action_find(self, step: int) -> None:
        """Go to the next or previous match."""
        self.post_message(FindRequested(self.query_one(Input).value, step))

    async def action_close(self) -> None:
        """Close the bar."""
        await self.screen.run_action("cancel")
