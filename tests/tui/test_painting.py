"""Drawing a slice at a time: in the end the terminal shows what it should, and on the way the loop is free."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from chat_driving import Driver
from chat_fakes import FakeCurator, World
from rich.cells import get_character_cell_size
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.strip import Strip

from assistant.tui import painting
from assistant.tui.app import ChatApp
from assistant.tui.lines import Lines
from assistant.tui.painting import Paced
from assistant.tui.theme import LIGHT
from assistant.tui.widgets.answer import AnswerBlock
from assistant.tui.widgets.choices import ChoicesBlock
from assistant.tui.widgets.welcome import good_questions

PIECES = re.compile(
    r"\x1b\[(\d+);(\d+)H|\x1b\[([0-9;]*)m|\x1b\[[0-9;?>=<]*[a-zA-Z]|\x1b[^\[]|\n|([^\x1b\n]+)", re.ASCII
)


class Paper(HeadlessDriver):
    """A driver that keeps what a terminal would show."""

    @property
    def is_headless(self) -> bool:
        return False

    def start_application_mode(self) -> None:
        self.written = 0
        width, height = self._get_terminal_size()
        self.cells = [[" "] * width for _ in range(height)]
        self.looks = [[""] * width for _ in range(height)]
        super().start_application_mode()

    def write(self, data: str) -> None:
        self.written += 1
        x = y = 0
        look = ""
        for piece in PIECES.finditer(data):
            if piece.group(1):
                y, x = int(piece.group(1)) - 1, int(piece.group(2)) - 1
            if piece.group(3) is not None:
                look = piece.group(3) if piece.group(3) != "0" else ""
            for character in piece.group(4) or "":
                size = get_character_cell_size(character)
                if size == 0:
                    self.cells[y][x - 1] += character
                else:
                    self.cells[y][x : x + size] = [character, ""][:size]
                    self.looks[y][x : x + size] = [look] * size
                x += size

    def lines(self) -> list[str]:
        return ["".join(line) for line in self.cells]


class Hand(Driver):
    """Hands on a chat whose terminal is paper."""

    @property
    def paper(self) -> Paper:
        assert isinstance(self.app._driver, Paper)
        return self.app._driver

    @property
    def top(self) -> Paced[object]:
        assert isinstance(self.app.screen, Paced)
        return self.app.screen

    async def settle(self) -> None:
        await super().settle()
        for _ in range(1000):
            if self.top._painting is None:
                break
            await self.pilot.pause(0.005)
        await self.pilot.pause()

    def check(self) -> None:
        """What the terminal shows is what the screen holds, in its colours."""
        assert self.paper.lines() == self.lines()
        shown = [list(line) for line in self.paper.looks]
        self.paper.write(self.top._compositor.render_full_update().render_segments(self.app.console))
        wrong = [y for y, line in enumerate(self.paper.looks) if line != shown[y]]
        assert not wrong, [self.lines()[y] for y in wrong]


async def on_paper(walk: Callable[[Hand], Awaitable[None]], size: tuple[int, int] = (120, 40)) -> None:
    """Run the chat and do something with it."""
    world = World()
    app = ChatApp(world.services(curator=FakeCurator()), good_questions(world.library))
    app.driver_class = Paper
    failures: list[BaseException] = []

    async def pilot(pilot: Pilot[None]) -> None:
        hand = Hand(pilot, world)
        try:
            await hand.settle()
            await walk(hand)
        except BaseException as failure:
            failures.append(failure)
        app.exit()

    await app.run_async(headless=False, size=size, auto_pilot=pilot)
    if failures:
        raise failures[0]


@pytest.mark.parametrize(
    ("size", "slice_"), [((40, 12), 0.0), ((120, 40), painting.SLICE), ((120, 40), 60.0)], ids=str
)
async def test_the_terminal_shows_what_the_screen_holds(
    size: tuple[int, int], slice_: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "SLICE", slice_)

    async def walk(hand: Hand) -> None:
        hand.check()
        for question in ("why was it stopped", "policy", "best ramen in tokyo?"):
            await hand.ask(question)
            hand.check()
        for keys in (
            ("up", "up"),
            ("ctrl+b",),
            ("escape", "ctrl+p"),
            ("t",),
            ("escape",),
            ("f1", "down"),
            ("escape",),
        ):
            await hand.press(*keys)
            hand.check()
        await hand.press("f3", "down", "a")  # one dialog over another
        hand.check()
        await hand.press("escape", "escape", "pageup", "ctrl+end", *"plat")
        hand.check()
        hand.app.show_theme(LIGHT)
        await hand.settle()
        hand.check()

    await on_paper(walk, size)


async def test_what_changes_all_the_time_is_seen_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "SLICE", 0.0)

    async def walk(hand: Hand) -> None:
        for question in ("why was it stopped", "policy") * 3:
            await hand.ask(question)
        written = hand.paper.written
        for step in range(20):
            hand.chat.transcript.scroll_to(y=step % 7, animate=False)
            await asyncio.sleep(0.02)
        assert hand.paper.written > written
        await hand.settle()
        hand.check()

    await on_paper(walk)


async def test_a_large_picture_takes_turns_and_a_letter_is_not_kept_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(painting, "SLICE", 0.0)

    async def walk(hand: Hand) -> None:
        await hand.ask("why was it stopped")
        turn = hand.top._turn
        hand.chat.refresh(layout=True)
        for _ in range(1000):
            await asyncio.sleep(0)
            if hand.top._turn > turn + 3:
                break
        hand.chat.composer.prompt.insert_text_at_cursor("quokka")
        while not any("quokka" in line for line in hand.paper.lines()):
            assert hand.top._painting is not None, "the letters had to wait for the whole picture"
            await asyncio.sleep(0)
        await hand.settle()
        assert hand.top._turn > turn + 10
        hand.check()

    await on_paper(walk, (200, 60))


async def test_a_smaller_screen_in_the_middle_of_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "SLICE", 0.0)

    async def walk(hand: Hand) -> None:
        await hand.ask("why was it stopped")
        hand.chat.refresh(layout=True)
        await asyncio.sleep(0.02)
        await hand.pilot.resize_terminal(80, 24)
        await hand.settle()
        assert [line[:80] for line in hand.paper.lines()[:24]] == hand.lines()

    await on_paper(walk)


async def test_another_size_draws_no_block_anew_and_places_all_once_for_a_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: Counter[str] = Counter()

    def count(owner: type, name: str) -> None:
        call = getattr(owner, name)

        def counted(*args: Any, **names: Any) -> Any:
            calls[name] += 1
            return call(*args, **names)

        monkeypatch.setattr(owner, name, counted)

    async def walk(hand: Hand) -> None:
        for question in ("why was it stopped", "policy") * 3:
            await hand.ask(question)
        for owner, name in (
            (AnswerBlock, "draw"),
            (ChoicesBlock, "draw"),
            (Compositor, "reflow"),
            (Compositor, "reflow_visible"),
            (Compositor, "_arrange_root"),
        ):
            count(owner, name)
        hand.chat.transcript.scroll_to(y=0, animate=False)
        await hand.settle()
        calls.clear()  # from now on Textual takes its map of the widgets for old
        for width in (100, 130, 115):
            await hand.pilot.resize_terminal(width, 40)
            await hand.settle()
        assert calls["reflow"] >= 3
        assert calls["_arrange_root"] == calls["reflow"] + calls["reflow_visible"]
        assert calls["draw"] == 0

    await on_paper(walk)


async def test_what_goes_wrong_while_drawing_ends_the_chat_as_anything_else_does(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def walk(hand: Hand) -> None:
        monkeypatch.setattr(painting, "_rendered", lambda *_: 1 / 0)
        hand.chat.refresh(layout=True)
        await asyncio.sleep(0.5)

    await on_paper(walk)
    assert "ZeroDivisionError" in capfd.readouterr().err


async def test_dialogs_find_their_rules_read_already(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Stylesheet] = []
    parse = Stylesheet.parse

    def counted(sheet: Stylesheet) -> None:
        read.append(sheet)
        parse(sheet)

    async def walk(hand: Hand) -> None:
        await hand.app.prepare_dialogs()
        monkeypatch.setattr(Stylesheet, "parse", counted)
        for key in ("ctrl+p", "escape", "f1", "escape", "f3", "down", "a"):
            await hand.press(key)
            hand.check()
        assert read == []
        hand.app.show_theme(LIGHT)
        await hand.settle()
        assert len(read) == 1
        hand.check()

    await on_paper(walk)


def test_a_line_is_drawn_once_and_only_when_it_is_wanted() -> None:
    drawn: list[int] = []

    def draw(number: int) -> Strip:
        drawn.append(number)
        return Strip.blank(number)

    lines = Lines(5, draw)
    assert len(lines) == 5
    assert drawn == []
    assert lines[3].cell_length == 3
    assert lines[3] is lines[-2]
    assert drawn == [3]
    assert [strip.cell_length for strip in lines[1:4]] == [1, 2, 3]
    assert drawn == [3, 1, 2]
    with pytest.raises(IndexError):
        lines[5]
