"""Key hints; a click on one presses the key."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.tui.keys import key_name
from assistant.tui.page import Page, flow


def hint(key: str, label: str) -> Content:
    """Return a key with its description, clickable."""
    text = Content.assemble((key_name(key), "$accent"), " ", (label, "$quiet"))
    return text.stylize(Style.from_meta({"key": key}))


class Hints(Static):
    """The key hints of a dialog, wrapped."""

    ALLOW_SELECT = False

    def __init__(self, *keys: tuple[str, str], id: str | None = None) -> None:
        """Create the hints.

        Args:
            keys: Textual key names and descriptions.
            id: The widget's id.
        """
        super().__init__(id=id, classes="keys", markup=False)
        self.offer(*keys)

    def offer(self, *keys: tuple[str, str]) -> None:
        """Replace the keys."""
        self.update(Page((flow([hint(*key) for key in keys], Content("   ")),)))

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        key = event.style.meta.get("key")
        if key is not None:
            event.stop()
            # Posted from here, not from the screen: an event does not bubble past its sender.
            self.app.simulate_key(key)
