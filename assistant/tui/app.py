"""The Textual app of the chat: signals and exit codes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from functools import partial
from io import StringIO
from pathlib import Path

from rich.console import Console
from textual.events import Event
from textual.screen import Screen

from assistant.errors import INTERRUPTED, UsageError
from assistant.sanitize import safe_line, safe_text
from assistant.tui.base_app import BaseApp
from assistant.tui.keys import check_rebound
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.screens.navigation import THEME_NAMES
from assistant.tui.services import Services
from assistant.tui.theme import DARK

STOPPING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
"""Signals on which the chat restores the terminal and quits; Textual alone would leave it in application mode."""


class ChatApp(BaseApp[None]):
    """The full-screen chat."""

    CSS_PATH = Path(__file__).with_name("app.tcss")  # absolute: Textual resolves it relative to a subclass

    def __init__(self, services: Services) -> None:
        """Create the app with the base, the conversation and the records it works with."""
        known, complaints = check_rebound(services.keys, services.places)
        theme = services.preferences.get("theme", DARK)
        super().__init__(THEME_NAMES.get(theme, theme))
        if theme not in (*THEME_NAMES, *self.available_themes):
            place = services.places.get("theme", "Settings")
            complaints.append(f'{place}: unknown theme "{theme}". Use dark, light or terminal.')
        services.notices.extend(complaints)
        self.services = services
        self.crash = StringIO()
        """Textual's report of an error that ends the app. It contains local variables with their escape sequences,
        so it must not reach the terminal directly."""
        self.error_console = Console(file=self.crash, color_system=None, width=100)
        self.title = safe_text(services.open_base.title)
        self.set_keymap(known)

    def get_default_screen(self) -> Screen[None]:
        """Return the chat screen, so that no empty screen is drawn first."""
        return ChatScreen(self.services)

    async def take_key(self, event: Event) -> None:
        """Remove the message in the footer, which has been read, and handle a key."""
        for screen in self.screen_stack:
            if isinstance(screen, ChatScreen):
                screen.keybar.clear()
        await super().take_key(event)

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
        """Redraw all after a suspend."""
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
    return run_app(ChatApp(services))


def run_app(app: ChatApp) -> int:
    """Run an app until the user quits, report an error that ended it, and return the exit code."""
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
