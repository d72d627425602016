"""How it looks, at every size, dark and light. A changed picture is to be looked at before it is accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chat_driving import Driver
from chat_fakes import FakeCurator, World
from textual.pilot import Pilot

from assistant.tui.app import ChatApp
from assistant.tui.theme import DARK, LIGHT

SIZES = ((40, 12), (80, 24), (120, 40))
TALK = ("why was it stopped", "and after that", "who wrote it", "hello")
STATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # name: the questions asked, the keys pressed after them
    "welcome": ((), ()),
    "conversation": (TALK, ()),
    "choices": (("policy",), ()),
    "likely": (("whatever became of it",), ()),
    "no_match": (("best ramen in tokyo?",), ()),
    "typing": (("when did it run",), tuple("plat")),
    "contents": (("why was it stopped",), ("ctrl+b",)),
    "palette": (("why was it stopped",), ("ctrl+p",)),
    "inbox": ((), ("f3", "down")),
    "proposed": ((), ("f3", "down", "a")),
}

WIDE = ("conversation", "contents", "palette", "inbox")
"""States that use the room of a larger screen."""


@pytest.mark.parametrize(
    ("state", "size", "theme"),
    [
        *((state, size, DARK) for state in STATES for size in SIZES),
        *((state, (80, 24), LIGHT) for state in STATES),
        *((state, (200, 60), DARK) for state in WIDE),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{one[0]}x{one[1]}",
)
def test_looks(snap_compare: Callable[..., bool], state: str, size: tuple[int, int], theme: str) -> None:
    world = World()
    app = ChatApp(world.services(preferences={"theme": theme}, curator=FakeCurator()))
    questions, keys = STATES[state]

    async def walk(pilot: Pilot[None]) -> None:
        hand = Driver(pilot, world)
        await hand.settle()
        for question in questions:
            await hand.ask(question)
        for key in keys:
            await hand.press(key)

    assert snap_compare(app, terminal_size=size, run_before=walk)
