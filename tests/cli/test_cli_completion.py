"""``assistant completion``, in the shells that are installed."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest
from cli_driving import STARTER, Caller
from pseudo_terminal import Terminal

SHELLS = {
    "bash": ("bash", "--rcfile", "{rc}", "-i"),
    "zsh": ("zsh", "-i"),  # reads .zshrc in ZDOTDIR
    "fish": ("fish", "--no-config", "-i", "-C", "source {rc}"),
}
START = {
    "bash": "PS1='ready> '\neval \"$(assistant completion bash)\"\n",
    "zsh": "PS1='ready> '\nautoload -Uz compinit\ncompinit -D\neval \"$(assistant completion zsh)\"\n",
    "fish": "function fish_prompt; echo 'ready> '; end\nassistant completion fish | source\n",
}


def completions(caller: Caller, line: str) -> list[str]:
    """What the program offers a shell at the end of a line."""
    found = caller.home / "completions"
    caller(
        env={
            "_ARGCOMPLETE": "1",
            "_ARGCOMPLETE_IFS": "\n",
            "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
            "_ARGCOMPLETE_STDOUT_FILENAME": str(found),
            "COMP_LINE": f"assistant {line}",
            "COMP_POINT": str(len(f"assistant {line}")),
        }
    )
    return found.read_text(encoding="utf-8").split("\n") if found.stat().st_size else []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("che", ["check"]),
        ("-q what --js", ["--json"]),
        ("list --pl", []),
        ("--section books list --js", ["--json"]),
        ("--section b", ["books"]),
        ("list --section ", ["visiting", "books"]),
        ("show --no-log wh", ["what-to-bring"]),
        ("inbox accept 1 --entry=bor", ["--entry=borrowing"]),
        ("inbox dis", ["dismiss"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("-q che", []),
        ("unknown ", []),
    ],
)
def test_what_follows_is_completed(small: Caller, line: str, expected: list[str]) -> None:
    assert completions(small, line) == expected


def test_files_and_ids_are_those_of_the_named_base(small: Caller) -> None:
    folder = small.home / "my bases"
    folder.mkdir()
    (folder / "notes.txt").touch()
    (folder / "fruit.yaml").write_text(STARTER.read_text().replace("borrowing", "apple"))
    assert completions(small, "--faq ~/my") == [r"~/my\ bases/"]
    assert completions(small, r"check ~/my\ bases/") == [r"~/my\ bases/fruit.yaml"]
    assert completions(small, r"eval ~/my\ bases/no") == [r"~/my\ bases/notes.txt"]
    assert completions(small, r"--faq ~/my\ bases/fruit.yaml show a") == ["apple"]
    assert completions(small, r"show --faq=nowhere.yaml a") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_in_the_shell(shell: str, small: Caller, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    program = tmp_path / "bin" / "assistant"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m assistant "$@"\n')
    program.chmod(0o755)
    rc = tmp_path / ".zshrc"
    rc.write_text(START[shell])
    env = small.env | {"PATH": f"{program.parent}:{small.env['PATH']}", "ZDOTDIR": str(tmp_path)}
    with Terminal([word.format(rc=rc) for word in SHELLS[shell]], env, width=100) as terminal:
        terminal.wait_for_text("ready>")
        for typed, shown in (("true; assistant li", "list"), ("--sect", "--section"), ("vi", "visiting")):
            terminal.send(f"{typed}\t".encode())
            terminal.wait_for_text(shown)
        terminal.send(b"\r")
        terminal.wait_for_text("When is the reading room open?")
