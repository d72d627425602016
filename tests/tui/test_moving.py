"""Walking, scrolling, finding, the palette, help, the footer, keys bound anew."""

from __future__ import annotations

import pytest
from chat_driving import Chat
from chat_fakes import FakeCurator

from assistant.conversation.slash_commands import commands_for
from assistant.tui.widgets.answer import AnswerBlock, QuestionBlock

QUESTIONS = ("when did it run", "why was it stopped", "and after that", "who wrote it", "hello")


async def test_blocks_are_walked_by_keyboard(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.press("alt+up")
        assert isinstance(hand.chat.focused, AnswerBlock)
        await hand.press("up")
        assert isinstance(hand.chat.focused, QuestionBlock)
        await hand.press("alt+down", "alt+down")
        assert hand.chat.focused is hand.chat.composer.prompt


async def test_a_block_is_focused_by_click_and_its_choices_walked(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.click("It was pursued")
        assert isinstance(hand.chat.focused, AnswerBlock)
        await hand.press("down", "down", "enter")
        assert hand.chat.turns()[-1].entry == "failure"


async def test_a_notice_leaves_mode_and_help_and_goes_with_the_next_key(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.press("alt+up", "y")
        assert hand.footer() == "BROWSE    Copied as plain text, with its citation   f1 help"
        await hand.press("up")
        assert "Copied" not in hand.footer()


async def test_there_is_nothing_to_copy_without_an_answer(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("nothing of the kind")
        assert "copy" not in hand.footer()
        await hand.press("ctrl+y")
        assert hand.app.clipboard == ""
        await hand.ask("/copy")
        assert "Nothing to copy" in hand.footer()


async def test_scrolling_and_the_sign_for_more_below(chat: Chat) -> None:
    async with chat(size=(80, 16)) as hand:
        await hand.recall(*QUESTIONS)
        assert "↓ more" not in hand.text()
        await hand.press("pageup")
        assert "↓ more" in hand.text()
        await hand.press("ctrl+home")
        assert "❯ when did it run" in hand.text()
        await hand.click("↓ more")
        assert "❯ hello" in hand.text()
        assert "↓ more" not in hand.text()
        await hand.press("pageup", "ctrl+end")
        assert "❯ hello" in hand.text()


async def test_an_answer_longer_than_the_screen_is_shown_from_its_question(chat: Chat) -> None:
    async with chat(size=(40, 12)) as hand:
        await hand.ask("why was it stopped")
        assert "❯ why was it stopped" in hand.text()
        assert "↓ more" in hand.text()


async def test_a_long_answer_stays_where_it_is_while_one_types(chat: Chat) -> None:
    async with chat(size=(40, 12)) as hand:
        await hand.ask("why was it stopped")
        await hand.type("what")
        assert "❯ why was it stopped" in hand.text()


async def test_words_are_found_with_next_and_previous(chat: Chat) -> None:
    async with chat() as hand:
        await hand.recall(*QUESTIONS)
        await hand.press("ctrl+f")
        await hand.type("platform")
        total = len(hand.chat.finder._finds)
        assert total >= 3
        assert f"{total} of {total}" in hand.text()
        await hand.press("enter")
        assert f"1 of {total}" in hand.text()
        await hand.press("up")
        assert f"{total} of {total}" in hand.text()
        await hand.type("zzz")
        assert "nothing found" in hand.text()
        await hand.press("escape")
        assert not hand.chat.query("#findbar")
        assert hand.chat.focused is hand.chat.composer.prompt


async def test_finds_are_marked_and_unmarked(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.ask("/find pursued")
        block = hand.chat.query_one(AnswerBlock)
        assert any("$accent" in str(s.style) for p in block.render().paragraphs for s in p.text.spans)
        await hand.press("escape")
        assert block.render().plain == block.draw().plain


async def test_the_palette_holds_every_command(chat: Chat) -> None:
    async with chat(size=(100, 50)) as hand:
        await hand.ask("when did it run")
        await hand.press("ctrl+p")
        items = {item.id for item in hand.app.screen._items}
        assert items >= {command.action for command in commands_for("chat", curate=False)}
        await hand.type("chosen")
        await hand.press("enter")
        assert "Matched “" in hand.text()


@pytest.mark.parametrize("curate", [False, True])
async def test_only_curator_mode_shows_the_keys_for_curators(chat: Chat, curate: bool) -> None:
    async with chat(size=(100, 60), curate=curate, curator=FakeCurator()) as hand:
        await hand.ask("when did it run")
        assert ("alt t teach   alt w wrong answer" in hand.footer()) == curate
        await hand.press("f1")
        assert "Mark the answer as wrong" in hand.text()
        await hand.press("escape", "ctrl+p")
        assert ({"teach", "inbox"} <= {item.id for item in hand.app.screen._items}) == curate


async def test_every_line_of_the_palette_does_something(chat: Chat) -> None:
    async with chat() as hand:
        await hand.press("ctrl+p")
        actions = [item.id for item in hand.app.screen._items]
        await hand.press("escape")
        for action in actions:
            if action not in ("quit", "app.suspend_process"):
                await hand.chat._run_picked(action)
                await hand.settle()
                while len(hand.app.screen_stack) > 1:
                    await hand.press("escape")
        assert hand.app.is_running


async def test_help_is_of_the_part_in_focus(chat: Chat) -> None:
    async with chat(size=(100, 40)) as hand:
        for keys, words in (
            ((), "The prompt"),
            (("alt+up",), "A question or an answer"),
            (("ctrl+b",), "Contents"),
            (("ctrl+r",), "A list to choose from"),
        ):
            await hand.press(*keys, "f1")
            assert words in "".join(hand.lines()[3:6])
            await hand.press("escape")
            assert len(hand.app.screen_stack) == (2 if keys == ("ctrl+r",) else 1)


async def test_the_footer_shows_only_keys_that_work_now(chat: Chat) -> None:
    async with chat(size=(200, 30)) as hand:
        footer = hand.footer()
        assert "enter ask" not in footer
        assert "copy" not in footer
        assert "^b contents" in footer
        await hand.type("what")
        assert hand.footer().startswith("enter ask   tab complete   ↓ choose")
        await hand.press("enter")
        await hand.ask("when did it run")
        assert "^y copy" in hand.footer()
        assert hand.footer().endswith("f1 help")


async def test_keys_are_dropped_whole_by_rank_and_help_never(chat: Chat) -> None:
    async with chat(size=(200, 20)) as hand:
        await hand.ask("when did it run")
        full = hand.footer().split("   ")
        for width in range(24, 130, 7):
            await hand.resize((width, 20))
            narrow = hand.footer().split("   ")
            assert narrow == [*full[: len(narrow) - 1], "f1 help"]


async def test_a_key_in_the_footer_is_pressed_by_click(chat: Chat) -> None:
    async with chat() as hand:
        await hand.click("^p commands")
        assert "Commands" in hand.text()


async def test_keys_are_bound_anew_by_action_id(chat: Chat) -> None:
    async with chat(keys={"palette": "f6", "block_copy": "c,C"}) as hand:
        assert "f6 commands" in hand.footer()
        await hand.press("ctrl+p")
        assert len(hand.app.screen_stack) == 1
        await hand.press("f6")
        assert len(hand.app.screen_stack) == 2
        await hand.press("escape")
        await hand.ask("when did it run")
        await hand.press("alt+up", "c")
        assert hand.app.clipboard.startswith("It was pursued")


async def test_an_unknown_action_in_the_settings_is_told(chat: Chat) -> None:
    async with chat(keys={"palete": "f6"}) as hand:
        assert 'unknown action "palete" in keys. Did you mean "palette"?' in hand.text()


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ({"preferences": {"theme": "darkk"}}, 'unknown theme "darkk"'),
        ({"keys": {"copy": "ctrl+ü"}}, '"ctrl+ü" for copy is not a key'),
        ({"keys": {"find": "f1"}}, "f1 always shows the help"),
    ],
)
async def test_wrong_settings_are_told_with_their_place(
    chat: Chat, rest: dict[str, object], words: str
) -> None:
    places = dict.fromkeys(("theme", "copy", "find"), "my.yaml:2:3")
    async with chat(places=places, notices=["my.yaml:1:1: first"], **rest) as hand:
        assert "  my.yaml\n" in "\n".join(line.rstrip() for line in hand.lines()) + "\n"
        assert f"2:3: {words}" in hand.text()
        await hand.press("f1")
        assert len(hand.app.screen_stack) == 2


async def test_a_record_that_cannot_be_written_is_told_after_the_answer(chat: Chat) -> None:
    notices: list[str] = []
    async with chat(
        notices=notices, save=lambda turns: notices.append("Questions are not recorded.")
    ) as hand:
        await hand.ask("when did it run")
        assert "Questions are not recorded." in hand.text()


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+d"])
async def test_the_chat_is_left_by_key(chat: Chat, key: str) -> None:
    async with chat() as hand:
        await hand.pilot.press(key)
        await hand.pilot.pause()
        assert not hand.app.is_running
        assert hand.app.return_code == 0


async def test_ctrl_d_deletes_while_something_is_typed(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("ab")
        await hand.press("home", "ctrl+d")
        assert hand.chat.composer.prompt.text == "b"
        assert hand.app.is_running


@pytest.mark.parametrize("line", ["/quit", "quit", "Exit", ":q"])
async def test_the_chat_is_left_by_command(chat: Chat, line: str) -> None:
    async with chat() as hand:
        hand.chat.composer.put(line)
        await hand.pilot.press("enter")
        await hand.pilot.pause()
        assert not hand.app.is_running
