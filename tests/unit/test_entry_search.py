"""Searching for the right entry: the order, and matching words."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from assistant.conversation.turn import Candidate, Turn
from assistant.curation.entry_search import LIMIT, EntrySearch

QUESTIONS = {
    "lamp": "Where is the lamp?",
    "door": "How wide is the door?",
    "width": "Is width measured at the lamp?",
    "isle": "Is there an isle?",
}


class Found(NamedTuple):
    entry: str


class Base:
    """A base that takes "dor" for the door, and resembles nothing else."""

    def suggest(self, typed: str, limit: int = 6) -> list[Found]:
        return [Found("door"), Found("gone")] if typed in ("dor", "wide") else []

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        return [(id, "a", question, "answer") for id, question in QUESTIONS.items()]


def ids(turn: Turn, words: str = "", limit: int = LIMIT) -> list[str]:
    return [row.id for row in EntrySearch(turn, Base()).find(words, limit)]


def test_likely_entries_come_first_and_the_one_that_was_given_last() -> None:
    near = (Candidate("lamp", "", "", 90.0), Candidate("isle", "", "", 30.0))
    assert ids(Turn("x", "answered", entry="lamp", candidates=near)) == ["isle", "door", "width", "lamp"]
    assert ids(Turn("wide", "no_match")) == ["door", "lamp", "width", "isle"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lamp", ["lamp", "width"]),  # an id comes first
        ("is the lamp", ["width", "lamp"]),  # then what begins like it
        ("LAMP measured", ["width"]),
        ("dor", ["door"]),  # a typo
        ("wide", ["door"]),  # not twice
        ("zzyzx", []),
    ],
)
def test_words_find_entries(words: str, found: list[str]) -> None:
    assert ids(Turn("x", "no_match"), words) == found


def test_the_limit_is_kept() -> None:
    assert ids(Turn("x", "no_match"), "is", 2) == ["lamp", "door"]
    search = EntrySearch(Turn("x", "no_match"), Base())
    assert search.has("door")
    assert not search.has("gone")
