"""Base class of dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, ScreenResultType

from assistant.tui.base_screen import BaseScreen


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A modal screen over the dimmed page."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", "help", show=False)]

    CSS_PATH = Path(__file__).with_name(
        "dialog.tcss"
    )  # absolute: Textual resolves it relative to the subclass

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
