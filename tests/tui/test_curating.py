"""The curator's loop in the chat: a question that missed becomes a phrasing or an entry, and back again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from chat_driving import PATIENCE, Chat, Driver
from chat_fakes import World
from textual.widgets import OptionList

from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import Candidate, Turn
from assistant.curation.curator import Curator, Planned
from assistant.curation.entry_search import EntrySearch, Row
from assistant.errors import EditError
from assistant.evaluation.impact import AnswerChange, Impact, Response
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.tui.dialogs.impact import ImpactCancelled, ImpactDialog
from assistant.tui.screens.inbox import InboxScreen

BASE = (Path(__file__).parents[1] / "data" / "fruit.yaml").read_text(encoding="utf-8")
MISSED = "how high do acorn trees get"

pytestmark = pytest.mark.usefixtures("quick_builds")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(BASE)
    return path


@pytest.fixture
def open_base(path: Path) -> Iterator[OpenBase]:
    open_base = OpenBase.open([path])
    yield open_base
    open_base.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """Two open questions: one asked twice near the oak, one near nothing."""
    inbox = Inbox(Database(tmp_path / "state" / "records.sqlite"), "Tiny")
    near = (Candidate("oak", "How tall is the oak?", "oak height", 40.0),)
    inbox.record(Turn("the height of an oak tree", "ambiguous", candidates=near, score=40.0))
    inbox.record(Turn("the height of the oak tree?", "ambiguous", candidates=near, score=40.0))
    inbox.record(Turn("zzyzx quux", "no_match"))
    return inbox


@pytest.fixture
def given(open_base: OpenBase, path: Path, inbox: Inbox) -> dict[str, Any]:
    """What the chat is given to change a real base."""
    return {
        "world": World(open_base=open_base),
        "talk": open_base.conversation(),
        "curator": Curator(open_base, [path], inbox=inbox),
    }


def added(path: Path) -> list[str]:
    """The lines that the file has now and had not; every other line must still be there in its place."""
    lines, before = path.read_text().splitlines(), BASE.splitlines()
    new: list[str] = []
    for line in lines:
        if before and line == before[0]:
            before.pop(0)
        else:
            new.append(line)
    assert not before
    return new


async def known(hand: Driver) -> ImpactDialog:
    """The proposed change, once it is known what it does."""
    await hand.settle()
    screen = hand.app.screen
    assert isinstance(screen, ImpactDialog), hand.text()
    assert screen.known
    return screen


async def open_inbox(hand: Driver) -> None:
    await hand.press("f3")
    assert isinstance(hand.app.screen, InboxScreen)


async def test_a_missed_question_is_taught_seen_first_and_answered_afterwards(
    chat: Chat, given: dict[str, Any], path: Path, open_base: OpenBase
) -> None:
    async with chat(**given) as hand:
        await hand.ask(MISSED)
        await hand.press("alt+t")
        assert f"Which question does “{MISSED}” ask?" in hand.text()
        await hand.type("tall")
        await hand.pilot.press("enter")
        await known(hand)
        assert "Add a phrasing to oak" in hand.text()
        assert "How tall is the oak?" in hand.text()
        assert f"- {MISSED}" in hand.text()
        assert "1 better." in hand.text()
        assert added(path) == []
        await hand.press("enter")
        assert added(path) == [f"      - {MISSED}"]
        assert "as a phrasing of oak" in hand.footer()
        open_base.refresh()
        await hand.ask(MISSED)
        assert "Twenty metres." in hand.text()


async def test_enter_waits_for_what_the_words_find(
    chat: Chat, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    find = EntrySearch.find

    def slow(self: EntrySearch, words: str) -> list[Row]:
        assert not words or go.wait(PATIENCE)
        return find(self, words)

    monkeypatch.setattr(EntrySearch, "find", slow)
    async with chat(**given) as hand:
        await hand.ask(MISSED)
        await hand.press("alt+t")
        await hand.pilot.press(*"colour", "enter")
        assert not isinstance(hand.app.screen, ImpactDialog)
        go.set()
        await known(hand)
        assert "Add a phrasing to apple" in hand.text()


async def test_what_is_left_changes_nothing(chat: Chat, given: dict[str, Any], path: Path) -> None:
    async with chat(**given) as hand:
        await hand.ask(MISSED)
        await hand.press("alt+t", "escape")
        await hand.press("alt+up", "a")
        await hand.pilot.press("enter")
        await known(hand)
        await hand.press("escape")
        assert hand.app.screen is hand.chat
        assert added(path) == []


async def test_a_command_teaches_with_the_words_to_begin_with(chat: Chat, given: dict[str, Any]) -> None:
    async with chat(**given) as hand:
        await hand.ask("/teach tall")
        assert "Ask a question first" in hand.footer()
        await hand.ask(MISSED)
        await hand.ask("/teach tall")
        assert hand.app.screen.query_one(OptionList).option_count == 1


async def test_a_phrasing_that_cannot_be_added_is_told_with_the_reason(
    chat: Chat, given: dict[str, Any], path: Path
) -> None:
    async with chat(**given, size=(120, 40)) as hand:
        await hand.ask("apple colour")
        await hand.press("alt+t")
        await hand.type("oak")
        await hand.press("enter")
        assert "is already a phrasing of the entry" in " ".join(hand.text().split())
        assert added(path) == []


async def test_it_can_be_saved_without_waiting_and_the_search_then_ends(
    chat: Chat, given: dict[str, Any], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()

    def endless(self: Curator, planned: Planned, progress: Callable[[str, float], None]) -> Impact:
        try:
            while not ended.wait(0.01):
                progress("fitting", 0.25)
        except ImpactCancelled:
            ended.set()
            raise
        raise AssertionError

    monkeypatch.setattr(Curator, "impact", endless)
    async with chat(**given) as hand:
        await hand.ask(MISSED)
        await hand.press("alt+t")
        await hand.type("tall")
        await hand.pilot.press("enter")
        await hand.see("fitting, 25%")
        assert "^s save without waiting" in hand.text()
        await hand.pilot.press("enter", "s")
        assert isinstance(hand.app.screen, ImpactDialog)
        assert added(path) == []
        await hand.pilot.press("ctrl+s")
        await hand.settle()
        assert ended.is_set()
        assert added(path) == [f"      - {MISSED}"]


async def test_the_inbox_lists_groups_and_accepts_the_proposed_entry(
    chat: Chat, given: dict[str, Any], path: Path, inbox: Inbox
) -> None:
    async with chat(**given) as hand:
        await open_inbox(hand)
        assert "2 questions without an answer" in hand.text()
        assert "2×" in hand.text()
        assert "also: the height of an oak tree" in hand.text()
        assert "oak: How tall is the oak?" in hand.text()
        assert "no similar entry" in hand.text()
        await hand.pilot.press("a")
        await known(hand)
        await hand.press("enter")
        assert added(path) == ["      - the height of the oak tree?"]
        assert "1 question without an answer" in hand.text()
        assert "Saved in tiny.yaml:" in hand.text()
        await hand.press("u")
        assert added(path) == []
        assert "2 questions without an answer" in hand.text()
        assert "Undone: accept" in hand.text()


async def test_the_inbox_follows_the_base(chat: Chat, given: dict[str, Any], path: Path) -> None:
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("down")
        assert "no similar entry" in hand.text()
        path.write_text(BASE.replace("      - oak height\n", "      - oak height\n      - zzyzx quux\n"))
        given["world"].open_base.refresh()
        hand.chat.show_changed_base()
        await hand.settle()
        assert "now answered by oak" in hand.text()
        assert hand.app.screen.query_one(OptionList).highlighted == 1


async def test_a_question_is_given_to_another_entry(chat: Chat, given: dict[str, Any], path: Path) -> None:
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("down", "enter")  # nothing is proposed: another one is looked for
        await hand.type("apple")
        await hand.pilot.press("enter")
        await known(hand)
        await hand.press("enter")
        assert added(path) == ["      - zzyzx quux"]


async def test_a_new_entry_is_started_in_a_section_and_opened(
    chat: Chat, given: dict[str, Any], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, int]] = []
    async with chat(**given, open_editor=lambda *place: opened.append(place)) as hand:
        monkeypatch.setattr(hand.app, "suspend", nullcontext)
        await open_inbox(hand)
        await hand.press("down", "n")
        assert "In which section?" in hand.text()
        await hand.type("trees")
        await hand.pilot.press("enter")
        await known(hand)
        assert "Add the draft of a new entry" in hand.text()
        await hand.press("e")
        assert [line.lstrip(" ") for line in added(path) if line][1:] == [
            "# - id: zzyzx-quux",
            "#   section: trees",
            "#   question: zzyzx quux",
            '#   answer: ""',
        ]
        assert opened == [(path, 21)]
        assert "Edited tiny.yaml" in hand.text()


async def test_an_editor_that_cannot_be_had_is_told_and_nothing_is_lost(
    chat: Chat, given: dict[str, Any], path: Path
) -> None:
    async with chat(**given) as hand:  # a screen that cannot be left
        await open_inbox(hand)
        await hand.press("down", "n")
        await hand.press("enter")
        await hand.press("e")
        await hand.see("No editor can be opened from here")
        assert "- id: zzyzx-quux" in path.read_text()


async def test_dismissing_by_click_until_nothing_waits(chat: Chat, given: dict[str, Any], path: Path) -> None:
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.click("d dismiss")
        assert "Dismissed: the height of the oak tree?" in hand.text()
        await hand.click("d dismiss")
        assert "The inbox is empty." in hand.text()
        assert "u undo" in hand.text()
        assert "d dismiss" not in hand.text()
        await hand.press("a", "o", "n", "d", "enter")
        assert isinstance(hand.app.screen, InboxScreen)
        await hand.press("escape")
        assert hand.app.screen is hand.chat
        assert added(path) == []


async def test_a_step_that_fails_is_told_and_the_list_stays(
    chat: Chat, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EditError("The disk is full.")

    for step in ("dismiss", "undo", "save"):
        monkeypatch.setattr(Curator, step, refuse)
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("d")
        assert "The disk is full." in hand.text()
        await hand.pilot.press("a")
        await known(hand)
        await hand.press("enter")
        assert "The disk is full." in hand.text()
        assert hand.app.screen.query_one(OptionList).option_count == 2


async def test_what_a_change_does_is_shown_question_by_question(
    chat: Chat, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = AnswerChange(
        "acorns?", "tests/eval/a.jsonl:3", Response("answered", ("oak",)), Response("no_match"), "worse"
    )
    monkeypatch.setattr(Curator, "impact", lambda *_: Impact(12, (shift,), ("Left out: gone.jsonl.",)))
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("a")
        assert "1 of 12 questions gets another answer: 1 worse." in hand.text()
        assert "Left out: gone.jsonl." in hand.text()
        place = hand.place("acorns?  (tests/eval/a.jsonl:3)  worse")
        assert "- oak" in hand.lines()[place[1] + 1]
        assert "+ no answer" in hand.lines()[place[1] + 2]


async def test_what_does_not_fit_is_scrolled_and_what_is_too_much_is_counted(
    chat: Chat, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shifts = tuple(
        AnswerChange(f"question {n}", "asked before", Response("no_match"), Response("answered", ("oak",)))
        for n in range(123)
    )
    monkeypatch.setattr(Curator, "impact", lambda *_: Impact(1234, shifts))
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("a")
        assert "123 of 1,234 questions get another answer." in hand.text()
        assert "question 7" not in hand.text()
        await hand.click("↓ more")
        await hand.press("pagedown")
        assert "question 4" in hand.text()
        await hand.press("end")
        assert "question 19" in hand.text()
        assert "question 20" not in hand.text()
        assert "103 more." in hand.text()


async def test_an_impact_that_cannot_be_known_is_said_and_does_not_bar_saving(
    chat: Chat, given: dict[str, Any], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Impact:
        raise EditError("The file has gone.")

    monkeypatch.setattr(Curator, "impact", broken)
    async with chat(**given) as hand:
        await open_inbox(hand)
        await hand.press("a")
        assert "The impact is not known: The file has gone." in hand.text()
        await hand.press("enter")
        assert added(path) == ["      - the height of the oak tree?"]


async def test_without_a_curator_nothing_of_it_is_offered(chat: Chat) -> None:
    async with chat() as hand:
        await hand.ask("why was it stopped")
        await hand.press("alt+t", "f3")
        assert hand.app.screen is hand.chat
        await hand.ask("/inbox")
        assert "cannot be changed from here" in hand.footer()
