"""Driving the real app with a small base; nothing blinks, nothing moves, nothing personal is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from chat_driving import Chat, Driver
from chat_fakes import World

from assistant.tui.app import ChatApp
from assistant.tui.widgets.keybar import KeyBar


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the environment from changing the colours."""
    say = KeyBar.say

    def keep(bar: KeyBar, text: str, *, warning: bool = False, seconds: float = 3.0) -> None:
        say(bar, text, warning=warning, seconds=seconds if seconds < 1 else 600)

    monkeypatch.setattr(KeyBar, "say", keep)  # a busy machine may look at the footer late
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def chat() -> Chat:
    """The chat, running: ``async with chat(size=(80, 24)) as hand``."""

    @asynccontextmanager
    async def open_chat(
        world: World | None = None, *, size: tuple[int, int] = (80, 24), **rest: Any
    ) -> AsyncIterator[Driver]:
        world = world or World()
        app = ChatApp(world.services(**rest))
        async with app.run_test(size=size) as pilot:
            hand = Driver(pilot, world)
            await hand.settle()
            yield hand

    return open_chat
