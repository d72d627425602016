"""The app: colours, keys, signals and the way out. What people see is in ``screens`` and ``widgets``."""

from __future__ import annotations

import asyncio
import signal
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.screen import Screen

from assistant.errors import INTERRUPTED, UsageError
from assistant.safe import safe_text
from assistant.tui import tidying
from assistant.tui.keys import check_rebound
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.services import Services
from assistant.tui.styling import Styled
from assistant.tui.theme import DARK, OWN, own_variables, terminal_theme
from assistant.tui.tidying import Tidying
from assistant.tui.widgets.welcome import good_questions

STOPPING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
"""Signals that end the chat in good order; Textual itself would leave the terminal as it was drawn on."""

SETTLED = 0.3
"""Seconds until the first picture stands."""


class ChatApp(Styled):
    """The full-screen chat."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False  # ours is one list with the slash commands, and knows no markup
    BINDINGS: ClassVar[list[Binding]] = []  # type: ignore[assignment]

    def __init__(self, services: Services, offered: Sequence[tuple[str, str]] = ()) -> None:
        """Make the app.

        Args:
            services: What the chat works with.
            offered: Questions to begin with, for an empty conversation.
        """
        known, self._complaints = check_rebound(services.keys)
        super().__init__()
        self.services = services
        self._offered = offered
        self._crash = ""
        self._tidying: Tidying | None = None
        self.title = safe_text(services.library.title)
        for theme in (*OWN, terminal_theme()):
            self.register_theme(theme)
        wanted = services.preferences.get("theme", DARK)
        self._begin_with(wanted if wanted in self.available_themes else DARK)
        self.animation_level = "basic" if services.motion else "none"
        self.set_keymap(known)

    def _begin_with(self, name: str) -> None:
        """Set the first theme before anything is drawn, so that the style sheet is read only once."""
        theme = self.available_themes[name]
        if theme.ansi:
            self.theme = name  # the terminal's colours need more than the style sheet
            return
        self.set_reactive(App.theme, name)
        self.set_class(True, f"-theme-{name}", update=False)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_driver_class(self) -> type[Driver]:
        """A driver that survives what terminals send; Textual's own on other systems."""
        driver = super().get_driver_class()
        if sys.platform != "win32" and driver.__module__ == "textual.drivers.linux_driver":
            from assistant.tui.driver import SturdyDriver

            return SturdyDriver
        return driver

    def get_default_screen(self) -> Screen[None]:
        """The chat itself, so that nothing is drawn twice at the start."""
        return ChatScreen(self.services, self._offered, self.size)

    def get_css_variables(self) -> dict[str, str]:
        """Textual's variables and ours, legible in every theme."""
        variables = super().get_css_variables()
        variables = {**variables, **own_variables(self.current_theme, variables)}
        self.theme_variables = variables
        return variables

    def on_load(self) -> None:
        """Before the terminal is touched: end well, whatever ends it."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for name in STOPPING:
            number = getattr(signal, name)
            # 128 and the number is what a shell makes of a process that such a signal ended.
            code = INTERRUPTED if name == "SIGINT" else 128 + number
            try:
                loop.add_signal_handler(number, partial(self.exit, return_code=code))
            except (ValueError, RuntimeError):
                return  # not the main thread: whoever started the app there sees to signals

    def on_mount(self) -> None:
        """Tell what was wrong in the settings, and keep house."""
        # Back from the shell the terminal is empty, and Textual draws only what it thinks has changed.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if self._tidying is not None:
            self._tidying.begin()
            self.set_interval(tidying.EVERY, self._tidying.look_for_pause)
            self.set_timer(SETTLED, self._prepare)
        for complaint in self._complaints:
            if isinstance(self.screen, ChatScreen):
                self.screen.say(complaint, warning=True, seconds=6)

    def on_unmount(self) -> None:
        """Keep house no more."""
        if self._tidying is not None:
            self._tidying.end()

    def tidy_in_pauses(self) -> None:
        """Look for garbage a little at a time, and thoroughly only when nobody is there."""
        self._tidying = Tidying()
        self._tidying.freeze()

    async def on_event(self, event: events.Event) -> None:
        """Remember when something was last typed or clicked."""
        if isinstance(event, events.InputEvent) and self._tidying is not None:
            self._tidying.touched()
        await super().on_event(event)

    def _prepare(self) -> None:
        self.run_worker(self.prepare_dialogs(), group="prepare")

    def show_theme(self, name: str) -> None:
        """Show a theme without keeping it."""
        if name in self.available_themes:
            self.theme = name

    def keep_theme(self, name: str | None, otherwise: str = "") -> None:
        """Show a theme from now on.

        Args:
            name: The theme; ``None`` when none was chosen after all.
            otherwise: The theme to go back to then.
        """
        self.show_theme(name or otherwise)
        if name and isinstance(self.screen_stack[0], ChatScreen):
            chat = self.screen_stack[0]
            chat.run_worker(chat.runner.watch(partial(self.services.prefer, "theme", name)), group="prefer")

    def _fatal_error(self) -> None:
        # Textual prints every local variable as it is: whatever a base holds would reach the terminal.
        self._crash = safe_text(traceback.format_exc())
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        if self._crash:
            print(self._crash, file=sys.__stderr__)
        self._exit_renderables.clear()


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
    app = ChatApp(services, good_questions(services.library))
    app.tidy_in_pauses()
    try:
        app.run()
    except KeyboardInterrupt:
        return INTERRUPTED
    return app.return_code or 0
