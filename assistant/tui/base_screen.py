"""What every screen of the chat does."""

from __future__ import annotations

from textual import events
from textual.screen import Screen, ScreenResultType


class BaseScreen(Screen[ScreenResultType]):
    """A screen that survives a burst of window sizes."""

    def on_resize(self, event: events.Resize) -> None:
        """Ignore a size that the terminal no longer has.

        Textual lays out the screen for each size that is waiting and then sends it that size again. With two sizes
        waiting this never ends: the chat draws them in turn for ever.
        """
        if event.size != self.app.size:
            event.prevent_default()
