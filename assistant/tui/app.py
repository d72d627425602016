"""The app: colours, keys, signals and the way out. What people see is in ``screens`` and ``widgets``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from functools import partial
from io import StringIO
from typing import ClassVar

from rich.console import Console
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.screen import Screen

from assistant.errors import INTERRUPTED, UsageError
from assistant.sanitize import safe_line, safe_text
from assistant.tui.driver import robust_driver
from assistant.tui.key_queue import KeyQueue
from assistant.tui.keys import check_rebound
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.services import Services
from assistant.tui.theme import DARK, OWN, own_variables, terminal_theme

STOPPING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
"""Signals that end the chat in good order; Textual itself leaves the terminal in its own mode."""


class ChatApp(App[None]):
    """The full-screen chat."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours lists the slash commands with their keys and reads no markup
    BINDINGS: ClassVar[list[Binding]] = []  # type: ignore[assignment]

    def __init__(self, services: Services) -> None:
        """Create the app; ``services`` is what the chat works with."""
        known, self._complaints = check_rebound(services.keys)
        super().__init__()
        self.services = services
        self.key_queue = KeyQueue(self, super().on_event)
        self.crash = StringIO()
        """What Textual says about an error that ends the app. It prints local variables as they are, escape
        sequences included, so it must not reach the terminal directly."""
        self.error_console = Console(file=self.crash, color_system=None, width=100)
        self.title = safe_text(services.library.title)
        for theme in (*OWN, terminal_theme()):
            self.register_theme(theme)
        wanted = services.preferences.get("theme", DARK)
        self.theme = wanted if wanted in self.available_themes else DARK
        self.animation_level = "none"
        self.set_keymap(known)

    def get_driver_class(self) -> type[Driver]:
        """Return a driver that survives whatever a terminal sends."""
        return robust_driver(super().get_driver_class())

    def get_default_screen(self) -> Screen[None]:
        """Return the chat itself, so that no empty screen is drawn first."""
        return ChatScreen(self.services)

    def get_css_variables(self) -> dict[str, str]:
        """Return Textual's variables and ours, legible in every theme."""
        variables = super().get_css_variables()
        variables = {**variables, **own_variables(self.current_theme, variables)}
        self.theme_variables = variables
        return variables

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes, and keep the focus when the terminal loses it.

        Some terminals report the loss and not the return; a key that arrives is meant for the chat.
        """
        if isinstance(event, events.AppBlur):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.key_queue.put(event)
        else:
            await super().on_event(event)

    def on_load(self) -> None:
        """Handle signals before the terminal is touched."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for name in STOPPING:
            number = getattr(signal, name)
            # A shell reports 128 plus the number for a process that such a signal ended.
            code = INTERRUPTED if name == "SIGINT" else 128 + number
            try:
                loop.add_signal_handler(number, partial(self.exit, return_code=code))
            except (ValueError, RuntimeError):
                return  # not the main thread: whoever started the app there handles signals

    def on_ready(self) -> None:
        """Take keys, and report what is wrong in the settings."""
        self.run_worker(self.key_queue.run(), group="keys")
        # Back from the shell the terminal is empty, and Textual draws only what it thinks has changed.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        for complaint in self._complaints:
            if isinstance(self.screen, ChatScreen):
                self.screen.say(complaint, warning=True, seconds=6)


def run_chat(services: Services) -> int:
    """Run the chat until it is left.

    Args:
        services: What it works with.

    Returns:
        The exit code: 0 when left by choice, 1 after a crash, 128 and the signal's number after a signal.

    Raises:
        UsageError: There is no terminal to draw on.
    """
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stdout__ and sys.__stdout__.isatty()):
        raise UsageError(
            'The chat needs a terminal. For one answer use: assistant -q "QUESTION"; '
            "for a conversation without one: assistant --plain"
        )
    app = ChatApp(services)
    try:
        app.run()
    except KeyboardInterrupt:
        return INTERRUPTED
    _report(app.crash.getvalue())
    return app.return_code or 0


def _report(crash: str) -> None:
    """Report an error that ended the chat: its last line, or all of it for whoever wants to find the cause."""
    lines = crash.strip().splitlines()
    if not lines:
        return
    if os.environ.get("ASSISTANT_DEBUG"):
        print(safe_text(crash), file=sys.__stderr__)
    print(
        f"assistant: The chat ended because of an internal error: {safe_line(lines[-1].strip(), 300)}. "
        "ASSISTANT_DEBUG=1 shows where.",
        file=sys.__stderr__,
    )
