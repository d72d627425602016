"""The keys of a dialog, on as many lines as they need; a click on one presses it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.tui.keys import key_name
from assistant.tui.page import Page, flow


class Hints(Static):
    """Keys and what they do, as in the footer."""

    ALLOW_SELECT = False

    def __init__(self, *keys: tuple[str, str]) -> None:
        """Make it.

        Args:
            keys: Each key as Textual names it, and what it does.
        """
        super().__init__(self._line(keys), classes="keys", markup=False)

    def offer(self, *keys: tuple[str, str]) -> None:
        """Show other keys."""
        self.update(self._line(keys))

    @staticmethod
    def _line(keys: tuple[tuple[str, str], ...]) -> Page:
        pieces = [
            Content.assemble((key_name(key), "$accent"), " ", (label, "$quiet")).stylize(
                Style.from_meta({"key": key})
            )
            for key, label in keys
        ]
        return Page((flow(pieces, Content("   ")),))

    def on_click(self, event: events.Click) -> None:
        """A click on a key presses it."""
        key = event.style.meta.get("key")
        if key is not None:
            event.stop()
            self.app.simulate_key(key)
