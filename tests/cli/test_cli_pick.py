"""``assistant pick``: the list of the program itself, and fzf, replaced by a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_driving import Caller, at_terminal

ANSWER = b"You may borrow up to five books"


@pytest.mark.parametrize(("key", "code"), [(b"\r", 0), (b"\x1b", 130), (b"\x03", 130)])
def test_a_question_is_chosen_from_the_list(small: Caller, key: bytes, code: int) -> None:
    small.env["PATH"] = ""  # no fzf
    ended, seen = at_terminal(small, [(b"How many books may I borrow?", key)], "pick", "borrow", "books")
    assert ended == code
    assert (ANSWER in seen) == (code == 0)


@pytest.mark.parametrize(
    ("script", "code"), [("grep ^borrowing", 0), ("exit 1", 1), ("exit 130", 130), ("exit 2", 2)]
)
def test_fzf_is_used_if_it_is_installed(small: Caller, tmp_path: Path, script: str, code: int) -> None:
    fzf = tmp_path / "fzf"
    fzf.write_text(f"#!/bin/sh\n{script}\n")
    fzf.chmod(0o755)
    small.env["PATH"] = f"{tmp_path}:{small.env['PATH']}"
    ended, seen = at_terminal(small, [], "pick")
    assert ended == code
    assert (ANSWER in seen) == (code == 0)


def test_without_a_terminal_the_message_names_other_commands(small: Caller) -> None:
    ended = small("pick")
    assert ended.code == 2
    assert "assistant list" in ended.err


def test_a_dumb_terminal_gets_a_message(small: Caller) -> None:
    small.env |= {"PATH": "", "TERM": "dumb"}  # no fzf
    ended, seen = at_terminal(small, [], "pick")
    assert ended == 2
    assert b"assistant list" in seen
    assert b"\x1b" not in seen
