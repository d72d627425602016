"""Questions asked before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.base.model import QUESTION_LIMIT
from assistant.paths import identity
from assistant.storage.database import Database
from assistant.storage.history import RECALLED, History
from assistant.storage.schema import insert
from assistant.storage.when import when


def test_questions_are_kept_over_restarts_newest_last() -> None:
    history = History(Database.open())
    for question in ("first", "second", " first ", "first"):
        history.append(question)
    assert History(Database.open()).entries() == ["second", "first"]
    assert history.entries() == ["second", "first"]


def test_the_last_answer_is_kept_with_a_question() -> None:
    history = History(Database.open())
    for answer in ("old", "between", "new"):
        history.append("one" if answer != "between" else "two", answer)
    assert [(one.question, one.answer) for one in history.asked()] == [("two", "between"), ("one", "new")]
    assert all(when(one.at) for one in history.asked())


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-03-02T14:05:00", "14:05"),
        ("2026-03-01T23:59:00", "yesterday"),
        ("2026-02-28T00:00:00", "28 Feb"),
        ("2025-12-31T12:00:00", "31 Dec 2025"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("", ""),
        ("soon", ""),
    ],
)
def test_when_something_was_asked(at: str, shown: str) -> None:
    assert when(at, datetime(2026, 3, 2, 15)) == shown


def test_two_sessions_see_each_other() -> None:
    one, other = History(Database.open()), History(Database.open())
    one.append("from one")
    other.append("from other")
    assert one.entries() == other.entries() == ["from one", "from other"]


def test_questions_of_another_base_are_not_recalled() -> None:
    database = Database.open()
    one, two = (identity("Copy", [Path(name)]) for name in ("one", "two"))
    History(database, "Copy").append("before places were stored")
    History(database, one).append("one")
    History(database, two).append("two")
    assert History(database, one).entries() == ["before places were stored", "one"]
    assert History(database, two).entries() == ["before places were stored", "two"]


def test_blank_and_endless_questions() -> None:
    history = History(Database.open())
    history.append(" \n\t ")
    history.append("x" * (2 * QUESTION_LIMIT))
    assert history.entries() == ["x" * QUESTION_LIMIT]


def test_control_characters_are_neither_stored_nor_read() -> None:
    database = Database.open()
    history = History(database)
    history.append("a\x1b]52;c;x\x07b")
    database.write(lambda connection: insert(connection, "history", base="", at="", question="c\x1b[2Jd"))
    assert len(history.entries()) == 2
    assert all(text.isprintable() for text in history.entries())


def test_only_the_newest_are_recalled() -> None:
    database = Database.open()

    def fill(connection: object) -> None:
        for number in range(RECALLED + 5):
            insert(connection, "history", base="", at="", question=f"q{number}")

    database.write(fill)
    assert History(database).entries() == [f"q{number}" for number in range(5, RECALLED + 5)]


def test_without_a_database_the_session_is_recalled(home: Path, said: list[str]) -> None:
    (home / "state").write_text("in the way")
    history = History(Database.open(notice=said.append))
    for question in ("one", "two", "one"):
        history.append(question)
    assert history.entries() == ["two", "one"]
    assert len(said) == 1


def test_nothing_is_stored_if_logging_is_off(home: Path) -> None:
    history = History(Database.open(log=False))
    history.append("secret")
    assert history.entries() == ["secret"]
    assert not (home / "state").exists()
