"""The command: asking, printing, exit codes."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.commands import eval as command
from assistant.cli.parser import Parser, add_common
from assistant.conversation.turn import Turn
from assistant.errors import LabelledError, UsageError
from assistant.evaluation.labelled_file import read_labelled
from assistant.evaluation.runner import ask_files

Write = Callable[..., str]
TurnOf = Callable[..., Turn]


def arguments(*words: str) -> argparse.Namespace:
    parser = Parser("assistant eval")
    add_common(parser)
    command.add_arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, open_base: Any, turn_from: TurnOf) -> Iterator[dict[str, Any]]:
    """The command opens the tiny library, which knows two questions; what it was opened with is noted."""
    open_base.turns = {
        "alpha?": turn_from("answered", {"alpha": 90, "beta": 20}),
        "beta?": turn_from("answered", {"alpha": 80, "beta": 60}),
    }
    noted: dict[str, Any] = {"library": open_base}

    class Opening:
        @staticmethod
        def open(paths: list[Path], **rest: Any) -> Any:
            noted.update(rest, paths=paths)
            return open_base

    monkeypatch.setattr("assistant.conversation.open_base.OpenBase", Opening)
    yield noted
    assert open_base.closed == ("paths" in noted)


def test_questions_are_asked_alone_and_turns_in_one_conversation(open_base: Any, write: Write) -> None:
    turns = [{"question": "c", "expect": []}, {"question": "d", "expect": []}]
    path = write({"question": " a ", "expect": []}, {"turns": turns}, {"question": "b", "expect": []})
    files, _ = read_labelled([path])
    ticks = count()
    shares: list[float] = []
    (outcomes,) = ask_files(open_base, files, shares.append, clock=lambda: next(ticks))
    assert [talk.asked for talk in open_base.talks] == [
        [("a", True)],
        [("c", False), ("d", False)],
        [("b", True)],
    ]
    assert [talk.top_k for talk in open_base.talks] == [10, 3, 10]
    assert [one.milliseconds for one in outcomes] == [1000] * 4
    assert shares == [0.25, 0.5, 0.75, 1]


def test_figures_and_misses_go_to_stdout_and_nothing_to_stderr(
    opened: dict[str, Any], write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write({"question": "alpha?", "expect": ["alpha"]}, {"question": "beta?", "expect": ["beta"]})
    assert command.run(arguments(path, "--faq", "some/base")) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Tiny · threshold 60 · likely threshold 40 · margin 8\n2 questions: 2 in scope\n")
    assert "right entry first" in out
    assert "got       answered: alpha 80.0, beta 60.0" in out
    assert err == ""
    assert (opened["paths"], opened["wait_for_training"]) == ([Path("some/base")], True)


def test_json_is_one_line_with_the_same_figures(
    opened: dict[str, Any], write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write({"question": "alpha?", "expect": ["alpha"]}, {"question": "beta?", "expect": ["beta"]})
    assert command.run(arguments(path, "--json")) == 0
    (line,) = capsys.readouterr().out.splitlines()
    report = json.loads(line)
    assert (report["base"], report["threshold"], report["likely_threshold"]) == ("Tiny", 60, 40)
    assert (report["top1"], report["mrr"]) == (0.5, 0.75)
    assert [miss["question"] for miss in report["misses"]] == ["beta?"]


def test_everything_wrong_with_the_files_and_their_ids_is_said_at_once_without_waiting_for_the_fit(
    opened: dict[str, Any], write: Write
) -> None:
    one = write("nonsense", {"question": "q", "expect": ["alfa"]}, name="one.jsonl")
    two = write({"question": "q", "expct": []}, name="two.jsonl")
    with pytest.raises(LabelledError) as raised:
        command.run(arguments(one, two))
    assert [line.rpartition("(")[2].partition(")")[0] for line in raised.value.message.splitlines()[1:]] == [
        "not-json",
        "unknown-entry",
        "no-expect",
        "unknown-key",
    ]
    assert opened["wait_for_training"] is False


@pytest.mark.parametrize("wrong", [["--misses", "3"], ["--least", "top1=1"]])
def test_a_wrong_call_is_refused_before_anything_is_opened(
    opened: dict[str, Any], write: Write, wrong: list[str]
) -> None:
    with pytest.raises(UsageError):
        command.run(arguments(write({"question": "q", "expect": []}), *wrong))
    assert "paths" not in opened


def test_files_are_wanted() -> None:
    with pytest.raises(UsageError):
        arguments()


BASE = """\
title: Fruit
sections:
  - {id: s, title: S}
entries:
  - {id: apple, section: s, question: What colour is an apple?, variants: [apple colour], answer: Red.}
  - {id: banana, section: s, question: How long is a banana?, variants: [banana length], answer: A span.}
"""


def test_a_real_base_is_measured_with_the_very_turns_that_people_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant.conversation.open_base import OpenBase

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    base = tmp_path / "fruit.yaml"
    base.write_text(BASE, encoding="utf-8")
    rows = [
        {"question": "what colour is an apple?", "expect": ["apple"]},
        {"question": "banana length", "expect": ["apple"]},
    ]
    assert command.run(arguments(write(*rows), "--faq", str(base), "--json")) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["top1"], report["in_scope"]) == (0.5, 2)
    open_base = OpenBase.open([base], wait_for_training=True)
    turn = open_base.conversation().ask("banana length", alone=True)
    open_base.close()
    (miss,) = report["misses"]
    assert (miss["status"], miss["entry"], miss["score"]) == (turn.status, turn.entry, turn.score)
