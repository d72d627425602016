"""The command that opens a file at a line in an editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.curation.editor import editor_command
from assistant.errors import UsageError


@pytest.mark.parametrize(
    ("editor", "rest"),
    [
        ("vim", ["+7", "/tmp/a b.yaml"]),
        ("emacs -nw", ["-nw", "+7", "/tmp/a b.yaml"]),
        ("/usr/bin/code --wait", ["--wait", "--goto", "/tmp/a b.yaml:7"]),
        ("'/opt/my editors/subl' -w", ["-w", "/tmp/a b.yaml:7"]),
        ("hx", ["/tmp/a b.yaml:7"]),
        ("cursor --wait", ["--wait", "--goto", "/tmp/a b.yaml:7"]),
        ("pycharm --wait", ["--wait", "--line", "7", "/tmp/a b.yaml"]),
        ("nano", ["+7", "/tmp/a b.yaml"]),
        ("notepad++.exe", ["-n7", "/tmp/a b.yaml"]),
    ],
)
def test_each_editor_gets_the_line_in_its_own_syntax(
    monkeypatch: pytest.MonkeyPatch, editor: str, rest: list[str]
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    assert editor_command(Path("/tmp/a b.yaml"), 7)[1:] == rest


def test_visual_comes_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "kak")
    monkeypatch.setenv("EDITOR", "ed")
    assert editor_command(Path("/x"), 1)[0] == "kak"


def test_a_path_is_never_mistaken_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "vi")
    assert editor_command(Path("-rf.yaml"), 1)[-1].startswith("/")


def test_a_missing_editor_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="Set EDITOR"):
        editor_command(Path("/x"), 1)
    monkeypatch.setenv("EDITOR", "'unclosed")
    with pytest.raises(UsageError, match="Cannot parse EDITOR"):
        editor_command(Path("/x"), 1)
