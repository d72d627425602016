"""Dispatch keys and pastes one at a time, each after the previous one has taken effect.

Textual hands a key to the widget in focus and looks up bindings only after the event has bubbled back to the app.
In a burst (fast typing, a paste without brackets, a script) later keys reach the old focus before an earlier key
has opened a dialog or moved the focus. The queue removes that race, so that the result of typing never depends on
its speed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from textual import events

from assistant.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

CHECK_EVERY = 0.1
"""Seconds between checks whether a widget that received a key has been removed."""


class KeyQueue:
    """Holds key and paste events until the previous ones have been handled."""

    def __init__(self, app: App[Any], dispatch: Callable[[events.Event], Awaitable[None]]) -> None:
        """Create an empty queue.

        Args:
            app: The app that receives the keys.
            dispatch: Textual's own handling of an event.
        """
        self._app = app
        self._dispatch = dispatch
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._arrived = asyncio.Event()
        self._busy = False

    @property
    def unhandled(self) -> int:
        """Number of events that have not taken effect yet."""
        return len(self._waiting) + self._busy

    def put(self, event: events.Key | events.Paste) -> None:
        """Add an event at the end."""
        if isinstance(event, events.Key) and event.key.startswith("alt+"):
            event.character = None  # otherwise a text field inserts "e" for Alt+E
        self._waiting.append(event)
        self._arrived.set()

    async def run(self) -> None:
        """Dispatch events for as long as the app runs."""
        while True:
            await self._arrived.wait()
            self._busy = True
            self._restore_focus()
            target = self._app.focused or self._app.screen
            path = target.ancestors_with_self
            typed = self._letters() if isinstance(target, Prompt) and target.text else ""
            await self._dispatch(events.Paste(typed) if typed else self._waiting.popleft())
            for node in path:  # bindings run after the event has bubbled up to the app, the last node
                await _until_handled(node)
            self._busy = False
            if not self._waiting:
                self._arrived.clear()

    def _letters(self) -> str:
        """Remove and return the letters at the head of the queue, to insert and draw a burst at once."""
        letters = [_letter(event) for event in takewhile(_letter, self._waiting)]
        for _ in letters:
            self._waiting.popleft()
        return "".join(letters)

    def _restore_focus(self) -> None:
        """Focus the screen's default widget if nothing has the focus.

        Textual removes the focus from a widget that does not fit a small terminal, and never restores it.
        """
        screen = self._app.screen
        if screen.focused is None and screen.AUTO_FOCUS:
            for widget in screen.query(screen.AUTO_FOCUS):
                if widget.focusable:
                    screen.set_focus(widget, scroll_visible=False)
                    return


def _letter(event: events.Key | events.Paste) -> str:
    """Return what a key types; empty for anything else."""
    return (event.character or "") if isinstance(event, events.Key) and event.is_printable else ""


async def _until_handled(pump: MessagePump) -> None:
    """Wait until a widget has handled its queued messages or has been removed."""
    handled = asyncio.Event()
    if pump.call_later(handled.set):
        while pump.is_running and not handled.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(handled.wait(), CHECK_EVERY)
