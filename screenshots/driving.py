"""Drives the chat for the pictures, and reads what it shows."""

from __future__ import annotations

from rich.style import Style
from textual.pilot import Pilot

from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen

DIALOGS = ("teach", "step", "keys")
"""Workers that go on while a dialog is open, or as long as the chat."""


async def settle(pilot: Pilot[None]) -> None:
    """Wait until everything that was begun has ended and been drawn, but for dialogs, which wait for a person."""
    await pilot.pause()
    chat = pilot.app.screen_stack[0]
    assert isinstance(chat, ChatScreen)
    assert isinstance(pilot.app, ChatApp)
    while (
        pilot.app.key_queue.unhandled
        or chat.runner.busy
        or any(not one.is_finished for one in pilot.app.workers if one.group not in DIALOGS)
    ):
        await pilot.pause(0.05)
    await pilot.pause()
    await pilot.pause()


def rows_of(app: ChatApp) -> list[list[tuple[str, Style]]]:
    """The rows of the screen as styled text."""
    return [
        [(one.text, one.style or Style()) for one in strip]
        for strip in app.screen._compositor.render_strips()
    ]
