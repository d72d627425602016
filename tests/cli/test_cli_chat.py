"""``assistant`` without arguments, with and without a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from cli_driving import PATIENCE, Caller


def at_terminal(
    caller: Caller, typed: list[tuple[bytes, bytes]], stdin: int | None = None
) -> tuple[int, bytes]:
    """Run the chat at a terminal.

    Args:
        caller: Calls the program.
        typed: What to wait for, and what to type then.
        stdin: Another standard input than the terminal.

    Returns:
        The exit code and everything that was written.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    source = follower if stdin is None else stdin
    seen = b""
    with subprocess.Popen(
        caller.command(),
        stdin=source,
        stdout=follower,
        stderr=follower,
        env=caller.env,
        start_new_session=True,
    ) as process:
        os.close(follower)
        until = time.monotonic() + PATIENCE
        for awaited, keys in [*typed, (b"\0never\0", b"")]:
            while awaited not in seen and process.poll() is None:
                if time.monotonic() > until:
                    process.kill()
                if select.select([leader], [], [], 0.1)[0]:
                    try:
                        seen += os.read(leader, 65536)
                    except OSError:  # the other end is closed
                        break
            os.write(leader, keys)
    os.close(leader)
    return process.returncode, seen


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
        code, seen = at_terminal(small, [], nothing.fileno())
    assert code == 2
    words = b" ".join(seen.split())
    assert b"assistant -q QUESTION" in words
    assert b"assistant --plain" in words
    assert b"\x1b[?1049h" not in seen
