"""Typing: live offers, taking them, recalling, pasting, commands with completion."""

from __future__ import annotations

import threading
from pathlib import Path

from chat_driving import PATIENCE, Chat
from chat_fakes import FakeHistory, World
from textual import events

from assistant.storage.conversations import Conversations
from assistant.storage.database import Database


async def test_questions_with_answers_are_offered_as_one_types(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("what is")
        lines = [line.strip() for line in hand.lines() if line.strip().startswith("What is the")]
        assert lines[0].startswith("What is the title of the article?")
        assert lines[0].endswith("The record")


async def test_matched_letters_are_marked(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("plat")
        page = hand.chat.composer.suggestions.get_option_at_index(0).prompt
        spans = [span for span in page.paragraphs[0].text.spans if span.style == "bold $accent"]
        assert [(span.start, span.end) for span in spans] == [(12, 16)]


async def test_enter_sends_what_was_typed(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("what is")
        await hand.press("enter")
        assert hand.chat.turns()[-1].question == "what is"
        assert not hand.chat.composer.suggestions.display


async def test_down_takes_an_offer_and_up_gives_back_what_was_typed(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("what is")
        await hand.press("down")
        assert hand.chat.composer.prompt.text == "What is the title of the article?"
        await hand.press("down")
        assert hand.chat.composer.prompt.text == "What is the article about?"
        await hand.press("up", "up")
        assert hand.chat.composer.prompt.text == "what is"
        await hand.press("down", "enter")
        assert hand.chat.turns()[-1].entry == "title"


async def test_tab_takes_the_first_offer_to_go_on_with(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("plat")
        await hand.press("tab")
        assert hand.chat.composer.prompt.text == "What is the platform model?"
        assert hand.chat.turns() == []
        await hand.press("enter")
        assert hand.chat.turns()[-1].entry == "platform-what"


async def test_an_offer_is_asked_by_click(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("plat")
        await hand.click("is the platform")
        assert hand.chat.turns()[-1].entry == "platform-what"


async def test_escape_closes_the_list_then_empties_the_prompt(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("what")
        await hand.press("escape")
        assert not hand.chat.composer.suggestions.display
        assert hand.chat.composer.prompt.text == "what"
        await hand.press("escape")
        assert hand.chat.composer.prompt.text == ""


async def test_up_recalls_earlier_questions_and_down_comes_back(chat: Chat) -> None:
    async with chat(World(history=FakeHistory(["first", "second"]))) as hand:
        await hand.type("draft")
        await hand.press("escape", "up")
        assert hand.chat.composer.prompt.text == "second"
        await hand.press("up")
        assert hand.chat.composer.prompt.text == "first"
        await hand.press("up")
        assert hand.chat.composer.prompt.text == "first"
        await hand.press("down", "down")
        assert hand.chat.composer.prompt.text == "draft"


async def test_what_is_asked_is_kept_and_recalled(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        assert hand.world.history.kept == ["when did it run"]
        await hand.press("up")
        assert hand.chat.composer.prompt.text == "when did it run"


async def test_earlier_questions_are_searched(chat: Chat) -> None:
    async with chat(World(history=FakeHistory(["about rice", "about tea", "about rice"]))) as hand:
        await hand.press("ctrl+r")
        assert "Earlier questions" in hand.text()
        await hand.type("tea")
        await hand.press("enter")
        assert hand.chat.composer.prompt.text == "about tea"


async def test_an_earlier_question_is_shown_with_its_answer(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.ask("zzzz")
        await hand.press("ctrl+r")
        listed = hand.text().partition("Earlier questions")[2]
        assert listed.index("No matching answer.") < listed.index("2000 to 2010")
        await hand.type("2010")  # words of the answer
        await hand.press("enter")
        assert hand.chat.composer.prompt.text == "when did it run"


async def test_an_earlier_conversation_is_continued(chat: Chat, tmp_path: Path) -> None:
    world = World(conversations=Conversations(Database(tmp_path / "own" / "records.sqlite")))
    async with chat(world) as hand:
        await hand.ask("when did it run")
        await hand.ask("why was it stopped")
        await hand.ask("/conversations")
        assert "No earlier conversations" in hand.text()
        await hand.press("escape")
        await hand.ask("/new")
        await hand.ask("what is a cluster")
        await hand.ask("/conversations run")
        assert "2 questions" in hand.text()
        await hand.press("enter")
        await hand.ask("where was that")
        assert [turn.question for turn in hand.chat.turns()] == [
            "when did it run",
            "why was it stopped",
            "where was that",
        ]
        assert [one.questions for one in world.conversations.listing()] == [3, 1]


async def test_a_paste_of_several_lines_keeps_them_and_is_one_question(chat: Chat) -> None:
    async with chat() as hand:
        hand.app.post_message(events.Paste("why was\n  it\r\nstopped\n"))
        await hand.settle()
        assert hand.chat.composer.prompt.text == "why was\n  it\nstopped"
        assert hand.chat.composer.prompt.size.height == 3
        await hand.press("enter")
        assert [turn.question for turn in hand.chat.turns()] == ["why was\n  it\nstopped"]


async def test_the_prompt_grows_to_five_lines(chat: Chat) -> None:
    async with chat() as hand:
        await hand.press(*(("x", "shift+enter", "x", "alt+enter", "x", "ctrl+j") * 3)[:14])
        assert hand.chat.composer.prompt.text == "x\n" * 7
        assert hand.chat.composer.prompt.size.height == 5
        await hand.press("up", "up", "home", "y")
        assert hand.chat.composer.prompt.text == "x\n" * 5 + "yx\n" + "x\n"


async def test_a_long_line_wraps_and_never_scrolls_sideways(chat: Chat) -> None:
    async with chat(size=(40, 24)) as hand:
        await hand.type("why was the policy of clusters stopped in the end")
        assert hand.chat.composer.prompt.size.height == 2
        assert hand.chat.composer.prompt.scroll_offset.x == 0


async def test_what_is_typed_beyond_the_limit_is_cut_with_a_note(chat: Chat) -> None:
    async with chat(limit=5) as hand:
        await hand.type("whenever")
        assert hand.chat.composer.prompt.text == "whene"
        await hand.press("enter")
        assert "Truncated to 5 characters; 3 were discarded." in hand.text()


async def test_tab_never_takes_the_focus_away(chat: Chat) -> None:
    async with chat() as hand:
        await hand.press("tab", "shift+tab", "h", "i")
        assert hand.chat.composer.prompt.text == "hi"


async def test_a_paste_that_is_too_long_is_cut_with_a_note(chat: Chat) -> None:
    async with chat(limit=50) as hand:
        hand.chat.composer.prompt.post_message(events.Paste("word " * 20))
        await hand.settle()
        assert len(hand.chat.composer.prompt.text) == 50
        await hand.press("enter")
        assert "Truncated to 50 characters; 50 were discarded." in hand.text()


async def test_control_characters_never_get_in_by_a_paste(chat: Chat) -> None:
    async with chat() as hand:
        for number, raw in enumerate(("\x1b]52;c;eA==\x07", "a\x9bb", "x\u202ey", "\udcff", "\x00"), 1):
            hand.chat.composer.prompt.post_message(events.Paste(raw))
            await hand.settle()
            value = hand.chat.composer.prompt.text
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\udcff" for c in value)
            await hand.press("enter")
            assert len(hand.chat.turns()) == number


async def test_a_megabyte_is_pasted_without_harm(chat: Chat) -> None:
    async with chat() as hand:
        hand.chat.composer.prompt.post_message(events.Paste("é" * 1_000_000))
        await hand.settle()
        assert len(hand.chat.composer.prompt.text) == 2000
        await hand.press("enter")
        assert "998,000 were discarded" in hand.chat.transcript.exchanges[-1].note


async def test_pasting_goes_to_the_prompt_wherever_the_focus_is(chat: Chat) -> None:
    async with chat() as hand:
        await hand.press("alt+up")
        hand.chat.focused.post_message(events.Paste("pasted"))
        await hand.settle()
        assert hand.chat.composer.prompt.text == "pasted"


async def test_commands_are_listed_and_completed(chat: Chat) -> None:
    async with chat(size=(80, 30)) as hand:
        await hand.type("/th")
        assert "/theme" in hand.text()
        await hand.press("tab")
        assert hand.chat.composer.prompt.text == "/theme "
        await hand.type("light")
        await hand.press("enter")
        assert hand.app.theme == "assistant-light"
        assert hand.world.preferred == {"theme": "assistant-light"}


async def test_an_unknown_command_is_told_with_the_nearest(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("/thme")
        assert "Unknown command /thme. Did you mean /theme?" in hand.text()
        assert hand.chat.turns() == []


async def test_a_question_that_begins_with_two_slashes_is_a_question(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("//what")
        assert "Unknown command //what" in hand.footer()


async def test_answers_come_in_the_order_of_the_questions(chat: Chat) -> None:
    world = World()
    gate = threading.Event()
    world.open_base.before = lambda: gate.wait(PATIENCE) and None
    async with chat(world) as hand:
        for question in ("when did it run", "hello"):
            hand.chat.composer.put(question)
            await hand.pilot.press("enter")
        assert hand.chat.turns() == []
        gate.set()
        await hand.settle()
        assert [turn.question for turn in hand.chat.turns()] == ["when did it run", "hello"]


async def test_one_can_go_on_typing_while_an_answer_is_looked_for(chat: Chat) -> None:
    world = World()
    gate = threading.Event()
    world.open_base.before = lambda: gate.wait(PATIENCE) and None
    async with chat(world) as hand:
        hand.chat.composer.put("when did it run")
        await hand.pilot.press("enter", "h", "i")
        assert hand.chat.composer.prompt.text == "hi"
        gate.set()
        await hand.settle()
        assert hand.chat.composer.prompt.text == "hi"


async def test_late_offers_for_what_is_no_longer_typed_are_dropped(chat: Chat) -> None:
    async with chat() as hand:
        await hand.type("plat")
        hand.chat.composer.offer("pla", [])
        assert hand.chat.composer.suggestions.offers
