"""The side pane: contents as a tree, filtered; the source of the answer, and reading on."""

from __future__ import annotations

import pytest
from chat_driving import Chat


async def test_the_pane_is_there_by_itself_on_wide_terminals_only(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        assert hand.chat.side_pane.shown
        await hand.pilot.resize_terminal(100, 40)
        await hand.settle()
        assert not hand.chat.side_pane.shown
        await hand.pilot.resize_terminal(140, 40)
        await hand.settle()
        assert hand.chat.side_pane.shown


async def test_its_key_brings_it_over_the_page_and_puts_it_away(chat: Chat) -> None:
    async with chat(size=(80, 24)) as hand:
        await hand.press("ctrl+b")
        assert "CONTENTS" in hand.text()
        assert "Ask a question" not in hand.text()
        await hand.press("escape")
        assert "CONTENTS" not in hand.text()
        assert hand.chat.focused is hand.chat.composer.prompt


async def test_put_away_on_a_wide_terminal_it_stays_away(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        await hand.press("ctrl+b", "ctrl+b")
        assert not hand.chat.side_pane.shown
        await hand.pilot.resize_terminal(150, 40)
        await hand.settle()
        assert not hand.chat.side_pane.shown


async def test_sections_unfold_and_a_question_is_asked_by_enter(chat: Chat) -> None:
    async with chat(size=(80, 30)) as hand:
        await hand.press("ctrl+b", "down", "right")
        assert "What is the title of the article?" in hand.text()
        await hand.press("left")
        assert "What is the title of the article?" not in hand.text()
        await hand.press("enter", "down", "enter")
        assert hand.chat.turns()[-1].entry == "title"
        assert not hand.chat.side_pane.shown


async def test_the_contents_are_filtered_as_one_types(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        await hand.press("ctrl+b", "slash")
        await hand.type("platform")
        pane = hand.chat.side_pane.pane
        assert [row[0] for row in pane.contents._tree if len(row) == 4 and isinstance(row, tuple)][-1:] != []
        assert "What is the platform model?" in hand.text()
        assert "The record" not in hand.text()
        await hand.press("enter", "enter")
        assert hand.chat.turns()[-1].entry == "platform-what"


async def test_the_filter_can_be_given_with_the_command(chat: Chat) -> None:
    async with chat(size=(80, 24)) as hand:
        await hand.ask("/contents soviet countries")
        assert "CONTENTS" in hand.text()
        await hand.ask("/contents countries")
        assert "What can other countries learn from Japan?" in hand.text()


async def test_the_answer_in_focus_is_marked_and_its_source_shown(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        await hand.ask("why was it stopped")
        for words in (
            "• Why was the cluster policy",
            "The policy in brief.",
            "Summary, sentence 8",
            "https://example.org/article/491",
            "↑ When was the cluster policy active?",
            "↓ Was the policy a failure?",
        ):
            assert words in hand.text()
        await hand.ask("and after that")
        await hand.press("alt+up", "alt+up", "alt+up")
        assert "↓ Was the policy a failure?" in hand.text()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["alt+left"], ["alt+right"]),
        (["left_square_bracket"], ["right_square_bracket"]),
        ([*"/before", "enter"], [*"/after", "enter"]),
    ],
)
async def test_reading_on_in_the_section_shows_without_asking(
    chat: Chat, width: int, before: list[str], after: list[str]
) -> None:
    async with chat(size=(width, 40)) as hand:
        await hand.ask("why was it stopped")
        await hand.press("alt+up")
        for keys, shown in ((before, "when"), (after, "why"), (after, "failure")):
            await hand.press(*keys)
            assert hand.chat.side_pane.pane.source.browsed == shown
            assert "SOURCE" in hand.text()
        await hand.press("escape")
        assert "BROWSE" not in hand.footer()
        assert [turn.entry for turn in hand.chat.turns()] == ["why"]
        assert hand.world.history.kept == hand.chat.composer.history == ["why was it stopped"]
        await hand.ask("when did it run")
        await hand.press("alt+right")
        assert hand.chat.side_pane.pane.source.browsed == "why"


async def test_at_the_end_of_a_section_it_says_so(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("/contents")
        await hand.press("escape")
        await hand.ask("What is the title of the article?")
        await hand.press("alt+left")
        assert "This is the first entry of its section" in hand.text()


async def test_the_source_shows_neighbours_by_arrows_and_click_and_asks_only_on_enter(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        await hand.ask("why was it stopped")
        await hand.ask("/source")
        assert hand.chat.focused is hand.chat.side_pane.pane.source
        await hand.press("down")
        assert "• Was the policy a failure?" in hand.text()
        await hand.click("↓ Did support for clusters")
        assert "• Did support for clusters end?" in hand.text()
        assert len(hand.chat.turns()) == 1
        await hand.press("enter")
        assert [turn.entry for turn in hand.chat.turns()] == ["why", "support-end"]


async def test_escape_clears_the_filter_and_the_source_is_that_of_the_answer_asked_since(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("/contents platform")
        assert "Part 4. The platform model\u00a0\u00a01" in hand.text()
        await hand.press("escape")
        assert hand.chat.side_pane.pane.filter.value == ""
        assert "▸ The record" in hand.text()
        await hand.press("escape")
        assert not hand.chat.side_pane.shown
        await hand.ask("what is the platform model")
        await hand.ask("/source")
        assert "“platform model”" in hand.text()
        assert "• What is the platform model?" in hand.text()


async def test_sections_opened_by_hand_stay_open(chat: Chat) -> None:
    async with chat(size=(160, 60)) as hand:
        await hand.click("▸ The record")
        assert "What is the title of the article?" in hand.text()
        await hand.ask("what is the platform model")
        assert "▾ Part 4" in hand.text()
        assert "▾ The record" in hand.text()
        await hand.ask("why was it stopped")
        assert "▸ Part 4" in hand.text()
        assert "▾ The record" in hand.text()
