"""Hundreds of questions: widgets, memory and the work of a keystroke stay level."""

from __future__ import annotations

import gc
import tracemalloc

from chat_driving import Chat, Driver

from assistant.tui.messages import QuestionSubmitted
from assistant.tui.widgets.transcript import STEP

QUESTIONS = ("why was it stopped", "and after that", "who wrote it", "policy", "xyz", "hello")


async def ask_many(hand: Driver, first: int, last: int) -> None:
    for number in range(first, last):
        hand.chat.post_message(QuestionSubmitted(QUESTIONS[number % len(QUESTIONS)]))
        if number % 10 == 9:
            await hand.settle()
    await hand.settle()


def widgets(hand: Driver) -> int:
    return len(list(hand.chat.walk_children()))


async def test_hundreds_of_questions_stay_level(chat: Chat) -> None:
    async with chat() as hand:
        await hand.recall(*QUESTIONS, times=20)
        await ask_many(hand, 0, 20)
        early_widgets = widgets(hand)
        gc.collect()
        early = len(gc.get_objects())
        await ask_many(hand, 20, 60)
        tracemalloc.start()
        await ask_many(hand, 60, 65)
        gc.collect()
        traced = tracemalloc.get_traced_memory()[0]
        await ask_many(hand, 65, 80)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - traced
        tracemalloc.stop()
        late = len(gc.get_objects())
        assert len(hand.chat.transcript.exchanges) == 200
        most = hand.chat.transcript.window + STEP
        assert len(hand.chat.transcript.shown) <= most
        assert widgets(hand) <= early_widgets + 3 * most
        # What is kept of a question is its turn and its state, and no widget: a few dozen small objects.
        assert (late - early) / 60 < 120
        # What was drawn before tracing began and is let go since is not counted, so this is an upper bound.
        assert grown < 3_000_000


async def test_what_was_folded_away_comes_back_by_scrolling_walking_and_finding(chat: Chat) -> None:
    async with chat() as hand:
        await hand.recall("hello", *QUESTIONS[:-1], times=20)
        transcript = hand.chat.transcript
        first = transcript.shown.start
        assert first > 0
        for _ in range(60):
            await hand.press("pageup")
            if transcript.shown.start < first:
                break
        assert transcript.shown.start < first
        assert transcript.scroll_offset.y > 0  # without a jump
        await hand.press("ctrl+home")
        assert transcript.shown.start == 0
        assert "❯ hello" in hand.text()
        await hand.press("ctrl+end")
        assert transcript.shown.stop == len(transcript.exchanges)
        await hand.press("ctrl+f")
        await hand.type("hello")
        await hand.press("enter")
        assert 0 in transcript.shown
        await hand.press("escape")
        await hand.ask("when did it run")
        assert "from 2000 to 2010" in hand.text()


async def test_the_window_is_as_high_as_the_screen(chat: Chat) -> None:
    async with chat(size=(100, 24)) as hand:
        await hand.recall("hello", times=60)  # three lines, the shortest there is
        transcript = hand.chat.transcript
        await hand.resize((100, 120))
        assert transcript.max_scroll_y > 0
        assert transcript.shown.stop == 60
        assert "earlier" not in hand.text()
        for key, end in (("ctrl+home", 0), ("ctrl+end", 60)):
            await hand.resize((100, 120))
            await hand.press(key)
            await hand.resize((100, 24))
            assert end in (transcript.shown.start, transcript.shown.stop)


async def test_scrolling_after_the_screen_became_low(chat: Chat) -> None:
    async with chat(size=(100, 120)) as hand:
        await hand.recall(*QUESTIONS[:5], times=10)
        transcript = hand.chat.transcript
        await hand.press("ctrl+home")
        await hand.resize((100, 24))
        for scroll, arrived in (
            (transcript.scroll_end, lambda: transcript.shown.stop == 50),
            (transcript.scroll_home, lambda: transcript.shown.start == 0),
        ):
            for _ in range(20):
                if arrived():
                    break
                scroll(animate=False)
                await hand.settle()
            assert arrived()
            assert len(transcript.shown) <= transcript.window + STEP
