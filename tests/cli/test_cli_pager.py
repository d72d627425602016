"""Long output on a terminal goes through the pager."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from cli_driving import Caller
from pseudo_terminal import Terminal

Start = Callable[..., Terminal]


@pytest.fixture
def start(small: Caller, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the program in a terminal of five rows, with a pager."""
    for name in ("PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
        small.env.pop(name, None)
    with ExitStack() as terminals:

        def run(pager: str | None, *words: str) -> Terminal:
            env = small.env | ({"PAGER": pager} if pager is not None else {})
            command = [str(word) for word in small.command(*words)]
            return terminals.enter_context(Terminal(command, env, height=5))

        yield run


def test_output_goes_through_the_pager_with_colours(start: Start) -> None:
    terminal = start("sed 's/^/paged /'", "list")
    assert terminal.end() == 0
    assert b"paged \x1b[36mopening-hours\x1b[0m\t" in terminal.out


@pytest.mark.parametrize("words", [("list", "--no-pager"), ("show", "opening-hours", "--no-pager")])
def test_no_pager(start: Start, words: tuple[str, ...]) -> None:
    terminal = start("false", *words)
    assert terminal.end() == 0
    assert b"opening-hours" in terminal.out


@pytest.mark.parametrize(
    "pager", ["", "cat", "no-such-pager --with-option", pytest.param("/dev/null", id="not executable")]
)
def test_without_a_pager_the_output_is_printed(start: Start, pager: str) -> None:
    terminal = start(pager, "list")
    assert terminal.end() == 0
    assert terminal.out.count(b"opening-hours") == 1


@pytest.mark.parametrize("pager", ["true", "head -n 1", "cat >/dev/null; exit 5"])
def test_the_pager_does_not_change_the_exit_code(start: Start, pager: str) -> None:
    terminal = start(pager, "check", "no-such-base.yaml")
    assert terminal.end() == 3
    assert b"Traceback" not in terminal.out


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_shows_a_page_and_can_be_quit(start: Start) -> None:
    terminal = start(None, "list")
    terminal.wait_for(b":")
    assert b"opening-hours" in terminal.out
    assert b"hello" not in terminal.out  # the last entry
    terminal.forget()
    terminal.send(b"\x03")  # ends neither less nor the program
    terminal.wait_for(b":")
    terminal.send(b"q")
    assert terminal.end() == 0


def test_a_pipe_is_not_paged(small: Caller) -> None:
    assert small("list", env={"PAGER": "false"}).out.startswith("opening-hours\t")
