"""Base class of dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from assistant.tui.base_screen import BaseScreen

HEIGHTS = [(0, "-short"), (18, "-low"), (24, "-middle"), (36, "-high")]
"""Height breakpoints, needed because automatic heights cannot be limited to a share of the screen."""


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A modal screen over the dimmed page: a title bar, and what ``parts`` yields."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", "help", show=False)]
    VERTICAL_BREAKPOINTS = HEIGHTS
    # Absolute, because Textual resolves it relative to the subclass.
    CSS_PATH = Path(__file__).with_name("dialog.tcss")

    def __init__(self, title: str, *, classes: str) -> None:
        """Create the dialog.

        Args:
            title: The title, sanitized.
            classes: CSS classes.
        """
        super().__init__(classes=classes)
        self.label = Static(classes="label", markup=False)
        self.entitle(title)

    def entitle(self, title: str) -> None:
        """Replace the title."""
        self.label.update(Content.styled(title, "bold"))

    def compose(self) -> ComposeResult:
        """Compose title bar and parts."""
        with Vertical(classes="ring"), Vertical(classes="dialog"):
            yield self.label
            yield from self.parts()

    def parts(self) -> ComposeResult:
        """Yield the widgets below the title bar."""
        raise NotImplementedError

    async def action_help(self) -> None:
        """Show the help of the dialog, and then that of the chat."""
        await self.app.screen_stack[0].run_action("help")

    def action_scroll(self, step: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Close the dialog on a click outside."""
        if event.widget is self:
            self.dismiss(None)
