"""Streams, colour, width and exit codes."""

from __future__ import annotations

import fcntl
import itertools
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import Mapping

import pytest
from cli_driving import PATIENCE, Caller

from tests.soak.sizes import some

QUESTION = "how many books may I borrow"
STYLE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(caller: Caller, *args: str, columns: int = 80, env: Mapping[str, str] | None = None) -> str:
    """Return what a call writes to a terminal of a given width."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        caller.command(*args),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=caller.env | dict(env or {}),
    ) as process:
        os.close(follower)
        parts = []
        try:
            while part := os.read(leader, 65536):
                parts.append(part)
        except OSError:
            pass  # the program has exited
        process.wait(PATIENCE)
    os.close(leader)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_pipe_gets_no_colour_and_no_wrapping(small: Caller) -> None:
    ended = small("-q", "what do I need to bring for my first visit")
    assert "\x1b" not in ended.out
    assert "- an identity card or passport\n- a coin for the locker\n" in ended.out


def test_a_terminal_gets_markdown_as_styles(small: Caller) -> None:
    small("-q", QUESTION)  # builds the index, which would show progress
    shown = on_terminal(small, "-q", "when is the reading room open")
    assert "\x1b[1mMonday to Saturday, from 9 to 18\x1b[0m" in shown
    assert "**" not in shown
    assert "• a coin for the locker" in on_terminal(small, "-q", "what should I bring for my first visit")


@pytest.mark.parametrize(
    ("args", "env"),
    [((), {"NO_COLOR": "1"}), (("--color", "never"), {}), ((), {"TERM": "dumb"})],
)
def test_colour_can_be_disabled(small: Caller, args: tuple[str, ...], env: dict[str, str]) -> None:
    small("-q", QUESTION)
    shown = on_terminal(small, "-q", "when is the reading room open", *args, env=env)
    assert "Monday to Saturday" in shown
    assert "\x1b" not in shown


def test_colour_can_be_forced(small: Caller) -> None:
    assert "\x1b[1m" in small("-q", "when is the reading room open", "--color", "always").out
    assert (
        "\x1b[1m" in small("-q", "when is the reading room open", "--color=always", env={"NO_COLOR": "1"}).out
    )


@pytest.mark.soak("combinations")
@pytest.mark.parametrize("columns", some([24, 40, 80, 90, 200], every=2))
def test_lines_fit_the_terminal_and_the_maximum_width(call: Caller, columns: int) -> None:
    call("-q", "what is a cluster")
    for question in ("what is a cluster", "how is the article structured", "what limits did the policy meet"):
        shown = STYLE.sub("", on_terminal(call, "-q", question, "--no-log", columns=columns))
        assert max(map(len, shown.splitlines())) <= min(columns, 90)
        assert len(shown.splitlines()) > 4


@pytest.mark.parametrize("columns", ["0", "-5", "abc", "", "99999999999999999999", "٤٠"])
def test_an_invalid_width_is_ignored(small: Caller, columns: str) -> None:
    small("-q", QUESTION)
    shown = on_terminal(
        small, "-q", "what should I bring for my first visit", columns=40, env={"COLUMNS": columns}
    )
    assert max(len(line) for line in STYLE.sub("", shown).splitlines()) <= 40


def test_a_closed_pipe_exits_quietly(small: Caller) -> None:
    for line in (
        "$ASSISTANT list | head -1",
        "yes hello | $ASSISTANT -q - | head -2",
        "$ASSISTANT list | true",
    ):
        ended = small.shell(f"{line}; echo ${{PIPESTATUS[*]}} >&2")
        codes = ended.err.split()
        assert codes[:1] != ["1"]
        assert all(code.isdigit() for code in codes)


def test_a_full_disk_is_an_error(small: Caller) -> None:
    for line in (
        f"-q {QUESTION}",
        f"-q {QUESTION} --json",
        "--version",
        "-h",
    ):
        ended = small.shell(f"$ASSISTANT {line} > /dev/full")
        assert ended.code == 3
        assert "could not be written" in ended.err
        assert ended.err.count("\n") == 1


STREAMS = ("<&- ", ">&- ", "2>&- ")
CLOSINGS = ["".join(parts) for count in (3, 2, 1) for parts in itertools.combinations(STREAMS, count)]


@pytest.mark.soak("combinations")
@pytest.mark.parametrize("line", [f"-q {QUESTION}", "-q -", "list", ""])
def test_closed_streams_lose_nothing_silently(small: Caller, line: str) -> None:
    small("-q", QUESTION)
    for closed in some(CLOSINGS, every=2):
        no_stdout = ">&- " in closed.replace("2>&- ", "")
        ended = small.shell(f"$ASSISTANT {line} {closed}")
        if line == f"-q {QUESTION}" and not no_stdout:
            assert ended.code == 0, closed
            assert "five books" in ended.out
        elif line in (f"-q {QUESTION}", "list") and no_stdout:
            assert ended.code == 3, closed
            assert "2>&- " in closed or "standard output is closed" in ended.err
        else:
            assert ended.code in (0, 2, 3), closed
        # No file opened in place of a closed stream was written to.
        assert "five books" in small("-q", QUESTION).out


def test_a_full_stderr_does_not_lose_the_answer(small: Caller) -> None:
    ended = small.shell(f"$ASSISTANT -q zzzz {'x' * 3000} 2> /dev/full")
    assert ended.code == 1
    assert ended.out.startswith("No matching answer.")


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_any_locale_can_print_any_answer(call: Caller, locale: str) -> None:
    env = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    ended = call("-q", "which journal published it", env=env)
    assert ended.code == 0
    assert ended.out.isascii()
    assert "S. The record - Record" in ended.out
    assert "\\u0434" in call("-q", "which journal published it", "--json", env=env).out


def test_ctrl_c_exits_with_130(small: Caller) -> None:
    with small.running("-q", "-", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr.read() == b""


def test_without_a_home_it_answers(small: Caller) -> None:
    gone = {"HOME": "/dev/null", "XDG_CACHE_HOME": "", "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": ""}
    assert "five books" in small("-q", QUESTION, env=gone).out


def test_all_errors_in_all_files_are_reported(call: Caller) -> None:
    folder = call.home / "base"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "title: Test\nsections:\n  - id: one\n    title: One\nentries:\n"
        "  - id: first\n    section: one\n    question: Why is it so?\n    anser: Because.\n"
        "  - id: second\n    section: two\n    question: And how?\n    answer: So.\n"
    )
    (folder / "b.yaml").write_text(
        "entries:\n  - id: first\n    section: one\n    question: why is it so\n    answer: ''\n"
    )
    ended = call("--faq", str(folder), "-q", "why is it so")
    assert ended.code == 3
    assert ended.out == ""
    expected = {
        ("a.yaml", 6, "missing-key"),
        ("a.yaml", 9, "unknown-key"),
        ("a.yaml", 11, "unknown-section"),
        ("b.yaml", 2, "duplicate-id"),
        ("b.yaml", 5, "empty-text"),
    }
    found = set(re.findall(r"/(\w\.yaml):(\d+):\d+: .* \(([a-z-]+)\)\. \w", ended.err))
    assert expected <= {(name, int(line), rule) for name, line, rule in found}
    checked = call("check", str(folder))
    assert checked.code == 3
    assert checked.out.splitlines()[:-1] == ended.err.splitlines()[1:]
