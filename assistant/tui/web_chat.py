"""The chat as an app for a browser; see ``assistant.web``."""

from __future__ import annotations

import os
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.drivers.web_driver import WebDriver
from textual.geometry import Size
from textual.timer import Timer

from assistant.tui.app import ChatApp
from assistant.tui.services import Services

LARGEST = Size(500, 200)
"""The largest screen, cells; a visitor could ask for one that takes all memory."""


class WebChat(ChatApp):
    """The chat of one visitor; it ends when nobody uses it."""

    def __init__(self, services: Services, idle: float) -> None:
        """Create the app, which ends after ``idle`` seconds without a key or the mouse."""
        super().__init__(services)
        self._idle = idle
        self._idle_timer: Timer | None = None

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for browsers."""
        return BoundedDriver

    def on_mount(self) -> None:
        """Start to wait."""
        self._idle_timer = self.set_timer(self._idle, self.exit)

    def on_ready(self) -> None:
        """Apply a size that was reported during the start: Textual handles its own first size after it."""
        size = BoundedDriver.newest_size
        if size is not None:
            self.post_message(events.Resize(size, size))

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody uses the session."""
        if isinstance(event, events.InputEvent | events.Paste) and self._idle_timer is not None:
            self._idle_timer.reset()
        await super().on_event(event)


class BoundedDriver(WebDriver):
    """Textual's driver for browsers, with a limited screen size."""

    newest_size: ClassVar[Size | None] = None
    """The size that the browser has reported since the start; a process has one browser."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        """Create the driver with the size in the environment."""
        size = limited(os.environ.get("COLUMNS"), os.environ.get("ROWS"))
        super().__init__(app, **{**options, "size": size})

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Limit a new size."""
        if packet_type == "resize":
            size = BoundedDriver.newest_size = limited(payload.get("width"), payload.get("height"))
            payload = {**payload, "width": size.width, "height": size.height}
        super().on_meta(packet_type, payload)


def limited(width: object, height: object) -> Size:
    """Return a size that is neither too large nor too small."""
    return Size(
        *(max(1, min(int(str(value)), most)) for value, most in zip((width, height), LARGEST, strict=True))
    )
