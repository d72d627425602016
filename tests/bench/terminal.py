"""Running a command in a terminal of its own, as a person would."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

from tests.bench.measuring import Run

SIZE = (100, 32)
DRAWN = (b"sk a question", b"help")
"""What the first picture of the chat and of the minimal app have in common, in pieces that are of one style."""
PATIENCE = 120.0
"""Seconds without a word from the command after which it is given up."""


def first_picture(command: Sequence[str], env: Mapping[str, str]) -> Run:
    """What a command takes until its first picture stands; it is ended then."""
    return in_terminal(command, env, SIZE, DRAWN)


def in_terminal(
    command: Sequence[str], env: Mapping[str, str], size: tuple[int, int], until: Sequence[bytes] = ()
) -> Run:
    """Run a command in a terminal.

    Args:
        command: What to run.
        env: Its environment.
        size: Columns and rows.
        until: What it has written when it is ended; empty to wait until it ends by itself.

    Raises:
        RuntimeError: It ended before it wrote that, or with an error.
    """
    start = time.perf_counter()
    process, terminal = pty.fork()
    if not process:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        os.execvpe(command[0], list(command), {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
    written = b""
    while (said := _read(terminal)) and not (until and all(words in written + said for words in until)):
        written = (written + said)[-(2**16) :]
    clock = time.perf_counter() - start
    if said:
        os.kill(process, signal.SIGKILL)
    _, status, used = os.wait4(process, 0)
    os.close(terminal)
    if (until and not said) or (not until and status):
        raise RuntimeError(f"{' '.join(command)}: {written.decode(errors='replace')[-2000:]}")
    return Run(1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024, 1000 * clock)


def _read(terminal: int) -> bytes:
    """What comes next; nothing at the end."""
    try:
        return os.read(terminal, 2**16) if select.select([terminal], [], [], PATIENCE)[0] else b""
    except OSError:  # how Linux tells that the other side is gone
        return b""
