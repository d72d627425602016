"""The Textual app: themes, key events, signals and exit codes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
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
"""Signals on which the chat restores the terminal and quits; Textual alone would leave it in application mode."""


class ChatApp(App[None]):
    """The full-screen chat."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = (
        False  # our palette lists the slash commands with their keys and parses no markup
    )
    BINDINGS: ClassVar[list[Binding]] = []  # type: ignore[assignment]

    def __init__(self, services: Services) -> None:
        """Create the app with the base, the conversation and the records it works with."""
        known, complaints = check_rebound(services.keys)
        super().__init__()
        self.services = replace(services, notices=(*services.notices, *complaints))
        self.key_queue = KeyQueue(self, super().on_event)
        self.crash = StringIO()
        """Textual's report of an error that ends the app. It contains local variables with their escape sequences,
        so it must not reach the terminal directly."""
        self.error_console = Console(file=self.crash, color_system=None, width=100)
        self.title = safe_text(services.open_base.title)
        for theme in (*OWN, terminal_theme()):
            self.register_theme(theme)
        wanted = services.preferences.get("theme", DARK)
        self.theme = wanted if wanted in self.available_themes else DARK
        self.animation_level = "none"
        self.set_keymap(known)

    def get_driver_class(self) -> type[Driver]:
        """Return a driver that accepts any bytes from the terminal."""
        return robust_driver(super().get_driver_class())

    def get_default_screen(self) -> Screen[None]:
        """Return the chat screen, so that no empty screen is drawn first."""
        return ChatScreen(self.services)

    def get_css_variables(self) -> dict[str, str]:
        """Return Textual's variables and our own, with enough contrast in every theme."""
        variables = super().get_css_variables()
        variables = {**variables, **own_variables(self.current_theme, variables)}
        self.theme_variables = variables
        return variables

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes, and ignore that the terminal has lost the focus.

        Some terminals report losing the focus but not regaining it. A key that arrives is meant for the chat anyway.
        """
        if isinstance(event, events.AppBlur):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.key_queue.put(event)
        else:
            await super().on_event(event)

    def on_load(self) -> None:
        """Install signal handlers before the terminal is changed."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for name in STOPPING:
            number = getattr(signal, name)
            # Shells report 128 plus the number for a process that a signal ended.
            code = INTERRUPTED if name == "SIGINT" else 128 + number
            try:
                loop.add_signal_handler(number, partial(self.exit, return_code=code))
            except (ValueError, RuntimeError):
                return  # not the main thread: the caller handles signals

    def on_ready(self) -> None:
        """Start dispatching keys."""
        self.run_worker(self.key_queue.run(), group="keys")
        # After a suspend the terminal is empty, but Textual only redraws changed parts.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))


def run_chat(services: Services) -> int:
    """Run the chat until the user quits.

    Args:
        services: The base, the conversation and the records.

    Returns:
        The exit code: 0 after quitting, 1 after a crash, 128 plus the signal number after a signal.

    Raises:
        UsageError: There is no terminal to draw on.
    """
    if not (sys.__stdin__ and sys.__stdin__.isatty() and sys.__stdout__ and sys.__stdout__.isatty()):
        raise UsageError(
            "The chat needs a terminal. Without one, use: assistant -q QUESTION, or assistant --plain"
        )
    app = ChatApp(services)
    try:
        app.run()
    except KeyboardInterrupt:
        return INTERRUPTED
    _report(app.crash.getvalue())
    return app.return_code or 0


def _report(crash: str) -> None:
    """Report an error that ended the chat: its last line, or the whole report with ASSISTANT_DEBUG."""
    lines = crash.strip().splitlines()
    if not lines:
        return
    if os.environ.get("ASSISTANT_DEBUG"):
        print(safe_text(crash), file=sys.__stderr__)
    print(
        f"assistant: The chat ended because of an internal error: {safe_line(lines[-1].strip(), 300)}. "
        "Please report it; ASSISTANT_DEBUG=1 prints the traceback.",
        file=sys.__stderr__,
    )
