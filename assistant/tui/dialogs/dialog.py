"""Base class of dialogs."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, ScreenResultType

from assistant.tui.base_screen import BaseScreen


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A modal screen over the dimmed page."""

    CSS_PATH = Path(__file__).with_name(
        "dialog.tcss"
    )  # absolute: Textual resolves it relative to the subclass

    def action_scroll(self, step: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=step, animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Close the dialog on a click outside."""
        if event.widget is self:
            self.dismiss(None)
