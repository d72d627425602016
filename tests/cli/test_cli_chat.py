"""``assistant`` without arguments, with and without a terminal."""

from __future__ import annotations

import os

from cli_driving import Caller, at_terminal


def test_the_chat_opens_answers_and_quits(small: Caller) -> None:
    small("-q", "hello")
    code, seen = at_terminal(
        small, [(b"sk a question", b"how many books may I borrow\r"), (b"up to five books", b"\x11")]
    )
    assert code == 0
    assert b"Traceback" not in seen
    assert b"\x1b[?1049l" in seen  # the page that was there before is back
    assert small.recorded("question", "history") == ["how many books may I borrow"]
    assert seen.endswith(b"Resume with: assistant --continue\r\n")


def test_without_a_terminal_it_names_the_alternatives(small: Caller) -> None:
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        code, seen = at_terminal(small, [], stdin=nothing.fileno())
    assert code == 2
    words = b" ".join(seen.split())
    assert b"assistant -q QUESTION" in words
    assert b"assistant --plain" in words
    assert b"\x1b[?1049h" not in seen
