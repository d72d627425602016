"""``assistant inbox``: a question becomes a phrasing or an entry, and undo restores the file byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.base import loader
from assistant.base.editing import plan_phrasing
from assistant.cli.main import main
from assistant.conversation.turn import Turn
from assistant.curation import steps
from assistant.curation.grouping import grouped
from assistant.errors import EditError
from assistant.paths import database_file, identity
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Reason

Ask = Callable[..., Turn]

pytestmark = pytest.mark.usefixtures("quick_builds")
BASE = (Path(__file__).parents[2] / "data" / "fruit.yaml").read_text(encoding="utf-8")


@pytest.fixture
def base(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base of two entries."""
    path = home / "tiny.yaml"
    path.write_text(BASE)
    monkeypatch.setenv("ASSISTANT_FAQ", str(path))
    return path


@pytest.fixture
def inbox(home: Path, ask: Ask) -> Inbox:
    """Three open questions, 1 and 2 similar, 3 similar to no entry; and one to another base, 4."""
    inbox = Inbox(Database(database_file()), identity("Tiny", [home / "tiny.yaml"]))
    inbox.record(ask("the hue of an apple", near={"apple": 40.0}))
    inbox.record(ask("the hue of the apple?", near={"apple": 42.0}))
    inbox.record(ask("zzyzx quux"))
    Inbox(Database(database_file()), "Other").record(ask("who wrote it"))
    return inbox


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command and return the exit code and both streams."""

    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["inbox", *words])
        return code, *capsys.readouterr()

    return call


@pytest.mark.usefixtures("base", "inbox")
def test_list_as_text(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    first, second, third, *_ = out.splitlines()
    assert (first, second) == ("1  the hue of the apple? (2 times)", "   also: the hue of an apple")
    assert third.startswith("   declined, last asked 2")
    assert "similar to apple: What colour is the apple?" in out
    assert "3  zzyzx quux (once)" in out
    assert "no similar entry" in out
    assert "who wrote it" not in out


@pytest.mark.usefixtures("base", "inbox")
def test_list_as_json(run: Run) -> None:
    code, out, _ = run("--json", "list")
    first, *rest = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert (first["number"], first["asked"], first["reasons"]) == (1, 2, {"declined": 2})
    assert first["wordings"][0] == {"question": "the hue of the apple?", "asked": 1}
    assert first["near"] == [{"entry": "apple", "score": 41.0}]
    assert first["proposal"]["entry"] == "apple"
    assert {one["base"] for one in rest} == {"Tiny"}


@pytest.mark.usefixtures("base", "inbox")
def test_a_terminal_shows_what_to_do_next(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.terminal.output.is_terminal", lambda stream: True)
    assert "To resolve a question" in run()[2]
    assert "To resolve a question" not in run("--json")[2]


@pytest.mark.usefixtures("base")
def test_rejected_entries_are_not_proposed(ask: Ask, inbox: Inbox, run: Run) -> None:
    inbox.mark(ask("the hue of an apple", "answered", {"apple": 70.0}, entry="apple"), Reason.WRONG)
    proposals = [json.loads(line)["proposal"] for line in run("--json")[1].splitlines()]
    assert "apple" not in [one["entry"] for one in proposals if one is not None]


@pytest.mark.usefixtures("base")
def test_questions_that_are_answered_now_are_marked(ask: Ask, inbox: Inbox, run: Run) -> None:
    for _ in range(3):
        inbox.record(ask("oak height"))
    assert "now answered by oak: How tall is the oak?" in run()[1]


@pytest.mark.usefixtures("base")
def test_an_empty_inbox(run: Run) -> None:
    code, out, err = run()
    assert (code, out) == (0, "")
    assert "The inbox is empty" in err


@pytest.mark.usefixtures("base")
def test_an_inbox_that_cannot_be_read_is_not_shown_as_empty(inbox: Inbox, run: Run) -> None:
    for file in database_file().parent.iterdir():
        file.unlink()
    database_file().mkdir()
    code, out, err = run()
    assert (code, out) == (3, "")
    assert [line.partition(": ")[0] for line in err.splitlines()] == [
        str(database_file()),
        "The inbox cannot be read.",
    ]


@pytest.mark.usefixtures("base")
def test_a_damaged_inbox_is_renamed_and_reported(inbox: Inbox, run: Run) -> None:
    inbox.questions()
    for file in database_file().parent.iterdir():
        file.unlink()
    database_file().write_bytes(b"no database " * 100)
    code, out, err = run()
    assert (code, out) == (3, "")
    assert "damaged. Renamed to" in err
    assert run()[0] == 0


def test_accept_and_undo(base: Path, inbox: Inbox, run: Run) -> None:
    code, out, err = run("accept", "1")
    assert code == 0
    assert out.startswith(f"Added to apple at {base}:14.\n")
    assert "+      - the hue of the apple?" in out
    assert "not added: the hue of an apple" in err
    assert base.read_text() == BASE.replace("apples have\n", "apples have\n      - the hue of the apple?\n")
    assert [one.question for one in inbox.questions()] == ["zzyzx quux"]
    code, out, _ = run("undo")
    assert (code, out) == (0, "Undone: accept “the hue of an apple; the hue of the apple”\n")
    assert base.read_text() == BASE
    assert len(inbox.questions()) == 3


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    "words",
    [
        ["inbox", "accept", "1", "--entry", "apple"],
        ["inbox", "new", "1"],
        ["teach", "--no-impact", "apple", "hue"],
        ["teach", "apple", "hue"],
    ],
)
@pytest.mark.usefixtures("inbox")
def test_each_version_of_the_base_is_parsed_once(
    base: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], stored: bool
) -> None:
    if stored:
        assert main(["list"]) == 0
    parsed: list[bytes] = []
    read = loader.read_document

    def count(data: bytes, *rest: Any) -> Any:
        parsed.append(data)
        return read(data, *rest)

    monkeypatch.setattr(loader, "read_document", count)
    before = base.read_bytes()
    assert main(words) == 0
    assert sorted(parsed) == sorted([before, base.read_bytes()])
    assert before != base.read_bytes()


def test_accept_for_another_entry(base: Path, inbox: Inbox, run: Run) -> None:
    assert run("accept", "3", "--entry", "oak")[0] == 0
    assert "      - oak height\n      - zzyzx quux\n" in base.read_text()


def test_new_and_undo(base: Path, inbox: Inbox, run: Run) -> None:
    code, out, _ = run("new", "3", "--section", "trees")
    assert code == 0
    assert out.startswith(f"Draft of an entry in trees at {base}:")
    assert "  #   question: zzyzx quux\n" in base.read_text()
    assert run("new", "1")[0] == 0
    assert base.read_text().count("section: fruit") == 2
    assert [run("undo")[0], run("undo")[0]] == [0, 0]
    assert base.read_text() == BASE
    assert len(inbox.questions()) == 3


def test_new_uses_the_only_section(base: Path, inbox: Inbox, run: Run) -> None:
    entry = "{id: a, section: fruit, question: Why?, answer: A.}"
    base.write_text(f"title: Tiny\nsections: [{{id: fruit, title: F}}]\nentries: [{entry}]\n")
    assert run("new", "3")[0] == 0
    assert "zzyzx quux" in base.read_text()


def test_dismiss_and_undo(base: Path, inbox: Inbox, run: Run) -> None:
    assert run("dismiss", "3") == (0, "Dismissed: zzyzx quux\n", "")
    assert run("dismiss", "3")[0] == 2
    assert run("undo") == (0, "Undone: dismiss “zzyzx quux”\n", "")
    assert base.read_text() == BASE
    assert len(inbox.questions()) == 3


@pytest.mark.usefixtures("base", "inbox")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["acept", "1"], 2, 'Did you mean "accept"?'),
        (["accept"], 2, "its number in the list"),
        (["accept", "one"], 2, "its number in the list"),
        (["accept", "77"], 2, "no open question 77"),
        (["accept", "4"], 2, "no open question 4"),  # asked of another base
        (["accept", "2"], 2, "no open question 2"),  # in the group of question 1, and not listed
        (["accept", "1", "--entry", "aple"], 2, 'Did you mean "apple"?'),
        (["accept", "3"], 2, "--entry ID"),
        (["new", "3"], 2, "one of: fruit, trees"),
        (["new", "3", "--section", "tres"], 2, 'Did you mean "trees"?'),
        (["list", "3"], 2, "takes no number"),
        (["undo"], 2, "no step to undo"),
    ],
)
def test_errors(run: Run, words: list[str], code: int, told: str) -> None:
    ended, out, err = run(*words)
    assert (ended, out) == (code, "")
    assert told in err


def test_undo_leaves_a_file_that_has_changed_since(base: Path, inbox: Inbox, run: Run) -> None:
    run("accept", "1")
    changed = base.read_text() + "# mine\n"
    base.write_text(changed)
    code, _, err = run("undo")
    assert code == 3
    assert "see line 14" in err
    assert base.read_text() == changed
    base.unlink()
    assert run("undo")[0] == 3
    assert len(inbox.resolutions()) == 1


@pytest.mark.parametrize("change", [{"offset": 3}, {"length": 0}, {"digest": "", "line": "x"}])
def test_undo_refuses_a_change_that_does_not_restore_the_file(
    base: Path, inbox: Inbox, run: Run, change: dict[str, object]
) -> None:
    run("accept", "1")
    after = base.read_bytes()
    text = json.dumps({**inbox.resolutions()[0].change, **change})
    database = Database(database_file())
    database.write(lambda connection: connection.execute("UPDATE resolution SET change = ?", (text,)))
    assert run("undo")[0] == 3
    assert base.read_bytes() == after


def test_an_interrupted_undo_can_be_completed(base: Path, inbox: Inbox, run: Run) -> None:
    run("accept", "1")
    base.write_text(BASE)  # as if killed after the file was written
    assert run("undo")[0] == 0
    assert base.read_text() == BASE
    assert inbox.resolutions() == []
    assert len(inbox.questions()) == 3


@pytest.mark.parametrize("step", ["accept", "dismiss", "undo"])
def test_an_unwritable_inbox_is_reported(
    base: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (group, *_) = grouped(inbox.questions())
    if step == "undo":
        steps.dismiss(inbox, group)
    monkeypatch.setattr(Inbox, "resolve", lambda *args, **named: False)
    monkeypatch.setattr(Inbox, "reopen", lambda *args: False)
    calls: dict[str, Callable[[], object]] = {
        "accept": lambda: steps.save(
            inbox, plan_phrasing([base], "apple", group.question), group, "apple", group.question
        ),
        "dismiss": lambda: steps.dismiss(inbox, group),
        "undo": lambda: steps.undo(inbox, [base]),
    }
    with pytest.raises(EditError, match="inbox cannot be written"):
        calls[step]()
    assert len(inbox.questions()) == (1 if step == "undo" else 3)
