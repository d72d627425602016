"""Base class of all screens."""

from __future__ import annotations

from textual import events
from textual.screen import Screen, ScreenResultType


class BaseScreen(Screen[ScreenResultType]):
    """A screen that handles bursts of resize events."""

    def on_resize(self, event: events.Resize) -> None:
        """Ignore a size that is out of date.

        Textual lays out the screen for each queued size and then posts that size again. With two sizes queued this
        never ends: the two layouts alternate forever.
        """
        if event.size != self.app.size:
            event.prevent_default()
