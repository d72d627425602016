"""Conversations that can be continued."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversation.turn import Candidate, Citation, Explanation, ScorePart, Turn
from assistant.paths import identity
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.turn_json import turn_from_json, turn_to_json

Ask = Callable[..., Turn]

FULL = Turn(
    "when did it stop?",
    "answered",
    "ended",
    "When was it stopped?",
    "It ended in **2010**.",
    Citation("intro", "Introduction", "Summary, sentence 2", "until 2010", "https://example.org"),
    96.4,
    (Candidate("ended", "When?", "When was it stopped?", 96.4),),
    (Turn("and why", "no_match", explanation=Explanation((), (), 60.0, 8.0, None, "Nothing near.")),),
    "the policy",
    (("why", "Why was it stopped?"),),
    Explanation(
        (ScorePart("words", 0.5, "two"),),
        ("negation",),
        60.0,
        8.0,
        Candidate("x", "X?", "x", 3.0),
        "Clear.",
        (("did", "do"),),
        40.0,
    ),
    "answer",
    "language",
)

STORED = json.loads(turn_to_json(FULL))
"""As it is stored."""


def read(value: object) -> Turn | None:
    return turn_from_json(json.dumps(value))


def test_a_turn_is_read_as_it_was_stored() -> None:
    assert read(STORED) == FULL


@pytest.mark.parametrize(
    "change",
    [
        {"status": "perhaps"},
        {"question": None},
        {"answer": 7},
        {"score": 101},
        {"score": -1},
        {"score": True},
        {"score": float("nan")},
        {"score": 10**400},
        {"score": "96"},
        {"candidates": "none"},
        {"candidates": [{"entry": "x"}]},
        {"also": [7]},
        {"related": [["a", "b", "c"]]},
        {"related": [["a", "b"]] * 1001},
        {"source": []},
        {"explanation": {"parts": [{"name": "x", "value": 1e10, "note": ""}]}},
    ],
)
def test_a_turn_with_an_invalid_value_is_unreadable(change: dict[str, object]) -> None:
    assert read({**STORED, **change}) is None


@pytest.mark.parametrize("value", [None, [], "turn", {}, 7])
def test_other_values_are_no_turn(value: object) -> None:
    assert read(value) is None


def test_a_turn_stored_by_an_earlier_version_is_read() -> None:
    stored = {name: value for name, value in STORED.items() if name not in ("kind", "reason")}
    stored["candidates"] = [
        {name: value for name, value in one.items() if name != "excerpt"} for one in STORED["candidates"]
    ]
    assert read(stored) == FULL._replace(kind=None, reason=None)


def test_texts_of_a_stored_turn_are_made_safe_again() -> None:
    turn = read({**STORED, "answer": "a\x1b[2Jb"})
    assert turn is not None
    assert turn.answer == "a␛[2Jb"


def test_the_last_conversation_comes_back(ask: Ask) -> None:
    conversations = Conversations(Database.open(), "Tiny")
    turns = [FULL]
    for number in range(3):
        turns = [*turns, ask(f"question {number}")]
        conversations.save(turns)
    conversations.save(turns)
    assert Conversations(Database.open(), "Tiny").resume() == turns
    assert Conversations(Database.open(), "Other").resume() == []
    # Stored with the title alone, it can be continued with any base of that title, but becomes no part of another.
    one, two = (Conversations(Database.open(), identity("Tiny", [Path(name)])) for name in ("one", "two"))
    assert one.resume() == two.resume() == turns
    one.save([ask("of one")])
    assert (one.resume(), two.resume()) == ([ask("of one")], turns)
    assert (len(one.listing()), len(two.listing())) == (2, 1)


def test_a_new_conversation_is_stored_apart(ask: Ask) -> None:
    conversations = Conversations(Database.open())
    conversations.save([ask("one"), ask("two")])
    conversations.save([])
    conversations.save([ask("three")])
    assert Conversations(Database.open()).resume() == [ask("three")]


def test_two_chats_at_once_are_two_conversations(ask: Ask) -> None:
    one, other = Conversations(Database.open()), Conversations(Database.open())
    one.save([ask("one")])
    other.save([ask("other")])
    one.save([ask("one"), ask("two")])
    assert one.resume() == other.resume() == [ask("one"), ask("two")]


def test_a_continued_conversation_grows(ask: Ask) -> None:
    database = Database.open()
    Conversations(database).save([ask("one")])
    Conversations(database).save([ask("other")])
    conversations = Conversations(database)
    conversations.save([*conversations.resume(1), ask("two")])
    assert conversations.resume() == [ask("one"), ask("two")]
    assert database.read("SELECT conversation FROM conversation") == [(1,), (2,), (1,)]


def test_earlier_conversations_are_listed_newest_first(ask: Ask) -> None:
    database = Database.open()
    for base, questions in ("One", ["a", "b"]), ("One", ["c"]), ("Two", ["d"]):
        Conversations(database, base).save([ask(question) for question in questions])
    conversations = Conversations(database, "One")
    assert [(one.number, one.question, one.questions) for one in conversations.listing()] == [
        (2, "c", 1),
        (1, "a", 2),
    ]
    assert conversations.resume(3) == []  # of another base
    assert conversations.number is None
    conversations.save([*conversations.resume(1), ask("e")])
    assert [one.summary.partition(",")[0] for one in conversations.listing()] == ["3 questions", "1 question"]


def test_a_damaged_turn_is_left_out(ask: Ask) -> None:
    database = Database.open()
    Conversations(database).save([ask("one"), ask("two"), ask("three")])
    database.write(lambda connection: connection.execute("UPDATE conversation SET turn = '{' WHERE id = 2"))
    assert Conversations(database).resume() == [ask("one"), ask("three")]


def test_what_could_not_be_stored_is_stored_with_the_next_turn(home: Path, ask: Ask, said: list[str]) -> None:
    blocker = home / "state"
    blocker.write_text("in the way")
    conversations = Conversations(Database.open(notice=said.append))
    conversations.save([ask("one")])
    assert conversations.resume() == []
    blocker.unlink()
    conversations.save([ask("one"), ask("two")])
    assert conversations.resume() == [ask("one"), ask("two")]
    assert len(said) == 1


def test_nothing_is_stored_if_logging_is_off(home: Path, ask: Ask) -> None:
    conversations = Conversations(Database.open(log=False))
    conversations.save([ask("one")])
    assert conversations.resume() == []
    assert not (home / "state").exists()
