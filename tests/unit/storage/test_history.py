"""The questions asked before."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.paths import HISTORY, settings_file, state_dir
from assistant.storage.history import LONGEST, MOST, History


def test_questions_are_kept_over_restarts_newest_last() -> None:
    history = History.open()
    for question in ("first", "second", " first ", "first"):
        history.append(question)
    assert History.open().entries() == ["second", "first"]
    assert history.entries() == ["second", "first"]
    assert (state_dir() / HISTORY).read_bytes().count(b"\n") == 3


def test_two_sessions_see_each_other() -> None:
    one, other = History.open(), History.open()
    one.append("from one")
    other.append("from other")
    assert one.entries() == other.entries() == ["from one", "from other"]


def test_blank_and_endless_questions() -> None:
    history = History.open()
    history.append(" \n\t ")
    history.append("x" * (2 * LONGEST))
    assert history.entries() == ["x" * LONGEST]


def test_what_a_terminal_would_obey_is_not_kept_nor_read() -> None:
    history = History.open()
    history.append("a\x1b]52;c;x\x07b")
    path = state_dir() / HISTORY
    with path.open("a") as file:
        file.write(json.dumps({"question": "c\x1b[2Jd"}) + '\n{"question": 7}\n{"question": ""}\n{}\n')
    assert all(text.isprintable() for text in history.entries())
    assert len(history.entries()) == 2


def test_no_more_than_the_newest_are_recalled() -> None:
    history = History.open()
    path = state_dir() / HISTORY
    history.append("q-1")
    with path.open("a") as file:
        file.writelines(json.dumps({"question": f"q{n}"}) + "\n" for n in range(MOST + 5))
    assert history.entries() == [f"q{n}" for n in range(5, MOST + 5)]


def test_without_a_place_the_session_still_remembers(home: Path, said: list[str]) -> None:
    (home / "state").write_text("in the way")
    history = History.open(notice=said.append)
    history.append("one")
    history.append("two")
    assert history.entries() == ["one", "two"]
    assert len(said) == 1


def test_nothing_is_kept_when_that_is_not_wanted(home: Path) -> None:
    History.open(log=False).append("secret")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("log: off\n")
    history = History.open()
    history.append("secret")
    assert history.entries() == ["secret"]
    assert not (home / "state").exists()
