"""A program in a pseudo-terminal: its screen, the time of its output, its CPU time and its memory.

Seen from outside, as a user and the system see it; the program knows nothing of being measured. Linux only: CPU
time and memory of a running process come from its CPU clock and from ``/proc``.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.bench.measuring import Run
from tests.smoke.screen import Screen

DEADLINE = 30.0
"""Seconds to wait for each state."""
QUIET = 0.15
"""Seconds with almost no CPU time after which a program is idle."""
QUIET_CPU = 3.0
"""CPU time that an idle program may use in that time, ms: cursors blink, files are watched."""
SET_BY_USERS = ("NO_COLOR", "COLUMNS", "LINES", "ESCDELAY")
"""Variables that change how a program draws; left out. So is everything that begins with ``TEXTUAL``."""

Size = tuple[int, int]
"""Columns and rows."""
State = Callable[[Screen], bool]
"""Whether the screen shows a certain state."""


class Terminal:
    """A pseudo-terminal with a program in it, and the screen that the program draws."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: Size) -> None:
        """Start the program.

        Args:
            command: The program and its arguments.
            env: Its environment.
            size: Columns and rows.
        """
        self.screen = Screen(*size)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._started = time.perf_counter()
        self._process, self._master = pty.fork()
        if not self._process:
            _set_size(0, size)
            os.execvpe(command[0], list(command), _terminal_variables(env))
        # What clock_getcpuclockid(3) returns for a process. Counts every thread, also those that have ended.
        self._cpu_clock = (~self._process << 3) | 2

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self.end()

    def send(self, keys: str) -> float:
        """Type.

        Returns:
            When, on the clock of ``time.perf_counter``.
        """
        sent = time.perf_counter()
        os.write(self._master, keys.encode())
        return sent

    def resize(self, size: Size) -> None:
        """Change the size; the program receives SIGWINCH, and the screen is empty until it is drawn again."""
        self.screen = Screen(*size)
        _set_size(self._master, size)

    def wait_for(self, reached: State) -> float:
        """Read until the screen shows a state.

        Returns:
            When the output arrived that completed it, on the clock of ``time.perf_counter``.

        Raises:
            RuntimeError: The deadline passed or the program ended first; the message holds the last screen.
        """
        arrived = time.perf_counter()
        until = arrived + DEADLINE
        while not reached(self.screen):
            arrived = self._read(0.1) or arrived
            if time.perf_counter() > until:
                raise RuntimeError(f"not reached within {DEADLINE:.0f} s\n{self.screen}")
        return arrived

    def read_for(self, seconds: float) -> None:
        """Read what is written in a span of time."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def wait_until_idle(self) -> float:
        """Read until the program does nothing any more.

        Returns:
            The program's CPU time when it became idle, ms.

        Raises:
            RuntimeError: The deadline passed or the program ended first.
        """
        until = time.perf_counter() + DEADLINE
        while True:
            before = self.cpu
            self.read_for(QUIET)
            if self.cpu - before < QUIET_CPU and not self._runnable():
                return before
            if time.perf_counter() > until:
                raise RuntimeError(f"not idle within {DEADLINE:.0f} s\n{self.screen}")

    @property
    def cpu(self) -> float:
        """CPU time of the program so far, ms."""
        return 1000 * time.clock_gettime(self._cpu_clock)

    @property
    def memory(self) -> float:
        """Resident memory of the program now, MB."""
        status = Path(f"/proc/{self._process}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def end(self) -> Run:
        """Kill the program.

        Returns:
            What it used until now.
        """
        clock = time.perf_counter() - self._started
        os.kill(self._process, signal.SIGKILL)
        _, _, used = os.wait4(self._process, 0)
        os.close(self._master)
        self._process = 0
        return Run(1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024, 1000 * clock)

    def _runnable(self) -> bool:
        """Return whether a thread waits for a processor or uses one: on a busy machine that takes no CPU time."""
        threads = Path(f"/proc/{self._process}/task").glob("*/stat")
        return any(path.read_text().rpartition(")")[2].split()[0] == "R" for path in threads)

    def _read(self, seconds: float) -> float | None:
        """Show what is written next; return when it arrived, or ``None`` when nothing is written in time."""
        if not select.select([self._master], [], [], seconds)[0]:
            return None
        try:
            data = os.read(self._master, 2**16)
        except OSError as error:  # EIO: the program has closed its side
            raise RuntimeError(f"ended too early\n{self.screen}") from error
        arrived = time.perf_counter()
        self.screen.feed(self._decode(data))
        return arrived


def run_until(reached: State, command: Sequence[str], env: Mapping[str, str], size: Size) -> Run:
    """Run a program until its screen shows a state, and return what it used."""
    with Terminal(command, env, size) as terminal:
        terminal.wait_for(reached)
        return terminal.end()


def _set_size(descriptor: int, size: Size) -> None:
    columns, rows = size
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _terminal_variables(env: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in env.items()
        if name not in SET_BY_USERS and not name.startswith("TEXTUAL")
    }
    # An animation draws as many frames as the machine has time for; without, the same work is compared.
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}
