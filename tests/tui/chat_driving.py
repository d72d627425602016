"""Hands on the chat: what a person does and sees, for the tests and for the pictures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from chat_fakes import World
from textual.pilot import Pilot

from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen

WAITING = ("teach", "step", "keys")
"""Workers that go on while a dialog is open, or as long as the chat."""
KEYS = {" ": "space", "?": "question_mark", "/": "slash", ".": "full_stop", "-": "minus", "'": "apostrophe"}


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
        await self.pilot.pause()
        while (
            self.app.key_queue.unhandled
            or self.chat.runner.busy
            or any(not worker.is_finished for worker in self.app.workers if worker.group not in WAITING)
        ):
            await self.pilot.pause(0.01)
        await self.pilot.pause()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type into what has the focus."""
        await self.press(*(KEYS.get(character, character) for character in text))

    async def ask(self, text: str) -> None:
        """Ask at once; typing letter by letter has its own tests."""
        self.chat.composer.put(text)
        await self.press("enter")

    def lines(self) -> list[str]:
        """What is on the screen, as text."""
        width, height = self.app.size
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).ljust(width) for strip in strips[:height]]

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


Chat = Callable[..., AbstractAsyncContextManager[Driver]]
