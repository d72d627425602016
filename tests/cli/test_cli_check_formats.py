"""``check --format``, the hook for pre-commit and the workflow in the guide for curators."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.cli.main import main

ROOT = Path(__file__).parents[2]
BROKEN = """\
title: Fruit, 100%
sections:
  - id: all
    title: "All: of it"
entries:
  - id: apple
    section: al
    question: What is 1: an apple?
    answer: A fruit.
"""
WHOLE = BROKEN.replace("section: al", "section: all").replace("1: an", "an")

Check = Callable[..., tuple[int, str, str]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Check a base, in its directory, and return the exit code and both streams."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    repository = tmp_path / "repository"
    (repository / "faq").mkdir(parents=True)
    monkeypatch.chdir(repository)

    def call(text: str, *words: str) -> tuple[int, str, str]:
        (repository / "faq" / "my, base.yaml").write_text(text)
        code = main(["check", *words])
        return code, *capsys.readouterr()

    return call


def test_json_is_an_array_of_problems(check: Check) -> None:
    code, out, err = check(BROKEN, "--format", "json", "faq")
    assert (code, err) == (3, "")
    file = os.path.join("faq", "my, base.yaml")  # noqa: PTH118
    assert json.loads(out) == [
        {
            "file": file,
            "line": 7,
            "column": 14,
            "level": "error",
            "rule": "unknown-section",
            "message": 'there is no section with the id "al"',
            "fix": 'Did you mean "all"?',
        },
        {
            "file": file,
            "line": 8,
            "column": 24,
            "level": "error",
            "rule": "syntax",
            "message": 'a colon followed by a space is not expected in the text of "question"',
            "fix": 'Put the whole text in quotes: question: "What is 1: an apple?".',
        },
    ]


def test_both_json_reports_describe_problems_alike(check: Check) -> None:
    report = json.loads(check(BROKEN, "--json", "faq")[1])
    assert report["errors"] == 2
    assert report["problems"] == json.loads(check(BROKEN, "--format", "json", "faq")[1])


def test_github_annotations_name_file_and_line(check: Check) -> None:
    code, out, _ = check(BROKEN, "--format", "github", str(Path.cwd() / "faq"))
    assert code == 3
    assert out.splitlines() == [
        "::error file=faq/my%2C base.yaml,title=unknown-section,line=7,col=14"
        '::there is no section with the id "al". Did you mean "all"?',
        "::error file=faq/my%2C base.yaml,title=syntax,line=8,col=24"
        '::a colon followed by a space is not expected in the text of "question".'
        ' Put the whole text in quotes: question: "What is 1: an apple?".',
    ]


def test_signs_of_workflow_commands_are_escaped(check: Check) -> None:
    out = check(BROKEN.replace("section: al", "section: 50%"), "--format", "github", "faq")[1]
    assert 'the id "50%25"' in out
    assert out.count("\n") == 2


def test_warnings_are_levels_and_count_with_strict(check: Check) -> None:
    code, out, _ = check(WHOLE, "--format", "json", "faq")
    assert (code, {problem["level"] for problem in json.loads(out)}) == (0, {"warning"})
    code, out, _ = check(WHOLE, "--strict", "--format", "github", "faq")
    assert (code, out.startswith("::warning file=faq/my%2C base.yaml,title=few-variants,line=6,")) == (
        1,
        True,
    )


def test_a_problem_of_a_whole_file_has_no_line(check: Check) -> None:
    (problem,) = json.loads(check("", "--format", "json", "faq")[1])
    assert (problem["line"], problem["column"], problem["rule"]) == (None, None, "empty-file")
    assert check("", "--format", "github", "faq")[1].startswith(
        "::error file=faq/my%2C base.yaml,title=empty-file::"
    )


def test_text_is_the_default(check: Check) -> None:
    assert check(BROKEN, "faq") == check(BROKEN, "--format", "text", "faq")


@pytest.mark.parametrize("option", ["--json", "--watch", "--against=HEAD"])
def test_other_reports_need_text(check: Check, option: str) -> None:
    code, out, err = check(BROKEN, "--format", "json", option, "faq")
    assert (code, out) == (2, "")
    assert f"{option.partition('=')[0]} cannot be combined with --format json" in err


def blocks() -> list[Any]:
    """The YAML examples of the section on commits and pull requests."""
    text = (ROOT / "faq" / "README.md").read_text()
    section = text.partition("### In every commit and pull request")[2].partition("\n## ")[0]
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]


def test_the_hook_checks_the_base_named_in_its_arguments(check: Check) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["language"], hook["types"], hook["pass_filenames"]) == ("python", ["yaml"], False)
    used = blocks()[0]["repos"][0]["hooks"][0]
    assert used["id"] == hook["id"]
    assert re.match(used["files"], "faq/base.yaml")
    program, command, *rest = shlex.split(hook["entry"])
    assert (program, command) == ("assistant", "check")
    assert check(BROKEN, *rest, *used["args"])[0] == 3
    assert check(WHOLE, *rest, *used["args"])[0] == 1  # --strict: it has too few variants


def test_the_workflow_in_the_guide_runs(check: Check) -> None:
    steps = [step["run"] for step in blocks()[1]["jobs"]["check"]["steps"] if "run" in step]
    program, command, *rest = shlex.split(steps[-1])
    assert (program, command) == ("assistant", "check")
    code, out, _ = check(BROKEN, *rest)
    assert (code, out.count("::error ")) == (3, 2)
