"""How long the event loop is held: ``python -m tests.bench.holding chat|minimal REPORT`` in a terminal.

Writes into the report the longest single callback of every kind of work, in CPU time of the loop's thread: what a
person could feel as a hitch. The minimal app does the same on the same screen, with as much text, and nothing else:
that is what Textual itself takes.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import struct
import sys
import termios
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot

from tests.bench.painting import Minimal

QUESTIONS = (
    "what is a cluster",
    "why was the policy stopped",
    "who wrote it",
    "policy",
    "tell me a joke",
    "hello",
)
ANSWER = "A cluster is a group of companies that are close together and work in related industries. " * 12
LONG = 500
READING = 0.8
"""Seconds that an answer is read."""


class Watch:
    """Times every callback of the event loop."""

    def __init__(self) -> None:
        self.longest: dict[str, float] = {}
        """Longest callback of each kind of work, ms."""
        self.kind = ""
        """What is being done; empty while nothing is measured."""
        run = asyncio.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            start = time.thread_time()
            run(handle)
            took = 1000 * (time.thread_time() - start)
            if self.kind and took > self.longest.get(self.kind, 0.0):
                self.longest[self.kind] = took

        asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]


class Hands(NamedTuple):
    """How each app is used."""

    pilot: Pilot[Any]
    ask: Callable[[str], Awaitable[None]]
    scroll: Callable[[int], Awaitable[None]]
    settle: Callable[[], Awaitable[None]]

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has been drawn."""
        for key in keys:
            await self.pilot.press("space" if key == " " else key)
            await self.settle()


async def work(hands: Hands, watch: Watch, so_far: str = "") -> None:
    """Type, ask, scroll, and change size and colours."""
    app = hands.pilot.app
    size, colours = app.size, app.theme
    watch.kind = f"typing{so_far}"
    await hands.press(*"what is a clutser", "escape", "escape")
    watch.kind = f"asking{so_far}"
    for question in QUESTIONS:
        await hands.ask(question)
        await hands.settle()
        await asyncio.sleep(READING)
    watch.kind = f"scrolling{so_far}"
    for step in (-1,) * 6 + (1,) * 6:
        await hands.scroll(step)
        await hands.settle()
    watch.kind = f"another size{so_far}"
    for width in (size.width - 30, size.width - 10, size.width):
        resize(width, size.height)
        await asyncio.sleep(0.1)
        await hands.settle()
    watch.kind = f"other colours{so_far}"
    for theme in ("nord", colours):
        app.theme = theme
        await hands.settle()
    watch.kind = ""


def resize(width: int, height: int) -> None:
    """Give the terminal another size, as a person does by dragging its corner."""
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    os.kill(os.getpid(), signal.SIGWINCH)


def chat(watch: Watch) -> None:
    """The chat on the bundled base, first empty, then with a long conversation."""
    from assistant.keeping.history import History
    from assistant.keeping.inbox import Inbox
    from assistant.session import Library
    from assistant.tui.app import ChatApp
    from assistant.tui.exchange import Exchange
    from assistant.tui.screens.chat import ChatScreen
    from assistant.tui.services import Services
    from assistant.tui.widgets.welcome import good_questions

    library = Library.open()
    app = ChatApp(Services(library, History(None), Inbox(None)), good_questions(library))

    async def drive(pilot: Pilot[Any]) -> None:
        screen = app.screen_stack[0]
        assert isinstance(screen, ChatScreen)

        async def settle() -> None:
            await pilot.pause()
            while screen.runner.busy or any(not worker.is_finished for worker in app.workers):
                await pilot.pause(0.005)
            await pilot.pause()

        async def ask(question: str) -> None:
            screen.composer.put(question)
            await pilot.press("enter")

        async def scroll(step: int) -> None:
            await pilot.press("pagedown" if step > 0 else "pageup")

        hands = Hands(pilot, ask, scroll, settle)
        await settle()
        await work(hands, watch)
        for kind, keys in (
            ("contents", ("ctrl+b", "ctrl+b", "ctrl+b", "down", "down", "enter", "escape")),
            ("finding", ("ctrl+f", *"clust", "escape")),
            ("the palette", ("ctrl+p", *"the", "escape")),
            ("help", ("f1", "escape")),
        ):
            watch.kind = kind
            await hands.press(*keys)
        watch.kind = ""
        turns = [library.conversation().ask(question, alone=True) for question in QUESTIONS]
        said = [turns[at % len(turns)] for at in range(LONG)]
        await screen.transcript.load([Exchange(turn.question, turn=turn) for turn in said])
        await settle()
        await work(hands, watch, f", {LONG} questions before")
        watch.kind = f"to the start and the end, {LONG} questions before"
        await hands.press("ctrl+home", "ctrl+end")
        app.exit()

    app.tidy_in_pauses()
    app.run(auto_pilot=drive)


def minimal(watch: Watch) -> None:
    """The minimal app."""
    from textual.containers import VerticalScroll
    from textual.widgets import Static

    app = Minimal()

    async def drive(pilot: Pilot[Any]) -> None:
        page = app.query_one(VerticalScroll)

        async def settle() -> None:
            await pilot.pause()
            await pilot.pause()

        async def ask(question: str) -> None:
            await page.mount(Static(question, markup=False), Static(ANSWER, markup=False))
            page.scroll_end(animate=False)

        async def scroll(step: int) -> None:
            page.scroll_relative(y=step * page.size.height, animate=False)

        await settle()
        await work(Hands(pilot, ask, scroll, settle), watch)
        app.exit()

    app.run(auto_pilot=drive)


def main(which: str, report: str) -> None:
    """Run one of the apps and report."""
    watch = Watch()
    {"chat": chat, "minimal": minimal}[which](watch)
    Path(report).write_text(json.dumps(watch.longest), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
