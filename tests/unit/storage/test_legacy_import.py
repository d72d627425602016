"""Files of earlier versions: imported once, whatever they contain."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.conversation.turn import Turn
from assistant.paths import bundled_base, identity, state_dir
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from assistant.storage.reasons import Action
from assistant.storage.turn_json import turn_to_json

BUNDLED = "Evolution of Cluster Policy in Japan"
"""The base to which questions of an unknown base are attributed."""
AT = "2025-11-03T08:00:00Z"


def asked(question: str, reason: str = "declined", **more: object) -> dict[str, object]:
    return {"at": AT, "question": question, "reason": reason, "near": [["a", 12.5]], "base": "Tiny", **more}


def write(name: str, *lines: object) -> Path:
    path = state_dir() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    return path


def test_everything_is_imported_once_and_the_files_are_renamed(said: list[str], tmp_path: Path) -> None:
    history = write("history.jsonl", {"at": AT, "question": "older"}, {"at": AT, "question": "newer"})
    inbox = write("inbox.jsonl", asked("who"), asked("why", "wrong", entry="a", about="b"))
    choices = write("choices.jsonl", {"name": "theme", "value": "nord", "set": ""})
    old, new = (json.loads(turn_to_json(Turn(text, "no_match"))) for text in ("old", "new"))
    write("conversations/1-7.jsonl", {"base": "Tiny", **old})
    write("conversations/2-7.jsonl", {"base": "Tiny", **new})
    for _ in range(2):
        database = Database.open(notice=said.append)
        assert History(database, identity(BUNDLED, [bundled_base()])).entries() == ["older", "newer"]
        assert History(database, identity(BUNDLED, [tmp_path])).entries() == []  # a copy
        assert History(database, "Tiny").entries() == History(database).entries() == []
        first, second = Inbox(database, "Tiny").questions()
        assert (first.number, first.at, first.question) == (1, AT, "who")
        assert (first.candidates, second.entry, second.about) == ((("a", 12.5),), "a", "b")
        assert Conversations(database, "Tiny").resume() == [Turn("new", "no_match")]
        assert Preferences(database).values() == {"theme": "nord"}
        database.close()
    for path in (history, inbox, choices, state_dir() / "conversations"):
        assert not path.exists()
        assert path.with_name(f"{path.name}.imported").exists()
    assert said == []


def test_the_log_of_the_inbox_is_replayed() -> None:
    write(
        "inbox.jsonl",
        {"dropped": 10},
        asked("dismissed"),
        asked("accepted"),
        asked("which", "ambiguous"),
        asked("which", "none of these"),
        asked("picked", "ambiguous"),
        {"at": AT, "act": "picked", "questions": ["picked"], "entry": "a"},
        {"at": AT, "act": "dismiss", "questions": ["dismissed"], "change": {}},
        {"at": AT, "act": "accept", "questions": ["accepted"], "change": {"wording": "accepted"}},
        {"at": AT, "act": "dismiss", "questions": ["which"], "change": {}},
        {"at": AT, "act": "undo", "step": 19},
        asked("dismissed"),
        asked("accepted"),
    )
    inbox = Inbox(Database.open(), "Tiny")
    assert [(one.number, one.question, one.reason) for one in inbox.questions()] == [
        (14, "which", "none of these"),
        (22, "accepted", "declined"),
    ]
    assert [(one.number, one.action, one.summary) for one in inbox.resolutions()] == [
        (17, Action.DISMISS, "dismissed"),
        (18, Action.ACCEPT, "accepted"),
    ]
    inbox.record(Turn("dismissed", "no_match"))
    assert len(inbox.questions()) == 2


@pytest.mark.parametrize("name", ["history.jsonl", "inbox.jsonl", "choices.jsonl", "conversations/1.jsonl"])
@pytest.mark.parametrize(
    "line",
    [
        "{torn",
        "[" * 100_000,
        "\0\0",
        [7],
        {"question": 7, "reason": "declined"},
        {"question": "\udcff", "reason": "declined", "base": "\udcff", "near": "x"},
        {"question": "x", "reason": ["declined"]},
        {"act": "undo", "step": 2**70},
        {"act": ["dismiss"]},
        {"act": "accept", "questions": [7, "\udcff"], "change": {"file": 7, "wording": "\udcff"}},
        {"act": "dismiss", "questions": "x", "change": []},
        {"dropped": 2**70},
        {"dropped": -5},
        {"name": 7, "value": "\udcff"},
    ],
)
def test_damaged_lines_are_left_out(said: list[str], name: str, line: object) -> None:
    path = write(name, line, line)
    with path.open("ab") as file:
        file.write(b"\xff\xfe\n")
    database = Database.open(notice=said.append)
    inbox = Inbox(database, "base")
    inbox.record(Turn("what is this", "no_match"))
    assert "what is this" in [one.question for one in inbox.questions()]
    inbox.resolutions()
    Preferences(database).values()
    Conversations(database).resume()
    History(database).append("one")
    assert History(database).entries()[-1] == "one"
    assert [message for message in said if "recorded on this machine only" not in message] == []


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_links_are_not_imported(tmp_path: Path, said: list[str]) -> None:
    target = tmp_path / "target"
    target.write_text('{"question": "secret"}\n')
    state_dir().mkdir(parents=True)
    (state_dir() / "history.jsonl").symlink_to(target)
    assert History(Database.open(notice=said.append)).entries() == []
    assert (state_dir() / "history.jsonl").is_symlink()
    assert said == []
