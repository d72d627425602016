"""Keys and what they do; a click on one presses it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.tui.keys import key_name
from assistant.tui.page import Page, flow


def hint(key: str, label: str) -> Content:
    """Return a key, as Textual names it, with what it does."""
    text = Content.assemble((key_name(key), "$accent"), " ", (label, "$quiet"))
    return text.stylize(Style.from_meta({"key": key}))


class Hints(Static):
    """The keys of a dialog, on as many lines as they need."""

    ALLOW_SELECT = False

    def __init__(self, *keys: tuple[str, str], id: str | None = None) -> None:
        """Create it.

        Args:
            keys: Each key as Textual names it, and what it does.
            id: Its id.
        """
        super().__init__(id=id, classes="keys", markup=False)
        self.offer(*keys)

    def offer(self, *keys: tuple[str, str]) -> None:
        """Show other keys."""
        self.update(Page((flow([hint(*key) for key in keys], Content("   ")),)))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        key = event.style.meta.get("key")
        if key is not None:
            event.stop()
            # From here and not from the screen: an event does not bubble past the one who sent it.
            self.app.simulate_key(key)
