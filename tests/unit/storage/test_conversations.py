"""Conversations that can be gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversation.turn import Candidate, Citation, Explanation, Part, Turn
from assistant.paths import CONVERSATIONS, state_dir
from assistant.storage.conversations import KEPT, Conversations
from assistant.storage.turn_json import packed, unpacked

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
        (Part("words", 0.5, "two"),),
        ("negation",),
        60.0,
        8.0,
        Candidate("x", "X?", "x", 3.0),
        "Clear.",
        (("did", "do"),),
    ),
)

STORED = json.loads(json.dumps(packed(FULL)))
"""As it is read from a file."""


def files() -> list[Path]:
    folder = state_dir() / CONVERSATIONS
    return sorted(folder.iterdir()) if folder.exists() else []


def test_a_turn_comes_back_as_it_was() -> None:
    assert unpacked(STORED) == FULL


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
def test_what_is_no_turn_is_refused(change: dict[str, object]) -> None:
    assert unpacked({**STORED, **change}) is None


@pytest.mark.parametrize("value", [None, [], "turn", {}, 7])
def test_what_is_nothing_like_a_turn_is_refused(value: object) -> None:
    assert unpacked(value) is None


def test_texts_of_a_kept_turn_are_made_safe_again() -> None:
    turn = unpacked({**STORED, "answer": "a\x1b[2Jb"})
    assert turn is not None
    assert turn.answer == "a␛[2Jb"


def test_the_last_conversation_comes_back(ask: Ask) -> None:
    talk = Conversations.open(base="Tiny")
    turns = [FULL]
    for number in range(3):
        turns = [*turns, ask(f"question {number}")]
        talk.save(turns)
    talk.save(turns)
    assert Conversations.open(base="Tiny").last() == turns
    assert len(files()) == 1
    assert Conversations.open(base="Other").last() == []


def test_a_conversation_begun_anew_is_another_one(ask: Ask) -> None:
    talk = Conversations.open()
    talk.save([ask("one"), ask("two")])
    talk.save([])
    talk.save([ask("three")])
    assert len(files()) == 2
    os.utime(files()[0], ns=(1, 1))
    assert Conversations.open().last() == [ask("three")]
    os.utime(files()[1], ns=(0, 0))
    assert Conversations.open().last() == [ask("one"), ask("two")]


def test_going_on_leaves_the_old_one_as_it_was(ask: Ask) -> None:
    Conversations.open().save([ask("one")])
    (first,) = files()
    before = first.read_bytes()
    talk = Conversations.open()
    talk.save([*talk.last(), ask("two")])
    assert first.read_bytes() == before
    assert talk.last() == [ask("one"), ask("two")]


def test_only_so_many_are_kept(ask: Ask) -> None:
    for number in range(KEPT + 5):
        Conversations.open().save([ask(f"question {number}")])
        os.utime(files()[-1], ns=(number, number))
    assert len(files()) == KEPT
    assert Conversations.open().last() == [ask(f"question {KEPT + 4}")]


def test_damage_costs_its_turn_alone(ask: Ask, said: list[str]) -> None:
    talk = Conversations.open()
    talk.save([ask("one"), ask("two")])
    with files()[0].open("a") as file:
        file.write('{"torn\n{"base": "", "question": 7}\n')
    (state_dir() / CONVERSATIONS / "notes.txt").write_text("not ours")
    assert Conversations.open(notice=said.append).last() == [ask("one"), ask("two")]
    assert len(said) == 1


def test_what_could_not_be_kept_is_kept_with_the_next_turn(home: Path, ask: Ask, said: list[str]) -> None:
    blocker = home / "state"
    blocker.write_text("in the way")
    talk = Conversations.open(notice=said.append)
    talk.save([ask("one")])
    assert talk.last() == []
    blocker.unlink()
    talk.save([ask("one"), ask("two")])
    assert talk.last() == [ask("one"), ask("two")]
    assert len(said) == 1


def test_nothing_is_kept_when_that_is_not_wanted(home: Path, ask: Ask) -> None:
    talk = Conversations.open(log=False)
    talk.save([ask("one")])
    assert talk.last() == []
    assert not (home / "state").exists()
