"""What is read stays in sight, whatever lays the screen out again, and however late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from chat_driving import Chat, Driver

from assistant.errors import Problem
from assistant.tui.theme import DARK, LIGHT
from assistant.tui.widgets.block import Block
from assistant.tui.widgets.exchange import Exchange

QUESTIONS = ("when did it run", "why was it stopped", "who wrote it", "and after that", "hello")
START = (100, 16)


def top(hand: Driver) -> Block:
    transcript = hand.chat.transcript
    return next(b for b in transcript.blocks() if b.virtual_region.bottom > transcript.scroll_offset.y)


def at_end(hand: Driver) -> bool:
    transcript = hand.chat.transcript
    return transcript.scroll_offset.y == transcript.max_scroll_y and not transcript.more_below


async def burst(hand: Driver) -> None:
    await hand.resize((60, 20), (200, 60), (40, 12), (1, 1), (59, 17), START)


async def other_sizes(hand: Driver) -> None:
    for size in ((60, 20), (80, 24), (40, 12)):
        await hand.resize(size)


async def grown_prompt(hand: Driver) -> None:
    await hand.press(*("ctrl+j",) * 5)
    await hand.settle()


async def banner(hand: Driver) -> None:
    hand.chat.banner.show([Problem("base.yaml", 3, 1, "syntax", "Wrong " * 30, "Fix it")])
    await hand.settle()


async def side_pane(hand: Driver) -> None:
    await hand.resize((160, 16))
    await hand.press("ctrl+b")
    await hand.resize((120, 16), (160, 14))


async def themes(hand: Driver) -> None:
    for theme in (LIGHT, DARK):
        hand.app.theme = theme
        await hand.settle()


async def find_bar(hand: Driver) -> None:
    await hand.press("ctrl+f")
    await hand.settle()


LAYOUTS = (burst, other_sizes, grown_prompt, banner, side_pane, themes, find_bar)


@pytest.mark.parametrize("change", LAYOUTS)
async def test_the_end_stays_the_end_and_the_block_being_read_stays_at_the_top(
    chat: Chat, change: Callable[[Driver], Awaitable[None]]
) -> None:
    async with chat(size=START) as hand:
        await hand.recall(*QUESTIONS)
        assert at_end(hand)
        await change(hand)
        assert at_end(hand)
    async with chat(size=START) as hand:
        await hand.recall(*QUESTIONS)
        await hand.press("pageup", "pageup")
        before = top(hand)
        assert before is not hand.chat.transcript.blocks()[0]
        assert not at_end(hand)
        await change(hand)
        assert top(hand) is before


async def test_a_screen_high_enough_for_all_does_not_move_the_reader(chat: Chat) -> None:
    async with chat(size=START) as hand:
        await hand.recall(*QUESTIONS)
        await hand.press("pageup", "pageup")
        before = hand.lines()
        await hand.resize((100, 80), (200, 80))
        assert hand.chat.transcript.max_scroll_y == 0
        await hand.resize(START)
        assert hand.lines() == before


async def test_scrolling_during_a_burst_of_sizes_counts(chat: Chat) -> None:
    async with chat(size=START) as hand:
        await hand.recall(*QUESTIONS)
        await hand.pilot.resize_terminal(60, 20)
        await hand.press("ctrl+home")
        await hand.resize((40, 12), START)
        assert top(hand) is hand.chat.transcript.blocks()[0]


async def to_start(hand: Driver) -> None:
    await hand.chat.action_to_start()


async def to_end(hand: Driver) -> None:
    await hand.chat.action_to_end()


async def add(hand: Driver) -> None:
    last = hand.chat.transcript.exchanges[-1]
    await hand.chat.transcript.add(Exchange(last.question, turn=last.turn))


async def answered(hand: Driver) -> None:
    last = hand.chat.transcript.exchanges[-1]
    exchange = Exchange(last.question)
    await hand.chat.transcript.add(exchange)
    exchange.turn = last.turn
    await hand.chat.transcript.answered(exchange)


async def load(hand: Driver) -> None:
    exchanges = hand.chat.transcript.exchanges
    await hand.chat.transcript.clear()
    await hand.chat.transcript.load(exchanges)


async def find(hand: Driver) -> None:
    await hand.chat.finder.find("hello", 0)


@pytest.mark.parametrize(
    ("go", "times", "start", "words"),
    [
        (to_start, 4, "ctrl+end", "❯ when did it run"),
        (to_end, 4, "ctrl+home", "❯ hello"),
        (add, 1, "ctrl+home", "❯ hello"),
        (add, 4, "ctrl+home", "❯ hello"),
        (answered, 1, "ctrl+home", "Good day."),
        (load, 4, "ctrl+home", "❯ hello"),
        (find, 4, "ctrl+home", "❯ hello"),
    ],
)
async def test_what_is_gone_to_is_in_sight_however_late_it_is_laid_out(
    chat: Chat, go: Callable[[Driver], Awaitable[None]], times: int, start: str, words: str
) -> None:
    async with chat(size=START) as hand:
        await hand.recall(*QUESTIONS, times=times)
        await hand.press(start)
        assert words not in hand.text()
        with hand.app.batch_update():  # nothing is laid out
            await go(hand)
            for _ in range(10):
                await hand.pilot.pause(0)
        await hand.settle()
        assert words in hand.text()
