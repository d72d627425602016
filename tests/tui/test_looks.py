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


async def test_every_word_of_our_themes_has_enough_contrast(chat: Chat) -> None:
    async with chat(size=(120, 40)) as hand:
        async for state in every_state(hand):
            # What lies dimmed behind a dialog is not for reading.
            if len(hand.app.screen_stack) == 1:
                for theme in (LIGHT, DARK):
                    hand.app.theme = theme
                    await hand.settle()
                    assert unreadable(hand) == [], (state, theme)


async def test_textuals_other_themes_are_legible_here_too(chat: Chat) -> None:
    async with chat(size=(120, 30)) as hand:
        await hand.recall("why was it stopped", "who wrote it")
        for theme in BUILTIN:
            if not theme.startswith("ansi"):  # the terminal's own colours cannot be computed
                hand.app.theme = theme
                await hand.settle()
                assert unreadable(hand) == [], theme


async def test_a_dialog_has_enough_contrast(chat: Chat) -> None:
    async with chat(size=(80, 24)) as hand:
        await hand.ask("why was it stopped")
        await hand.press("ctrl+s")
        for theme in (LIGHT, DARK):
            hand.app.theme = theme
            await hand.settle()
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


async def test_lines_have_at_most_ninety_characters_and_no_word_is_cut_at_any_size(chat: Chat) -> None:
    async with chat() as hand:
        await hand.recall("word " * 80, "why was it stopped")
        for size in SIZES:
            await hand.resize(size)
            first, *_, block = hand.chat.transcript.blocks()
            lines = first.draw().lines(first.content_size.width)
            assert max(line.content.cell_length for line in lines) <= 92
            page = block.draw()
            for line in page.lines(block.content_size.width):
                text = page.paragraphs[line.y].text.plain
                content, start = line.runs[-1]
                assert start is not None
                end = start + len(content)
                assert end >= len(text) or text[end] in " \n" or text[end - 1 : end] in " -", text[:end]


@pytest.mark.parametrize("keys", [(), ("alt+up",), ("ctrl+b",)], ids=["prompt", "browsing", "contents"])
async def test_the_footer_has_at_most_five_keys_and_help_last(chat: Chat, keys: tuple[str, ...]) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        await hand.press(*keys)
        for size in ((20, 6), *SIZES):
            await hand.resize(size)
            shown = [hint.plain for hint in hand.chat.keybar.shown() if "BROWSE" not in hint.plain]
            assert shown[-1] == "f1 help"
            assert len(shown) <= 5
            assert hand.lines()[-1].rstrip().endswith("f1 help")


async def test_heading_conversation_prompt_and_footer_have_the_same_edges(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        for size in SIZES[1:]:
            await hand.resize(size)
            words = ("assistant ·", "❯ why", "▌ The", "Ask next", "╭──", "↓ choose")
            assert len({hand.place(one)[0] for one in words}) == 1
            heading, prompt = hand.lines()[1], hand.lines()[hand.place("╮")[1]]
            assert heading.index("19 answers") + len("19 answers") == prompt.index("╮") + 1
            frame = hand.chat.query_one("#frame").region
            assert abs(frame.x - (size[0] - frame.right)) <= 1


async def test_any_resize_leaves_everything_in_its_place(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        for odd, size in zip(((1, 1), (300, 5), (5, 100), (20, 6)), SIZES, strict=True):
            await hand.resize(odd)
            await hand.resize(size)
            shown = [widget for widget in hand.chat.page.children if widget.display]
            right = 0
            for widget in shown:
                assert widget.region.x >= right
                right = widget.region.right
            assert right <= size[0]
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
