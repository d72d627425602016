"""A base that changes while one talks; what is told and what goes on."""

from __future__ import annotations

import asyncio

from chat_driving import Chat
from chat_fakes import Change, World

from assistant.base.model import Entry
from assistant.errors import AssistantError, Problem

BROKEN = Problem("faq/a.yaml", 14, 5, "missing-key", 'entry "x" has no answer', "Add one")


async def test_a_changed_base_is_told_in_the_footers_place_and_answers_at_once(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        open_base = hand.world.open_base
        open_base.entries["tea"] = Entry("tea", "What about tea?", "Tea is a drink.", "record")
        open_base.changes.append(Change("Base updated: 1 entry new"))
        hand.chat.base_watcher.look()
        await hand.settle()
        assert hand.footer().startswith("Base updated: 1 entry new")
        assert "20 answers" in hand.text()
        await hand.ask("What about tea?")
        assert "Tea is a drink." in hand.text()
        assert "The record\u00a0\u00a05" in hand.text()


async def test_a_notice_goes_by_itself_and_the_keys_come_back(chat: Chat) -> None:
    async with chat() as hand:
        hand.chat.say("Base updated", seconds=0.1)
        while hand.chat.keybar.notice:
            await asyncio.sleep(0.01)
        await hand.settle()
        assert "^b contents" in hand.footer()


async def test_a_broken_base_is_told_above_the_prompt_until_it_is_mended(chat: Chat) -> None:
    async with chat() as hand:
        hand.world.open_base.changes.append(Change("", (BROKEN, BROKEN)))
        hand.chat.base_watcher.look()
        await hand.settle()
        words = " ".join(hand.text().split())
        assert 'faq/a.yaml:14:5: entry "x" has no answer. Add one (and 1 more)' in words
        await hand.ask("when did it run")
        assert "from 2000 to 2010" in hand.text()
        assert hand.chat.banner.display
        hand.world.open_base.changes.append(Change("base mended"))
        hand.chat.base_watcher.look()
        await hand.settle()
        assert not hand.chat.banner.display


async def test_reload_uses_a_base_that_is_held_back(chat: Chat) -> None:
    async with chat(size=(140, 40)) as hand:
        open_base = hand.world.open_base
        open_base.changes.append(Change("", (BROKEN,)))
        hand.chat.base_watcher.look()
        await hand.settle()
        open_base.held = Change("Base updated: 10 entries removed")
        await hand.ask("/reload")
        assert hand.footer().startswith("Base updated: 10 entries removed")
        assert not hand.chat.banner.display
        await hand.ask("/reload")
        assert hand.footer().startswith("Nothing is held back: the base reloads by itself")


async def test_the_base_is_looked_at_by_itself(chat: Chat) -> None:
    async with chat(watch_every=0.05) as hand:
        hand.world.open_base.changes.append(Change("Base updated: 2 entries changed"))
        await hand.see("2 entries changed")
        assert hand.footer().startswith("Base updated: 2 entries changed")


async def test_an_answer_that_cannot_be_given_is_told_and_the_chat_goes_on(chat: Chat) -> None:
    world = World()

    def fail() -> None:
        raise AssistantError("The index cannot be read.")

    world.open_base.before = fail
    async with chat(world) as hand:
        await hand.ask("anything")
        assert "The index cannot be read." in hand.text()
        world.open_base.before = lambda: None
        await hand.ask("when did it run")
        assert "from 2000 to 2010" in hand.text()


async def test_what_is_to_be_known_at_the_start_is_told(chat: Chat) -> None:
    notices = ["The history cannot be written: read-only", 'unknown setting "lgo"']
    async with chat(notices=notices, keys={"helpp": "f5"}) as hand:
        for told in (*notices, 'unknown action "helpp"'):
            await hand.see(told)
        await hand.ask("why was it stopped")
        assert "unknown" not in hand.text()


async def test_hostile_texts_reach_the_screen_without_a_control_character(chat: Chat) -> None:
    nasty = "a\x1b]52;c;eA==\x07b\x9b31m\u202ec"
    world = World()
    async with chat(world, size=(140, 40)) as hand:
        problem = Problem(nasty, 1, 1, "x", nasty, nasty)
        world.open_base.changes.append(Change(nasty, (problem,)))
        hand.chat.base_watcher.look()
        await hand.settle()
        await hand.ask(nasty)
        hand.chat.say(nasty)
        await hand.settle()
        for line in hand.lines():
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c == "\u202e" for c in line), line
