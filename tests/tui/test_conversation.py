"""Question and answer as blocks: every kind of answer, its choices, and what follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat_driving import Chat
from chat_fakes import FakeOpenBase, World

from assistant.conversation.turn import Candidate, Turn
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.text.excerpt import first_sentence
from assistant.tui.widgets.answer import AnswerBlock, QuestionBlock


async def test_an_answer_shows_words_source_quote_and_what_to_ask_next_in_this_order(chat: Chat) -> None:
    async with chat(size=(80, 30)) as hand:
        await hand.ask("why was it stopped")
        parts = [
            "❯ why was it stopped",
            "The summary gives no single cause",
            "• the disaster of 2011",
            "§ Introduction: subject and findings · Summary, sentence 8",
            "· open",
            "“subsequent budget constraints”",
            "Ask next",
            "1  Was the policy a failure?",
            "2  What is the platform model?",
        ]
        places = [hand.place(part)[1] for part in parts]
        assert places == sorted(places)
        assert "match" not in hand.text()


async def test_markdown_is_drawn_and_never_shown_as_marks(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        assert "It was pursued from 2000 to 2010." in hand.text()
        assert "**" not in hand.text()


async def test_a_follow_up_shows_what_it_was_taken_to_be_about(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        await hand.ask("and after that")
        assert "about: the end of the cluster policy" in hand.text()


async def test_the_source_does_not_say_looks_different_and_offers_the_section(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("who wrote it")
        assert "The source does not say." in hand.text()
        await hand.click("browse “The record”")
        assert hand.chat.side_pane.shown
        line = hand.chat.side_pane.pane.contents.line_here()
        assert line is not None
        assert line[0] == "record"


async def test_small_talk_is_short(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("hello")
        block = hand.chat.query_one(AnswerBlock)
        assert block.size.height == 1
        assert "§" not in hand.text()


async def test_no_match_says_so_with_the_closest_questions_and_a_way_to_browse(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("best ramen in tokyo?")
        assert "No matching answer. The closest questions:" in hand.text()
        assert "1  What is the article about?" in hand.text()
        await hand.click("browse the contents")
        assert hand.chat.side_pane.shown


async def test_another_language_gets_a_sentence_without_questions_and_a_way_to_browse(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = (Candidate("what", "What is the article about?", "what", 20.0),)
    foreign = Turn("Was?", "no_match", candidates=near, reason="language", languages=("de", "en"))
    monkeypatch.setattr(FakeOpenBase, "answer", lambda base, text, before: foreign)
    async with chat() as hand:
        await hand.ask("Was steht in dem Artikel?")
        assert "Die Sprache dieser Fragensammlung ist Englisch" in hand.text()
        assert "1  browse the contents" in hand.text()
        await hand.click("browse the contents")
        assert hand.chat.side_pane.shown


async def test_unsure_choices_are_taken_by_arrows(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        assert "Did you mean" in hand.text()
        assert hand.chat.focused is hand.chat.composer.prompt
        await hand.press("down", "down", "enter")
        assert hand.chat.turns()[-1].entry == "why"
        assert hand.chat.focused is hand.chat.composer.prompt
        assert "✓ 2" in hand.text() or hand.chat.query(AnswerBlock).first().state.picked == 1


async def test_the_first_letter_after_choices_is_typed(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        for letter in "wtayeokjqn":
            await hand.press("down", letter, "x")
            assert hand.chat.composer.prompt.text == f"{letter}x"
            await hand.press("backspace", "backspace")
        assert hand.world.inbox.marked == []


async def test_the_first_letter_after_a_click_on_an_answer_is_typed(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        for letter in "wtayeo":
            await hand.click("It was pursued")
            await hand.press(letter, "x")
            assert hand.chat.composer.prompt.text == f"{letter}x"
            await hand.press("backspace", "backspace")
        assert hand.world.inbox.marked == []


async def test_single_letters_are_commands_in_browse_mode_until_another_key(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.press("alt+up")
        assert "BROWSE" in hand.footer()
        await hand.press("e")
        assert "Matched “" in hand.text()
        assert hand.chat.composer.prompt.text == ""
        await hand.press("h", "e")
        assert hand.chat.composer.prompt.text == "he"
        assert "BROWSE" not in hand.footer()


async def test_a_digit_is_typed_unless_the_prompt_is_empty_and_there_are_choices(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.type("1 2")
        assert hand.chat.composer.prompt.text == "1 2"


async def test_a_choice_whose_entry_is_gone_is_asked_as_a_question(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        del hand.world.open_base.entries["failure"]
        await hand.press("1")
        assert hand.chat.turns()[-1].question == "Was the policy a failure?"
        assert hand.chat.turns()[-1].status == "no_match"


async def test_unsure_choices_are_taken_by_digit_and_by_click(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        await hand.press("1")
        assert hand.chat.turns()[-1].entry == "failure"
        await hand.ask("policy")
        await hand.click("3  What made the policy a success?")
        assert hand.chat.turns()[-1].entry == "success"


async def test_a_likely_answer_is_below_its_question_and_its_alternatives_are_taken_by_digit_and_by_click(
    chat: Chat,
) -> None:
    async with chat() as hand:
        await hand.ask("whatever became of it")
        assert "Closest match: Why was the cluster policy stopped?" in hand.text()
        assert "match 55" in hand.text()
        assert "Or did you mean" in hand.text()
        await hand.press("1")
        assert hand.chat.turns()[-1].entry == "failure"
        await hand.ask("whatever became of it")
        await hand.click("2  What made the policy a success?")
        assert hand.chat.turns()[-1].entry == "success"


async def test_a_likely_gap_says_so(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("how many exist")
        assert "Closest match:" in hand.text()
        assert "The source does not say." in hand.text()


async def test_a_likely_answer_can_be_marked_as_wrong(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("whatever became of it")
        await hand.press("alt+w")
        assert hand.world.inbox.marked == [("whatever became of it", "wrong")]


async def test_a_choice_shows_the_first_sentence_of_its_answer(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        question = hand.place("1  Was the policy a failure?")
        sentence = first_sentence(hand.world.open_base.entries["failure"].answer)
        assert sentence[:30] in hand.lines()[question[1] + 1]
        await hand.click(sentence[:30])
        assert hand.chat.turns()[-1].entry == "failure"


async def test_none_of_these_is_added_to_the_inbox_once(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        await hand.press("4")
        await hand.press("4")
        assert hand.world.inbox.marked == [("policy", "none of these")]
        assert "Added to the inbox." in hand.text()


async def test_an_answer_marked_as_wrong_is_in_the_real_inbox(chat: Chat, tmp_path: Path) -> None:
    world = World()
    world.inbox = Inbox(Database(tmp_path / "state" / "records.sqlite"))
    async with chat(world) as hand:
        await hand.ask("when did it run")
        await hand.press("alt+w")
        assert "Marked as wrong. Added to the inbox." in hand.text()
        (kept,) = world.inbox.questions()
        assert (kept.question, kept.reason, kept.entry) == ("when did it run", "wrong", "when")


async def test_without_a_log_a_mark_does_not_claim_to_be_recorded(chat: Chat) -> None:
    world = World()
    world.inbox = Inbox(Database(None))
    async with chat(world) as hand:
        await hand.ask("when did it run")
        await hand.press("alt+w")
        assert "Not recorded" in hand.text()
        await hand.ask("policy")
        await hand.press("4")
        assert "Added" not in hand.text()


async def test_typing_goes_to_the_prompt_while_choices_have_the_focus(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("policy")
        await hand.type("hel")
        assert hand.chat.composer.prompt.text == "hel"
        assert hand.chat.focused is hand.chat.composer.prompt


async def test_a_lone_number_takes_the_choice_of_the_last_answer(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        await hand.ask("2")
        assert hand.chat.turns()[-1].entry == "platform-what"


async def test_what_to_ask_next_is_asked_by_click(chat: Chat) -> None:
    async with chat(size=(80, 30)) as hand:
        await hand.ask("why was it stopped")
        await hand.click("Did support for clusters end?")
        assert hand.chat.turns()[-1].entry == "support-end"


async def test_one_line_that_asks_two_things_has_two_answers(chat: Chat) -> None:
    world = World()
    world.open_base.also["when and why"] = ("when", "why")
    async with chat(world, size=(80, 40)) as hand:
        await hand.ask("when and why")
        assert "from 2000 to 2010" in hand.text()
        assert "no single cause" in hand.text()
        assert len(hand.chat.query(QuestionBlock)) == 1


async def test_two_answers_say_what_they_answer_and_their_choices_are_numbered_through(chat: Chat) -> None:
    world = World()
    world.open_base.also["when and why"] = ("when", "why")
    async with chat(world, size=(100, 50)) as hand:
        await hand.ask("when and why")
        when, why = hand.chat.query(AnswerBlock)
        assert (when.turn.part, why.turn.part) == ("when", "and why")
        first = [choice for choice in when.choices if choice.kind == "ask"]
        second = [choice for choice in why.choices if choice.kind == "ask"]
        for number, choice in enumerate([*first, *second], 1):
            assert f"{number}  {choice.label}" in hand.text()
        await hand.ask(str(len(first) + 1))
        assert hand.chat.turns()[-1].entry == second[0].value


async def test_a_digit_in_the_second_answer_takes_its_choice(chat: Chat) -> None:
    world = World()
    world.open_base.also["when and why"] = ("when", "why")
    async with chat(world, size=(100, 50)) as hand:
        await hand.ask("when and why")
        when, why = hand.chat.query(AnswerBlock)
        first = sum(choice.kind == "ask" for choice in when.choices)
        why.focus()
        await hand.press(str(first + 1))
        assert hand.chat.turns()[-1].entry == why.choices[0].value


async def test_explaining_shows_a_sentence_then_the_figures_then_nothing(chat: Chat) -> None:
    async with chat(size=(80, 40)) as hand:
        await hand.ask("why was it stopped")
        await hand.press("alt+e")
        assert "Matched “Why was the cluster policy stopped?”; “ministry” is not covered." in hand.text()
        assert "Next:" not in hand.text()
        await hand.press("alt+e")
        assert "The best entry leads by more than the margin." in hand.text()
        assert "Next: Was the policy a failure? (41.0)" in hand.text()
        assert "Read as: it → the cluster policy" in hand.text()
        assert "words in common" not in hand.text()
        await hand.press("alt+e")
        assert "Matched" not in hand.text()


async def test_the_welcome_says_what_this_is_and_offers_six_questions_of_different_sections(
    chat: Chat,
) -> None:
    async with chat() as hand:
        assert "assistant · Evolution of Cluster Policy in Japan" in hand.text()
        assert "Ask in your own words." in hand.text()
        assert [f"  {number}  " in hand.text() for number in range(1, 7)] == [True] * 6
        await hand.click("What is the platform model?")
        assert hand.chat.turns()[-1].entry == "platform-what"
        assert "To begin with" not in hand.text()


async def test_markup_in_questions_and_answers_is_shown_as_typed(chat: Chat) -> None:
    async with chat() as hand:
        hand.chat.composer.prompt.put("[b]bold[/b] [@click=app.bell]x[/] [/")
        await hand.press("enter")
        assert "❯ [b]bold[/b] [@click=app.bell]x[/] [/" in hand.text()


async def test_a_new_conversation_begins_with_the_welcome(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.press("ctrl+n")
        assert "To begin with" in hand.text()
        assert "copy" not in hand.footer()
        assert hand.chat.turns() == []


async def test_a_conversation_from_before_goes_on(chat: Chat) -> None:
    world = World()
    talk = world.open_base.conversation()
    talk.ask("why was it stopped")
    async with chat(world, talk=talk) as hand:
        assert "❯ why was it stopped" in hand.text() or "What replaced" not in hand.text()
        await hand.ask("and after that")
        assert len(world.saved[-1]) == 2
