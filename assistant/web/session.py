"""One visitor's session: the chat without anything that writes files, run by the web server as a process.

Nothing is recorded or shared: history and inbox exist only in memory, the base cannot be changed, and an exported
conversation is downloaded by the browser.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size
from textual.timer import Timer

from assistant.conversation.open_base import OpenBase
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from assistant.storage.settings import load_settings
from assistant.tui.app import ChatApp, run_app
from assistant.tui.services import Services

LARGEST = {"width": 500, "height": 200}
"""The largest screen, cells; a visitor could ask for one that takes all memory."""


class WebChat(ChatApp):
    """The chat of one visitor; it ends when nobody uses it."""

    def __init__(self, services: Services, idle: float) -> None:
        """Create the app, which ends after ``idle`` seconds without a key or the mouse."""
        super().__init__(services)
        self._idle = idle
        self._idle_timer: Timer | None = None
        self.newest_size: Size | None = None
        """The size that the browser has reported since the start."""

    def get_driver_class(self) -> type[Driver]:
        """Return the driver with a limited screen size."""
        return bounded(super().get_driver_class(), self)

    def on_mount(self) -> None:
        """Start to wait."""
        self._idle_timer = self.set_timer(self._idle, self.exit)

    def on_ready(self) -> None:
        """Apply a size that was reported during the start: Textual handles its own first size after it."""
        if self.newest_size is not None:
            self.post_message(events.Resize(self.newest_size, self.newest_size))

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody uses the session."""
        if isinstance(event, events.InputEvent | events.Paste) and self._idle_timer is not None:
            self._idle_timer.reset()
        await super().on_event(event)


def bounded(driver: type[Driver], app: WebChat) -> type[Driver]:
    """Return a driver for the browser that limits the size of the screen; any other driver as it is."""
    from textual.drivers.web_driver import WebDriver

    if not issubclass(driver, WebDriver):
        return driver

    class BoundedDriver(WebDriver):
        def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
            if packet_type == "resize":
                size = {name: limited(payload.get(name), name) for name in LARGEST}
                payload = {**payload, **size}
                app.newest_size = Size(**size)
            super().on_meta(packet_type, payload)

    return BoundedDriver


def limited(value: object, name: str) -> int:
    """Return a width or height that is neither too large nor too small."""
    return max(1, min(value, LARGEST[name])) if isinstance(value, int) else LARGEST[name]


def services(task: dict[str, Any]) -> Services:
    """Open the base, without records and without anything that changes files."""
    notices: list[str] = []
    settings = load_settings(notice=notices.append)
    open_base = OpenBase.open([Path(path) for path in task["paths"]])
    nothing = Database(None)
    return Services(
        open_base=open_base,
        history=History(nothing),
        inbox=Inbox(nothing),
        talk=open_base.conversation(section=task["section"], top_k=task["n"]),
        preferences=Preferences(nothing, settings).values(),
        keys=settings.keys,
    )


def main(argument: str) -> None:
    """Run a session.

    Args:
        argument: A JSON object: ``paths`` of the base, ``section``, ``n`` candidates, and ``idle`` seconds.
    """
    task = json.loads(argument)
    for variable, name in (("COLUMNS", "width"), ("ROWS", "height")):
        os.environ[variable] = str(limited(int(os.environ.get(variable, 80)), name))
    run_app(WebChat(services(task), task["idle"]))
