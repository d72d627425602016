"""The chat in a real terminal: it starts, answers, follows the size, and leaves everything as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pseudo_terminal import ENTER_SCREEN, LEAVE_SCREEN, PATIENCE, Terminal

PROGRAM = Path(__file__).with_name("chat_in_terminal.py")


class ChatTerminal(Terminal):
    """A pseudo-terminal with the chat in it."""

    def __init__(self, kept: Path, *words: str) -> None:
        super().__init__([sys.executable, str(PROGRAM), str(kept), *words])
        self.kept = kept


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[ChatTerminal]:
    """A terminal in which the chat has drawn itself."""
    terminal = ChatTerminal(tmp_path / "asked")
    terminal.wait_for(b"To begin with")
    yield terminal
    terminal.close()


def test_it_starts_answers_follows_the_size_and_is_left_by_key(terminal: ChatTerminal) -> None:
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")
    terminal.out = terminal.out[terminal.out.index(ENTER_SCREEN) :]
    terminal.size(140, 40)
    terminal.wait_for(b"CONTENTS")
    terminal.send(b"\x11")
    assert terminal.end() == 0
    terminal.assert_as_before()
    assert terminal.kept.read_text() == "when did it run\n"


def test_alt_and_a_letter_is_a_key_and_no_letter(terminal: ChatTerminal) -> None:
    terminal.ask(b"why was it stopped")
    terminal.wait_for(b"subsequent budget constraints")
    terminal.send(b"\x1be")
    terminal.wait_for(b"Matched")
    terminal.send(b"\x11")
    assert terminal.end() == 0


@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_ctrl_c_and_ctrl_d_leave_too(terminal: ChatTerminal, key: bytes) -> None:
    terminal.send(key)
    assert terminal.end() == 0
    terminal.assert_as_before()


@pytest.mark.parametrize(
    ("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGQUIT", 131), ("SIGINT", 130)]
)
def test_a_signal_ends_it_with_the_terminal_restored_and_the_history_kept(
    terminal: ChatTerminal, name: str, code: int
) -> None:
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")
    terminal.process.send_signal(getattr(signal, name))
    assert terminal.end() == code
    terminal.assert_as_before()
    assert terminal.kept.read_text() == "when did it run\n"
    assert b"Traceback" not in terminal.out


def test_a_closed_terminal_ends_it_without_spinning(terminal: ChatTerminal) -> None:
    os.close(terminal.slave)
    os.close(terminal.master)
    assert terminal.process.wait(PATIENCE) in (0, 129)


def test_bytes_that_are_no_text_and_broken_sequences_do_not_end_it(terminal: ChatTerminal) -> None:
    for data in (
        b"\xff\xfe",
        b"\xc3(",
        b"\x1b[99999999999u",
        b"\x1b[<0;0",
        b"\x1b[200~\xff\x1b[201~",
        b"\x00",
        b"\x9b",
    ):
        terminal.send(data)
        terminal.wait_until_idle()
        assert terminal.process.poll() is None, data
    terminal.escape()
    terminal.escape()
    terminal.send(b"\x15")  # empty the prompt
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")
    terminal.send(b"\x11")
    assert terminal.end() == 0
    terminal.assert_as_before()


def test_ctrl_z_gives_the_terminal_back_and_fg_brings_the_chat_back(terminal: ChatTerminal) -> None:
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")
    terminal.send(b"\x1a")
    until = time.monotonic() + PATIENCE
    stopped = False
    while not stopped and time.monotonic() < until:
        terminal.read(0.05)
        pid, status = os.waitpid(terminal.process.pid, os.WNOHANG | os.WUNTRACED)
        stopped = pid == terminal.process.pid and os.WIFSTOPPED(status)
    assert stopped
    assert termios.tcgetattr(terminal.slave) == terminal.before
    assert terminal.out.count(LEAVE_SCREEN) == 1
    terminal.out = ENTER_SCREEN + LEAVE_SCREEN
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_for(b"from 2000 to 2010")
    terminal.send(b"\x11")
    assert terminal.end() == 0
    terminal.assert_as_before()


def test_a_crash_restores_the_terminal_tells_safely_and_exits_with_one(tmp_path: Path) -> None:
    terminal = ChatTerminal(tmp_path / "asked", "crash")
    terminal.wait_for(b"To begin with")
    terminal.ask(b"anything")
    assert terminal.end() == 1
    terminal.assert_as_before()
    said = terminal.out[terminal.out.rindex(LEAVE_SCREEN) :]
    assert b"RuntimeError" in said
    assert b"\x1b]52" not in said
    assert terminal.kept.read_text() == "anything\n"
    terminal.close()


def test_without_a_terminal_it_says_so_and_names_the_other_ways(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path / "asked")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert "-q" in done.stderr
    assert "--plain" in done.stderr
    assert done.stdout == ""


def test_a_storm_of_sizes_is_survived(terminal: ChatTerminal) -> None:
    for number in range(60):
        terminal.size(1 + number * 37 % 200, 1 + number * 11 % 60)
        terminal.read(0.005)
    terminal.size(80, 24)
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")


@pytest.mark.parametrize(("unit", "times"), [(b"cluster policy ", 1000), (b"\xff\x1b[A\x1b[<0;0;0M", 400)])
def test_a_flood_of_keys_is_waited_for_outside(terminal: ChatTerminal, unit: bytes, times: int) -> None:
    terminal.send(unit * times)
    terminal.send(b"\x15")  # empty the prompt
    terminal.ask(b"when did it run")
    terminal.wait_for(b"from 2000 to 2010")
    status = Path(f"/proc/{terminal.process.pid}/status")
    if status.exists():  # held key by key, the letters would take 200 MB
        assert int(status.read_text().partition("VmHWM:")[2].split()[0]) < 150 * 2**10
    terminal.send(b"\x11")
    assert terminal.end() == 0
    terminal.assert_as_before()
