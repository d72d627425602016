"""Taking answers away: copying, the menu, files, mouse selection."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from chat_driving import Chat, Driver
from chat_fakes import URL, World


async def test_one_key_copies_the_answer_with_its_citation(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.press("ctrl+y")
        assert hand.app.clipboard == (
            "It was pursued from 2000 to 2010.\n\n“actively pursued in Japan from 2000 to 2010”\n\n"
            f"— Introduction: subject and findings. Summary, sentence 2. {URL}"
        )
        assert "Copied" in hand.footer()


async def test_the_letter_copies_the_block_in_focus(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("when did it run")
        await hand.ask("hello")
        await hand.press("alt+up", "alt+up", "alt+up", "y")
        assert hand.app.clipboard.startswith("It was pursued")


async def take(hand: Driver, words: str) -> str:
    await hand.press("ctrl+s")
    await hand.type(words)
    await hand.press("enter")
    return hand.app.clipboard


async def test_the_menu_gives_every_form(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        assert "[^1]: Introduction" in await take(hand, "mark")
        bibtex = await take(hand, "bib")
        assert bibtex.startswith("@misc{evolution-of-cluster-policy-in-japan:why,")
        assert "Summary, sentence 8" in bibtex
        assert (await take(hand, "plain text")).startswith("The summary gives")


async def test_a_form_can_be_named_in_the_command(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        await hand.ask("/export bibtex")
        assert hand.app.clipboard.startswith("@misc{")


async def test_the_conversation_is_saved_under_the_name_given(chat: Chat, tmp_path: Path) -> None:
    async with chat(folder=tmp_path) as hand:
        await hand.ask("why was it stopped")
        await hand.ask("hello")
        for name in ("talk.md", "talk.txt", "talk.json"):
            await hand.ask(f"/export {name}")
        assert (tmp_path / "talk.md").read_text().startswith("# Evolution of Cluster Policy in Japan\n")
        assert "You: hello" in (tmp_path / "talk.txt").read_text()
        turns = json.loads((tmp_path / "talk.json").read_text())["turns"]
        assert [turn["question"] for turn in turns] == ["why was it stopped", "hello"]
        assert stat.S_IMODE((tmp_path / "talk.md").stat().st_mode) == 0o600
        assert "Saved " in hand.text()


async def test_saving_from_the_list_finds_a_free_name_and_never_overwrites(
    chat: Chat, tmp_path: Path
) -> None:
    (tmp_path / "there.md").write_text("mine")
    async with chat(folder=tmp_path) as hand:
        await hand.ask("hello")
        await hand.ask("/export there.md")
        assert "File exists" in " ".join(hand.text().split())
        assert (tmp_path / "there.md").read_text() == "mine"
        await take(hand, "json")
        await take(hand, "json")
        saved = list(tmp_path.glob("conversation-*.json"))
        assert len(saved) == 2
        assert all(json.loads(path.read_text())["turns"] for path in saved)


async def test_a_name_that_cannot_be_used_is_reported(chat: Chat, tmp_path: Path) -> None:
    async with chat(folder=tmp_path, size=(200, 20)) as hand:
        await hand.ask("hello")
        for name, why in (("x.pdf", "a file name ending in .md"), ("no/x.md", "No such file or directory")):
            await hand.ask(f"/export {name}")
            assert why in hand.text()


async def test_dragging_selects_clean_text_and_ctrl_c_copies_it(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        x, y = hand.place("The summary")
        end, last = hand.place("of 2011")
        await hand.pilot.mouse_down(offset=(x, y))
        await hand.pilot.hover(offset=(end + 7, last))
        await hand.pilot.mouse_up(offset=(end + 7, last))
        await hand.settle()
        await hand.press("ctrl+c")
        assert hand.app.clipboard == (
            "The summary gives no single cause. It names four pressures that limited the policy:\n"
            "the global financial crisis of 2007–2008\nthe Democratic government of 2009–2012\n"
            "the disaster of 2011"
        )
        assert hand.app.is_running


async def test_a_link_opens_only_when_asked_to(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        assert hand.world.opened == []
        await hand.press("ctrl+o")
        assert hand.world.opened == [URL]


async def test_without_a_browser_the_link_is_copied(chat: Chat) -> None:
    async with chat(World(browser=False)) as hand:
        await hand.ask("why was it stopped")
        await hand.press("ctrl+o")
        assert hand.app.clipboard == URL


async def test_links_of_other_kinds_are_never_opened(chat: Chat) -> None:
    async with chat() as hand:
        for url in ("file:///etc/passwd", "javascript:alert(1)", "ssh://x", "https://x y"):
            hand.chat.action_open_link(url)
        await hand.settle()
        assert hand.world.opened == []


async def test_a_link_in_an_answer_opens_by_key_and_by_mouse(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("What are clusters for?")
        await hand.click("a note")
        assert hand.world.opened == ["https://example.org/note"]
        await hand.press("alt+up", "down", "enter")
        assert hand.world.opened == ["https://example.org/note"] * 2
        await hand.press("down", "enter")
        assert hand.world.opened[2:] == [URL]
        await hand.click("a trap")
        assert len(hand.world.opened) == 3


async def test_a_link_to_the_source_is_one_choice_with_that_of_its_line(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("Where can I read the full article?")
        await hand.click("the journal's site")
        await hand.press("alt+up", "down", "enter")
        assert hand.world.opened == [URL, URL]
        block = hand.chat.block_here()
        assert block is not None
        assert [choice.kind for choice in block.choices] == ["open"]
