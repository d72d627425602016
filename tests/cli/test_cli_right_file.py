"""Commands read and change the base that the user named, and no other; records stay with their base."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_driving import STARTER

from assistant import paths
from assistant.cli.main import main

BASE = """\
title: {title}
sections:
  - id: all
    title: All
entries:
  - id: {id}
    section: all
    question: What is the {id}?
    variants: [the {id}, about the {id}]
    answer: The {id} is here.
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Directories of its own for every test."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("ASSISTANT_FAQ", raising=False)
    for name in ("apple", "pear", "plum"):
        (tmp_path / f"{name}.yaml").write_text(BASE.format(title=name.title(), id=name))
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process and return the exit code and both streams."""

    def call(*words: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return call


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the bundled base of an installed program."""
    package = tmp_path / "site-packages" / "assistant"
    (package / "faq").mkdir(parents=True)
    shutil.copy(STARTER, package / "faq" / "0-base.yaml")
    monkeypatch.setattr(paths, "_PACKAGE", package)
    return package / "faq" / "0-base.yaml"


def settings(text: str) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_the_settings_name_the_default_base(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(f"faq: {home / 'apple.yaml'}\n")
    assert "apple\t" in run("list")[1]
    assert "The apple is here." in run("-q", "what", "is", "the", "apple")[1]
    assert "The apple is here." in run("show", "apple")[1]
    assert "1 entry" in run("check")[1]
    assert json.loads(run("paths", "--json")[1])["question base"] == str(home / "apple.yaml")
    assert run("teach", "--no-impact", "apple", "tell me of apples")[0] == 0
    assert "tell me of apples" in (home / "apple.yaml").read_text()
    monkeypatch.setenv("ASSISTANT_FAQ", str(home / "pear.yaml"))
    assert "pear\t" in run("list")[1]
    assert "plum\t" in run("list", "--faq", home / "plum.yaml")[1]


def test_the_setting_may_list_paths_relative_to_its_file(run: Run, home: Path) -> None:
    settings("faq: [../../apple.yaml, ../../pear.yaml]\n")
    assert os.path.relpath(home, paths.config_dir()) == "../.."
    code, out, err = run("list", "--faq", home / "plum.yaml")
    assert (code, out.count("\t"), err) == (0, 1, "")
    listed = json.loads(run("paths", "--json")[1])
    assert [Path(listed[name]).resolve() for name in ("question base", "question base 2")] == [
        home / "apple.yaml",
        home / "pear.yaml",
    ]


@pytest.mark.parametrize("value", ["{a: b}", "[]", "''", "[apple.yaml, []]"])
def test_an_invalid_setting_opens_no_other_base(run: Run, value: str) -> None:
    settings(f"faq: {value}\n")
    for words in (["list"], ["-q", "what", "is", "it"], ["teach", "x", "y"], ["paths"]):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "The setting faq in" in err


def test_mistakes_in_the_settings_are_reported_beside_the_answer(run: Run, home: Path) -> None:
    settings(f"faq: {home / 'apple.yaml'}\nthemes: dark\nlog: maybe\n")
    code, out, err = run("-q", "what", "is", "the", "apple")
    assert (code, "The apple is here." in out) == (0, True)
    assert 'settings.yaml:2:1: unknown setting "themes"' in err
    assert "settings.yaml:3:6: log must be on or off" in err
    assert err.count("unknown setting") == 1


def test_a_missing_default_base_is_reported(run: Run, home: Path) -> None:
    settings("faq: nowhere.yaml\n")
    code, out, err = run("list")
    assert (code, out) == (3, "")
    assert str(home / "config" / "assistant" / "nowhere.yaml") in err


def test_teaching_the_bundled_base_of_an_installation_warns(run: Run, installed: Path) -> None:
    code, _, err = run("teach", "--no-impact", "opening-hours", "from when to when is it")
    assert code == 0
    assert "an update overwrites it" in err
    assert "assistant new --from bundled DIR" in err
    assert "from when to when is it" in installed.read_text()


@pytest.mark.parametrize(("reply", "code"), [("n\n", 1), ("y\n", 0)])
def test_in_a_terminal_the_user_decides(
    run: Run, installed: Path, monkeypatch: pytest.MonkeyPatch, reply: str, code: int
) -> None:
    monkeypatch.setattr("assistant.cli.confirmation.can_ask", lambda out: True)
    monkeypatch.setattr("assistant.cli.commands.teach.can_ask", lambda out: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(reply))
    found, _, err = run("teach", "--no-impact", "opening-hours", "from when to when is it")
    assert (found, "Save anyway? (y/N)" in err) == (code, True)
    assert ("from when to when is it" in installed.read_text()) == (code == 0)


def test_accepting_into_the_bundled_base_of_an_installation_warns(run: Run, installed: Path) -> None:
    assert run("-q", "zzyzx", "quux")[0] == 1
    code, _, err = run("inbox", "accept", "1", "--entry", "opening-hours")
    assert (code, "assistant new --from bundled DIR" in err) == (0, True)
    assert "zzyzx quux" in installed.read_text()


def test_a_base_elsewhere_is_changed_without_a_warning(run: Run, installed: Path, home: Path) -> None:
    before = installed.read_bytes()
    code, _, err = run("teach", "--faq", home / "apple.yaml", "--no-impact", "apple", "tell me of it")
    assert (code, err, installed.read_bytes()) == (0, "", before)


def test_new_copies_a_base_to_change(run: Run, installed: Path, home: Path) -> None:
    code, out, _ = run("new", "--from", "bundled", home / "mine")
    assert (code, (home / "mine" / "0-base.yaml").read_bytes()) == (0, installed.read_bytes())
    assert "Created" in out
    assert run("new", "--from", home / "pear.yaml", home / "two")[0] == 0
    assert (home / "two" / "pear.yaml").read_bytes() == (home / "pear.yaml").read_bytes()
    code, _, err = run("new", "--from", home / "nothing", home / "three")
    assert (code, (home / "three").exists()) == (3, False)
    assert "there is no such file" in err


@pytest.mark.parametrize("step", ["accept", "new", "dismiss"])
def test_questions_of_another_base_cannot_be_resolved(run: Run, home: Path, step: str) -> None:
    apple, pear = home / "apple.yaml", home / "pear.yaml"
    before = pear.read_bytes()
    assert run("--faq", apple, "-q", "zzyzx", "quux")[0] == 1
    assert "zzyzx quux" in run("inbox", "--faq", apple)[1]
    assert run("inbox", "--faq", pear)[1] == ""
    code, out, err = run("inbox", "--faq", pear, step, "1")
    assert (code, out, pear.read_bytes()) == (2, "", before)
    assert "The inbox of this base lists no open question 1." in err
    assert "zzyzx quux" in run("inbox", "--faq", apple)[1]


def test_undo_concerns_the_steps_of_its_own_base(run: Run, home: Path) -> None:
    apple, pear = home / "apple.yaml", home / "pear.yaml"
    assert run("teach", "--faq", apple, "--no-impact", "apple", "tell me of apples")[0] == 0
    assert run("inbox", "--faq", pear, "undo")[0] != 0
    assert "tell me of apples" in apple.read_text()


def test_bases_with_one_title_share_no_records(run: Run, home: Path) -> None:
    one, two = home / "one", home / "two"
    for folder in (one, two):
        folder.mkdir()
        shutil.copy(home / "apple.yaml", folder)
    (home / "link").symlink_to(one)
    assert run("--faq", one, "-q", "zzyzx", "quux")[0] == 1
    assert run("inbox", "--faq", two, "accept", "1", "--entry", "apple")[0] == 2
    assert "of 4 questions" in run("teach", "--faq", two, "--dry-run", "apple", "zzyzx or quux")[1]
    for same in (f"{one}/", home / "link"):
        assert "zzyzx quux" in run("inbox", "--faq", same)[1]
        assert "of 5 questions" in run("teach", "--faq", same, "--dry-run", "apple", "zzyzx or quux")[1]
    assert run("inbox", "--faq", one, "accept", "1", "--entry", "apple")[0] == 0
    assert run("teach", "--faq", two, "--no-impact", "apple", "tell me of apples")[0] == 0
    assert run("inbox", "--faq", one, "undo")[0] == 0  # although the other base's step came later
    assert (one / "apple.yaml").read_bytes() == (home / "apple.yaml").read_bytes()
    assert "tell me of apples" in (two / "apple.yaml").read_text()
    assert "zzyzx quux" in run("inbox", "--faq", one)[1]


def test_the_records_of_the_bundled_base_survive_a_move(
    run: Run, installed: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-q", "zzyzx", "quux")[0] == 1
    assert run("new", "--from", "bundled", home / "mine")[0] == 0
    (home / "site-packages").rename(home / "elsewhere")
    monkeypatch.setattr(paths, "_PACKAGE", home / "elsewhere" / "assistant")
    assert "zzyzx quux" in run("inbox")[1]
    assert run("inbox", "--faq", home / "mine")[1] == ""


def test_the_impact_counts_no_question_of_another_base(run: Run, home: Path) -> None:
    apple, pear = home / "apple.yaml", home / "pear.yaml"
    assert run("--faq", apple, "-q", "zzyzx", "quux")[0] == 1
    out = run("teach", "--faq", pear, "--dry-run", "pear", "zzyzx or quux")[1]
    assert "of 4 questions" in out  # the three phrasings and the new one
    out = run("teach", "--faq", apple, "--dry-run", "apple", "zzyzx or quux")[1]
    assert "of 5 questions" in out


@pytest.mark.parametrize("phrasing", ["'", "~", "=", "?!", "…", "- -"])
def test_a_phrasing_without_a_letter_or_digit_is_refused(run: Run, home: Path, phrasing: str) -> None:
    before = (home / "apple.yaml").read_bytes()
    code, _, err = run("teach", "--faq", home / "apple.yaml", "--no-impact", "apple", "--", phrasing)
    assert (code, (home / "apple.yaml").read_bytes()) == (2, before)
    assert "no letter or digit" in err


def test_what_names_a_missing_base_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text("faq: /nowhere/a.yaml")
    code, _, err = run("list")
    assert (code, f"The setting faq in {paths.settings_file()} names it." in err) == (3, True)
    monkeypatch.setenv("ASSISTANT_FAQ", "nonexist")
    code, _, err = run("list")
    assert (code, "ASSISTANT_FAQ names it." in err) == (3, True)
    code, _, err = run("list", "--faq", "other")
    assert (code, "names it" in err) == (3, False)
