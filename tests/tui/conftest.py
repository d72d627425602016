"""Driving the real app with a small base; nothing blinks, nothing moves, nothing personal is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.tui.app import ChatApp
from assistant.tui.screens.chat import ChatScreen
from assistant.tui.widgets.welcome import good_questions
from tests.tui.fakes import World

KEYS = {" ": "space", "?": "question_mark", "/": "slash", ".": "full_stop", "-": "minus", "'": "apostrophe"}


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that is always there; no colours taken away by the surroundings."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)


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
        """Wait until everything that was begun has ended and been drawn."""
        await self.pilot.pause()
        while any(not worker.is_finished for worker in self.app.workers):
            await self.app.workers.wait_for_complete()
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


@pytest.fixture
def chat() -> Chat:
    """The chat, running: ``async with chat(size=(80, 24)) as hand``."""

    @asynccontextmanager
    async def open_chat(
        world: World | None = None, *, size: tuple[int, int] = (80, 24), **rest: Any
    ) -> AsyncIterator[Driver]:
        world = world or World()
        app = ChatApp(world.services(**rest), good_questions(world.library))
        async with app.run_test(size=size) as pilot:
            hand = Driver(pilot, world)
            await hand.settle()
            yield hand

    return open_chat
