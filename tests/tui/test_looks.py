"""Legible in every theme, whole at every size, kept from session to session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chat_driving import Chat, Driver
from chat_fakes import World
from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.geometry import Size

from assistant.tui.app import ChatApp
from assistant.tui.theme import DARK, LIGHT, READABLE, TERMINAL, contrast
from assistant.tui.widgets.block import Block

DECORATION = set("─▌▏│▎▍┃█▄▀▁▔ ·⁂╵╷╹╻▊▐") | {chr(c) for c in range(0x2580, 0x25A0)}
"""Glyphs that carry no words: bars, rules, the dots between the parts of a source line."""
SIZES = ((40, 12), (80, 24), (120, 40), (200, 60))
BUILTIN = sorted(set(ChatApp(World().services()).available_themes) - {DARK, LIGHT, TERMINAL})


def segments(hand: Driver) -> Iterator[Segment]:
    for strip in hand.app.screen._compositor.render_strips():
        yield from strip


def unreadable(hand: Driver) -> list[tuple[str, float]]:
    """Words on the screen whose contrast to their ground is too low."""
    bad = []
    for segment in segments(hand):
        words = "".join(c for c in segment.text if c not in DECORATION)
        style = segment.style
        if not words.strip() or style is None or style.color is None or style.bgcolor is None:
            continue
        fore, back = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
        if style.reverse:
            fore, back = back, fore
        ratio = contrast(fore, back)
        if ratio < READABLE:
            bad.append((words, round(ratio, 2)))
    return bad


async def every_state(hand: Driver) -> Iterator[str]:  # type: ignore[misc]
    """Walk through all that can be seen."""
    yield "welcome"
    for question in (
        "why was it stopped",
        "who wrote it",
        "and after that",
        "whatever became of it",
        "hello",
        "xyz",
    ):
        await hand.ask(question)
        yield question
    await hand.press("alt+e")
    yield "explained"
    await hand.ask("policy")
    yield "choices"
    await hand.press("escape", "alt+up", "alt+up")
    yield "a block in focus"
    await hand.press("escape")
    await hand.type("what is")
    await hand.press("down")
    yield "offers"
    await hand.press("escape", "escape", "ctrl+f")
    await hand.type("policy")
    yield "finds"
    await hand.press("escape")
    for key in ("ctrl+b", "ctrl+p", "ctrl+s", "ctrl+r", "f1", "f2"):
        await hand.press(key)
        yield key
        await hand.press("escape")
    hand.chat.say("a warning", warning=True)
    await hand.settle()
    yield "warning"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_every_word_of_our_themes_has_enough_contrast(chat: Chat, theme: str) -> None:
    async with chat(size=(120, 40), preferences={"theme": theme}) as hand:
        async for state in every_state(hand):
            # What lies dimmed behind a dialog is not for reading.
            if len(hand.app.screen_stack) == 1:
                assert unreadable(hand) == [], state


@pytest.mark.parametrize("theme", BUILTIN)
async def test_textuals_other_themes_are_legible_here_too(chat: Chat, theme: str) -> None:
    if theme.startswith("ansi"):
        pytest.skip("the terminal's own colours cannot be computed")
    async with chat(size=(120, 30), preferences={"theme": theme}) as hand:
        await hand.ask("why was it stopped")
        await hand.ask("who wrote it")
        assert unreadable(hand) == []


async def test_a_dialog_has_enough_contrast(chat: Chat) -> None:
    for theme in (DARK, LIGHT):
        async with chat(size=(80, 24), preferences={"theme": theme}) as hand:
            await hand.ask("why was it stopped")
            await hand.press("ctrl+s")
            region = hand.app.screen.query_one(".dialog").region
            strips = hand.app.screen._compositor.render_strips()[region.y : region.bottom]
            background = Color.parse(hand.app.theme_variables["background"])
            line = Color.parse(hand.app.theme_variables["line"])
            checked = 0
            for segment in (one for strip in strips for one in strip.crop(region.x, region.right)):
                style = segment.style
                if style and style.bgcolor and segment.text.strip() and style.color:
                    ground = Color.from_rich_color(style.bgcolor)
                    if ground in (background, line):
                        checked += 1
                        assert contrast(Color.from_rich_color(style.color), ground) >= READABLE, segment
            assert checked > 6


async def test_the_terminal_theme_uses_only_the_terminals_colours(chat: Chat) -> None:
    async with chat(preferences={"theme": TERMINAL}) as hand:
        await hand.ask("why was it stopped")
        for segment in segments(hand):
            for color in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                assert color is None or color.is_default or color.number is not None, segment


async def test_the_theme_is_chosen_previewed_and_kept(chat: Chat) -> None:
    async with chat() as hand:
        await hand.press("f2")
        await hand.type("assistant-light")
        assert hand.app.theme == LIGHT
        await hand.press("escape")
        assert hand.app.theme == DARK
        assert hand.world.preferred == {}
        await hand.press("f2")
        await hand.type("terminal")
        await hand.press("enter")
        assert hand.app.theme == TERMINAL
        assert hand.world.preferred == {"theme": TERMINAL}


async def test_a_theme_that_is_no_more_falls_back_to_ours(chat: Chat) -> None:
    async with chat(preferences={"theme": "gone"}) as hand:
        assert hand.app.theme == DARK


@pytest.mark.parametrize("size", SIZES)
async def test_text_is_never_wider_than_ninety_characters(chat: Chat, size: tuple[int, int]) -> None:
    async with chat(size=size) as hand:
        await hand.ask("word " * 80)
        block = hand.chat.transcript.blocks()[0]
        assert max(line.content.cell_length for line in block.draw().lines(block.content_size.width)) <= 92


@pytest.mark.parametrize("size", [(20, 6), *SIZES])
@pytest.mark.parametrize("keys", [(), ("alt+up",), ("ctrl+b",)], ids=["prompt", "browsing", "contents"])
async def test_the_footer_has_at_most_five_keys_and_help_last(
    chat: Chat, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with chat(size=size) as hand:
        await hand.ask("why was it stopped")
        await hand.press(*keys)
        shown = [hint.plain for hint in hand.chat.keybar.shown() if "BROWSE" not in hint.plain]
        assert shown[-1] == "f1 help"
        assert len(shown) <= 5
        assert hand.lines()[-1].rstrip().endswith("f1 help")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_heading_conversation_prompt_and_footer_have_the_same_edges(
    chat: Chat, size: tuple[int, int]
) -> None:
    async with chat(size=size) as hand:
        await hand.ask("why was it stopped")
        lefts = {
            hand.place(words)[0] for words in ("assistant ·", "❯ why", "▌ The", "Ask next", "╭──", "↓ choose")
        }
        assert len(lefts) == 1
        heading, prompt = hand.lines()[1], hand.lines()[hand.place("╮")[1]]
        assert heading.index("19 answers") + len("19 answers") == prompt.index("╮") + 1
        frame = hand.chat.query_one("#frame").region
        assert abs(frame.x - (size[0] - frame.right)) <= 1


@pytest.mark.parametrize("size", SIZES)
async def test_no_word_is_cut_at_any_size(chat: Chat, size: tuple[int, int]) -> None:
    async with chat(size=size) as hand:
        await hand.ask("why was it stopped")
        await hand.press("ctrl+home")
        block = hand.chat.transcript.blocks()[-1]
        page = block.draw()
        for line in page.lines(block.content_size.width):
            text = page.paragraphs[line.y].text.plain
            content, start = line.runs[-1]
            assert start is not None
            end = start + len(content)
            assert end >= len(text) or text[end] in " \n" or text[end - 1 : end] in " -", text[:end]


@pytest.mark.parametrize("start", SIZES)
async def test_any_resize_leaves_everything_in_its_place(chat: Chat, start: tuple[int, int]) -> None:
    async with chat(size=start) as hand:
        await hand.ask("why was it stopped")
        for width, height in (*SIZES, (20, 6), (1, 1), (300, 5), (5, 100), start):
            await hand.pilot.resize_terminal(width, height)
            await hand.settle()
        shown = [widget for widget in hand.chat.page.children if widget.display]
        right = 0
        for widget in shown:
            assert widget.region.x >= right
            right = widget.region.right
        assert right <= start[0]
        assert hand.chat.composer.region.bottom <= hand.chat.keybar.region.y


@pytest.mark.parametrize("keys", [(), ("f1",)])
async def test_a_size_that_the_terminal_no_longer_has_is_ignored(chat: Chat, keys: tuple[str, ...]) -> None:
    async with chat() as hand:
        await hand.press(*keys)
        screen = hand.app.screen
        for size in (Size(40, 12), Size(1, 1), Size(200, 60)):
            screen.post_message(events.Resize(size, size))
            screen.call_later(lambda: None)  # Textual joins sizes that wait side by side
        await hand.settle()
        assert screen.size == hand.app.size == Size(80, 24)
        assert not screen.has_class("-narrow", "-short")


async def test_the_block_being_read_stays_in_sight_when_the_width_changes(chat: Chat) -> None:
    async with chat(size=(100, 16)) as hand:
        for question in ("when did it run", "why was it stopped", "who wrote it", "hello", "and after that"):
            await hand.ask(question)
        await hand.press("ctrl+home", "pagedown")
        transcript = hand.chat.transcript

        def top() -> Block:
            blocks = transcript.blocks()
            return next(one for one in blocks if one.virtual_region.bottom > transcript.scroll_offset.y)

        before = top()
        assert before is not transcript.blocks()[0]
        await hand.pilot.resize_terminal(50, 16)
        await hand.settle()
        assert top() is before


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60), (40, 12)])
async def test_the_end_stays_in_sight_at_any_other_size(chat: Chat, size: tuple[int, int]) -> None:
    async with chat(size=(120, 34)) as hand:
        for question in ("why was it stopped", "when did it run", "who wrote it", "hello"):
            await hand.ask(question)
        await hand.pilot.resize_terminal(*size)
        await hand.settle()
        assert "❯ hello" in hand.text()
        assert not hand.chat.transcript.more_below
