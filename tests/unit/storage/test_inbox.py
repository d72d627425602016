"""The inbox: what is recorded, what is open, how it is grouped."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversation.turn import Turn
from assistant.curation.grouping import COMPARED, Group, Proposal, find, grouped, stored_proposal
from assistant.paths import database_file, identity, settings_file
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Action, Reason, normalized_question

Ask = Callable[..., Turn]


def questions(inbox: Inbox) -> list[tuple[str, str]]:
    return [(one.question, one.reason) for one in inbox.questions()]


def groups(inbox: Inbox) -> list[Group]:
    return grouped(inbox.questions())


def test_only_unanswered_questions_are_recorded(ask: Ask) -> None:
    inbox = Inbox(Database.open(), "Tiny")
    inbox.record(ask("no idea", near={"a": 20.04, "b": 10.0, "c": 5.0, "d": 1.0}, about="the policy"))
    inbox.record(ask("which one", "ambiguous"))
    inbox.record(ask("perhaps", "likely", {"a": 50}, entry="a"))
    for status in ("answered", "not_in_source", "small_talk"):
        inbox.record(ask("well", status, also=(ask(f"second of {status}"),) if status == "answered" else ()))
    inbox.record(ask("  "))
    first = inbox.questions()[0]
    assert (first.candidates, first.about, first.number) == (
        (("a", 20.0), ("b", 10.0), ("c", 5.0)), "the policy", 1,
    )  # fmt: skip
    assert questions(inbox) == [
        ("no idea", "declined"), ("which one", "ambiguous"), ("perhaps", "likely"), ("second of answered", "declined"),
    ]  # fmt: skip


def test_a_question_in_another_language_has_its_own_reason_and_proposes_nothing(ask: Ask) -> None:
    inbox = Inbox(Database.open(), "Tiny")
    foreign = ask("Что это?", near={"a": 20.0}, reason="language", languages=("ru", "en"))
    inbox.record(foreign)
    (group,) = groups(inbox)
    assert group.reasons == (("other language", 1),)
    assert stored_proposal(group) is None
    inbox.mark(foreign, Reason.WRONG)
    assert questions(inbox) == [("Что это?", "wrong")]


def test_recording_is_announced_once(ask: Ask, said: list[str]) -> None:
    inbox = Inbox(Database.open(notice=said.append))
    inbox.record(ask("fine", "answered"))
    assert said == []
    inbox.record(ask("one"))
    inbox.record(ask("two"))
    Inbox(Database.open(notice=said.append)).record(ask("three"))
    assert len(said) == 1
    for part in (database_file(), settings_file(), "--no-log", "assistant inbox"):
        assert str(part) in said[0]


def test_nothing_is_recorded_if_logging_is_off(home: Path, ask: Ask, said: list[str]) -> None:
    inbox = Inbox(Database.open(log=False, notice=said.append))
    inbox.record(ask("secret"))
    inbox.mark(ask("secret"), Reason.WRONG)
    assert inbox.questions() == []
    assert not (home / "state").exists()
    assert said == []


def test_an_unwritable_inbox_is_reported_once(home: Path, ask: Ask, said: list[str]) -> None:
    (home / "state").write_text("in the way")
    inbox = Inbox(Database.open(notice=said.append))
    inbox.record(ask("one"))
    inbox.record(ask("two"))
    assert inbox.questions() == []
    assert not inbox.resolve(Action.DISMISS, ["one"])
    assert len(said) == 1


def test_a_judgement_replaces_the_record(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    inbox.record(ask("which one", "ambiguous", {"a": 40, "b": 39}))
    inbox.mark(ask("which one", "ambiguous", {"a": 40, "b": 39}), Reason.NONE_OF_THESE)
    inbox.mark(ask("when", "answered", {"a": 90}, entry="a"), Reason.WRONG)
    assert questions(inbox) == [("which one", Reason.NONE_OF_THESE), ("when", Reason.WRONG)]
    assert inbox.questions()[1].entry == "a"


@pytest.mark.parametrize("status", ["ambiguous", "likely"])
def test_taking_a_choice_withdraws_the_question(ask: Ask, status: str) -> None:
    inbox = Inbox(Database.open())
    first = ask("which one", status, {"a": 40, "b": 39})
    picked = ask("About b?", "answered", entry="b")
    inbox.record_latest([])
    inbox.record_latest([first])
    assert questions(inbox) == [("which one", status)]
    inbox.record_latest([first, picked])
    assert questions(inbox) == []
    inbox.record_latest([first, picked, first])
    inbox.record_latest([first, picked, first, ask("something else")])
    assert questions(inbox) == [("which one", status), ("something else", "declined")]


def test_a_likely_answer_marked_as_wrong_replaces_the_record(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    turn = ask("perhaps", "likely", {"a": 50}, entry="a")
    inbox.record(turn)
    inbox.mark(turn, Reason.WRONG)
    assert [(one.reason, one.entry) for one in inbox.questions()] == [(Reason.WRONG, "a")]


def test_taking_a_choice_of_an_unrecorded_question_changes_nothing(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    inbox.record(ask("other"))
    inbox.record_latest([ask("which one", "ambiguous", {"b": 39}), ask("About b?", "answered", entry="b")])
    assert questions(inbox) == [("other", "declined")]


def test_dismissed_questions_stay_away_and_resolved_ones_may_return(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    for question in ("Dismissed?", "answered"):
        inbox.record(ask(question))
    assert inbox.resolve(Action.DISMISS, ["dismissed"])
    assert inbox.resolve(Action.NEW, ["answered"])
    assert questions(inbox) == []
    for question in ("dismissed", "answered"):
        inbox.record(ask(question))
    assert questions(inbox) == [("answered", "declined")]
    assert inbox.reopen(inbox.resolutions()[0])
    assert questions(inbox) == [
        ("Dismissed?", "declined"),
        ("dismissed", "declined"),
        ("answered", "declined"),
    ]
    assert [step.action for step in inbox.resolutions()] == [Action.NEW]


@pytest.mark.parametrize(
    ("column", "value"),
    [("reason", "whim"), ("candidates", "{"), ("candidates", "[7]"), ("candidates", b"x"), ("reason", 7)],
)
def test_a_damaged_row_is_left_out(ask: Ask, column: str, value: object) -> None:
    database = Database.open()
    inbox = Inbox(database)
    inbox.record(ask("one"))
    inbox.record(ask("two"))
    database.write(
        lambda connection: connection.execute(f"UPDATE question SET {column} = ? WHERE id = 2", (value,))
    )
    assert questions(inbox) == [("one", "declined")]


def test_texts_are_made_safe_when_they_are_read(ask: Ask) -> None:
    database = Database.open()
    inbox = Inbox(database)
    inbox.record(ask("one", near={"a": 20}))
    evil = "x\x1b[2Jy"
    database.write(
        lambda connection: connection.execute(
            "UPDATE question SET question = ?, about = ?, candidates = ?",
            (evil, evil, json.dumps([[evil, 5]])),
        )
    )
    (question,) = inbox.questions()
    assert {question.question, question.about, question.candidates[0][0]} == {"x␛[2Jy"}


def test_actions_concern_their_own_base_only(ask: Ask) -> None:
    names = (identity("Copy", [Path("one")]), identity("Copy", [Path("two")]))
    one, two = (Inbox(Database.open(), name) for name in names)
    one.record(ask("what is it"))
    two.record(ask("what is it"))
    assert one.resolve(Action.DISMISS, ["what is it"])
    two.record(ask("what is it"))
    assert (len(one.questions()), len(two.questions())) == (0, 2)
    assert (len(one.resolutions()), len(two.resolutions())) == (1, 0)
    one.record(ask("what is it"))
    assert one.questions() == []  # it stays dismissed


def test_similar_wordings_are_grouped_and_different_questions_are_not(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    for question in (
        "How many ministries were there?", "how many ministries are there", "how many ministry were there?",
        "how many ministries are there", "what did it cost", "what is part 1", "what is part 2",
        "which firms took part", "which firms did not take part", "???", "ramen",
    ):  # fmt: skip
        inbox.record(ask(question))
    found = groups(inbox)
    assert [(group.question, group.asked) for group in found[:2]] == [
        ("how many ministries are there", 4),
        ("ramen", 1),
    ]
    assert found[0].wordings[0] == ("how many ministries are there", 2)
    assert len(found) == 8
    assert sorted(number for group in found for number in group.members) == list(range(1, 12))
    assert found[0].number == 1
    assert find(found, 1) is found[0]
    assert find(found, 3) is None  # in the first group, but not listed under this number
    assert find(found, 99) is None


def test_follow_ups_are_grouped_by_what_they_are_about(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    inbox.record(ask("and after that?", about="the policy"))
    inbox.record(ask("and after that?", about="the earthquake"))
    assert [group.about for group in groups(inbox)] == ["the earthquake", "the policy"]


def test_questions_stored_under_a_title_alone_belong_to_each_base_with_that_title(ask: Ask) -> None:
    names = (identity("Copy", [Path("one")]), identity("Copy", [Path("two")]))
    one, two = (Inbox(Database.open(), name) for name in names)
    Inbox(Database.open(), "Copy").record(ask("what is it"))
    Inbox(Database.open(), "Other").record(ask("what is it"))
    one.record(ask("what is it?"))
    assert ([group.asked for group in groups(one)], [group.asked for group in groups(two)]) == ([2], [1])
    assert one.resolve(Action.DISMISS, ["what is it"])
    assert one.questions() == two.questions() == []
    two.record(ask("what is it"))
    assert len(two.questions()) == 1  # dismissed for the other base only


def test_rejected_entries_are_not_proposed(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    inbox.record(ask("which one", "ambiguous", {"a": 40, "b": 30, "c": 20}))
    inbox.mark(ask("which one?", "answered", {"a": 60, "b": 20}, entry="a"), Reason.WRONG)
    inbox.mark(ask("Which one", "ambiguous", {"b": 40}), Reason.NONE_OF_THESE)
    (group,) = groups(inbox)
    assert group.rejected == {"a", "b"}
    assert stored_proposal(group) is None


def test_without_a_base_the_best_mean_score_is_proposed(ask: Ask) -> None:
    inbox = Inbox(Database.open())
    inbox.record(ask("which one", near={"a": 40, "b": 30}))
    inbox.record(ask("which one", near={"b": 50}))
    assert stored_proposal(groups(inbox)[0]) == Proposal("b", "", 40.0)


def test_of_very_many_wordings_the_oldest_are_not_compared(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.curation.grouping.COMPARED", 2)
    inbox = Inbox(Database.open())
    for question in ("the ministry", "ministries", "Ministry!", "a ministry"):
        inbox.record(ask(question))
    assert [group.asked for group in groups(inbox)] == [2, 1, 1]
    assert COMPARED > 2


@pytest.mark.parametrize(
    ("one", "other"), [("What  is it?", "what is IT"), ("Why?!", "why"), ("Straße.", "STRASSE")]
)
def test_wordings_that_normalize_to_the_same_question(one: str, other: str) -> None:
    assert normalized_question(one) == normalized_question(other)


def test_a_question_of_punctuation_only_is_unchanged() -> None:
    assert normalized_question("???") == "???"


FORBIDDEN = [
    "dataclasses",
    "inspect",
    "asyncio",
    "importlib.metadata",
    "textual",
    "rich",
    "yaml",
    "numpy",
    "subprocess",
    "tempfile",
    "logging",
    "urllib.request",
    "email",
    "rapidfuzz",
    "platformdirs",
    "assistant.base.reader",
    "assistant.curation.grouping",
    "assistant.storage.legacy_import",
    "assistant.base.files",
]


@pytest.mark.untraced
def test_recording_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom assistant.storage.database import Database\n"
        "from assistant.storage.inbox import Inbox\nfrom assistant.conversation.turn import Turn\n"
        "Inbox(Database.open()).record(Turn('how many', 'no_match'))\n"
        f"print([name for name in {FORBIDDEN!r} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")
    assert questions(Inbox(Database.open())) == [("how many", "declined")]
