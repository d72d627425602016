"""Hands on the chat: what a person does and sees, for the tests and for the pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from chat_fakes import World
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.widgets.exchange import Exchange

PATIENCE = 300
"""Seconds to wait for something that must happen."""
WAITING = ("teach", "step", "keys")
"""Workers that go on while a dialog is open, or as long as the chat."""
KEYS = {" ": "space", "?": "question_mark", "/": "slash", ".": "full_stop", "-": "minus", "'": "apostrophe"}
CHARACTERS = {name: character for character, name in KEYS.items()} | {"enter": "\r", "tab": "\t"}


class Driver:
    """Hands on the chat."""

    def __init__(self, pilot: Pilot[None], world: World) -> None:
        self.pilot = pilot
        self.world = world

    @property
    def app(self) -> ChatApp:
        assert isinstance(self.pilot.app, ChatApp)
        return self.pilot.app

    @property
    def chat(self) -> ChatScreen:
        chat = self.app.screen_stack[0]
        assert isinstance(chat, ChatScreen)
        return chat

    async def settle(self) -> None:
        """Wait until everything that was begun has ended and been drawn, but for what waits for a person."""
        async with asyncio.timeout(PATIENCE):
            quiet = 0
            while quiet < 3:
                await self.pilot.pause(0)
                await self.app.animator.wait_until_complete()
                quiet = 0 if self._busy else quiet + 1
                await asyncio.sleep(0 if quiet else 0.005)

    @property
    def _busy(self) -> bool:
        return bool(
            self.app.key_queue.unhandled
            or self.chat.runner.busy
            or _undrawn(self.app.screen)
            or any(not worker.is_finished for worker in self.app.workers if worker.group not in WAITING)
        )

    async def press(self, *keys: str) -> None:
        """Press keys as fast as a paste; the pilot would wait after each."""
        for key in keys:
            self.app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
        arrived = asyncio.Event()
        self.app.call_later(arrived.set)  # behind the keys in the queue of the app
        await asyncio.wait_for(arrived.wait(), PATIENCE)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.press(*(KEYS.get(character, character) for character in text))

    async def ask(self, text: str) -> None:
        """Ask at once; typing letter by letter has its own tests."""
        self.chat.composer.put(text)
        await self.press("enter")

    async def resize(self, *sizes: tuple[int, int]) -> None:
        """Change the window's size; each size comes before the one before has settled."""
        for width, height in sizes:
            await self.pilot.resize_terminal(width, height)
        await self.settle()

    async def recall(self, *questions: str, times: int = 1) -> None:
        """Show a conversation from before in which questions were asked, some times over."""
        talk = self.world.open_base.conversation()
        turns = [talk.ask(question) for question in questions]
        await self.chat.transcript.load([Exchange(turn.question, turn=turn) for turn in turns * times])
        self.chat.refresh_bindings()
        await self.settle()

    def lines(self) -> list[str]:
        """What is on the screen, as text."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).ljust(width) for strip in strips[:height]]

    async def see(self, words: str) -> None:
        """Wait until words are on the screen."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.text():
                await self.pilot.pause(0.01)

    def text(self) -> str:
        return "\n".join(self.lines())

    def place(self, words: str) -> tuple[int, int]:
        """Where words stand on the screen."""
        for y, line in enumerate(self.lines()):
            if words in line:
                return line.index(words), y
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text()}")

    async def click(self, words: str) -> None:
        await self.pilot.click(offset=self.place(words))
        await self.settle()

    def footer(self) -> str:
        return self.lines()[-1].strip()


def _undrawn(screen: Screen[object]) -> bool:
    """Return whether a screen has something to lay out, to draw, or to call afterwards."""
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._dirty_widgets
        or screen._callbacks
    )


Chat = Callable[..., AbstractAsyncContextManager[Driver]]
