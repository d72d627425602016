"""Trying a change in another process: the same comes of it, it can be given up, and its end is no riddle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.base.editing import Edit, plan_phrasing
from assistant.errors import AssistantError
from assistant.evaluation import preview_process
from assistant.evaluation.impact import Impact
from assistant.evaluation.preview import preview
from assistant.evaluation.preview_process import preview_in_subprocess

BASE = """\
title: T
sections: [{id: a, title: A}]
entries:
  - {id: lamp, section: a, question: Where is the lamp?, answer: Here., variants: [lamp place, the lamp]}
  - {id: door, section: a, question: How wide is the door?, answer: One metre., variants: [door width]}
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base.yaml"
    path.write_text(BASE)
    return path


@pytest.fixture
def edit(base: Path) -> Edit:
    return plan_phrasing([base], "door", "does a piano fit")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that are started."""
    found: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(popen(*args, **options))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def test_the_same_comes_of_it(base: Path, edit: Edit, tmp_path: Path) -> None:
    labelled = tmp_path / "mine.jsonl"
    labelled.write_text('{"question": "will a piano fit", "expect": ["door"]}')
    stages: list[str] = []
    notices: list[str] = []
    impact = preview_in_subprocess(
        [base],
        edit,
        labelled=[labelled, tmp_path / "gone.jsonl"],
        notice=notices.append,
        progress=lambda stage, share: stages.append(stage),
    )
    assert impact == preview([base], edit, labelled=[labelled])
    assert any(change.question == "does a piano fit" for change in impact.changes)
    assert {"starting", "asking before the change", "asking after the change"} <= set(stages)
    (notice,) = notices
    assert "gone.jsonl" in notice


def test_giving_up_ends_the_other_process_at_once(
    base: Path, edit: Edit, started: list[subprocess.Popen[bytes]]
) -> None:
    class Enough(Exception):
        pass

    def progress(stage: str, share: float) -> None:
        if stage != "starting":
            raise Enough

    with pytest.raises(Enough):
        preview_in_subprocess([base], edit, progress=progress)
    (process,) = started
    assert process.returncode is not None


def test_what_it_cannot_do_is_told(base: Path, edit: Edit) -> None:
    base.write_text("title: [")
    with pytest.raises(AssistantError, match=r"base\.yaml:1"):
        preview_in_subprocess([base], edit)


@pytest.mark.parametrize(
    "call", ["raise SystemExit(3)", "print('{', end='')", "print('[1]')", "input(); print('{}')"]
)
def test_an_end_that_comes_too_early_is_told(
    base: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(preview_process, "CALL", call)
    with pytest.raises(AssistantError, match="ended unexpectedly"):
        preview_in_subprocess([base], edit)


def test_where_no_process_can_be_had_it_is_tried_in_this_one(
    base: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(base.with_name("no-such-program")))
    monkeypatch.setattr(preview_process, "preview", lambda *_, **__: Impact(7))
    assert preview_in_subprocess([base], edit) == Impact(7)


def test_nothing_of_where_one_stands_is_run(
    base: Path, edit: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("assistant.py", "json.py", "yaml.py"):
        (tmp_path / name).write_text("raise SystemExit('run from the directory one stands in')")
    monkeypatch.chdir(tmp_path)
    assert preview_in_subprocess([base], edit).changes
