"""Base class of the apps: themes, a robust terminal driver, and keys in order."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import App, ReturnType
from textual.binding import Binding
from textual.driver import Driver

from assistant.tui.driver import robust_driver
from assistant.tui.key_queue import KeyQueue
from assistant.tui.theme import DARK, OWN, own_variables, terminal_theme


class BaseApp(App[ReturnType]):
    """An app whose keys take effect one after the other."""

    ENABLE_COMMAND_PALETTE = (
        False  # our palette lists the slash commands with their keys and parses no markup
    )
    BINDINGS: ClassVar[list[Binding]] = []  # type: ignore[assignment]

    def __init__(self, theme: str) -> None:
        """Create the app with a theme by name; the dark theme if there is none of that name."""
        super().__init__()
        self.key_queue = KeyQueue(self, self.take_key)
        for one in (*OWN, terminal_theme()):
            self.register_theme(one)
        self.theme = theme if theme in self.available_themes else DARK
        self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        """Return a driver that accepts any bytes from the terminal."""
        return robust_driver(super().get_driver_class())

    def get_css_variables(self) -> dict[str, str]:
        """Return Textual's variables and our own, with enough contrast in every theme."""
        variables = super().get_css_variables()
        variables = {**variables, **own_variables(self.current_theme, variables)}
        self.theme_variables = variables
        return variables

    async def on_event(self, event: events.Event) -> None:
        """Queue keys and pastes, and ignore that the terminal has lost the focus.

        Some terminals report losing the focus but not regaining it. A key that arrives is meant for the app anyway.
        """
        if isinstance(event, events.AppBlur):
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self.key_queue.put(event)
        else:
            await super().on_event(event)

    async def take_key(self, event: events.Event) -> None:
        """Handle a key or paste when its turn comes."""
        await super().on_event(event)

    def on_ready(self) -> None:
        """Start dispatching keys."""
        self.run_worker(self.key_queue.run(), group="keys")
