"""A program in a pseudo-terminal: what it is sent, what it writes, its size, and the text on its screen."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.smoke.screen import Screen

PATIENCE = 300.0
"""Seconds to wait for something that must happen."""
ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
ESCAPE = b"\x1b"
ESCAPE_READ = 0.12
"""Seconds after which a program takes a lone escape byte for the Escape key."""
UNSET = ("NO_COLOR", "TEXTUAL", "COLUMNS", "LINES", "ESCDELAY")
"""Variables that would change how a program draws or reads."""
REPORTS_SIZE, MOUSE_IN_PIXELS = 2048, 1016
"""Modes that a program switches on."""
SIZE_REPORTS_ASKED, SIZE_REPORTS_ON = b"\x1b[?2048$p", b"\x1b[?2048h"
CELL = (10, 20)
"""Width and height of a cell in pixels, for programs that ask for them."""


class _Program:
    """A program in a pseudo-terminal: its input, its output and its size.

    Attributes:
        process: The program.
        master, slave: The two ends.
        before: The terminal's modes before the program changed them.
        out: What the program has written, oldest first; may be assigned to.
    """

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        *,
        width: int = 80,
        height: int = 24,
        reports_size: bool = False,
    ) -> None:
        """Start a program.

        Args:
            command: The program and its arguments.
            env: Variables to set beside those of this process.
            width: Columns at the start.
            height: Rows at the start.
            reports_size: Whether the terminal offers to report its size in the input (mode 2048).
        """
        self.out: bytes | bytearray = bytearray()
        self.screen = Screen(width, height)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._to_answer = [SIZE_REPORTS_ASKED, SIZE_REPORTS_ON] if reports_size else []
        self._drawn = 0
        self.master, self.slave = pty.openpty()
        self.width, self.height = width, height
        self._set_size()
        self.before = termios.tcgetattr(self.slave)
        variables = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **(env or {}),
        }
        for name in UNSET:
            variables.pop(name, None)
        self.process = subprocess.Popen(
            list(command),
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=variables,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0) and None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def running(self) -> bool:
        """Whether the program has not ended."""
        return self.process.poll() is None

    def size(self, width: int, height: int) -> None:
        """Change the window's size; the program receives SIGWINCH."""
        self.width, self.height = width, height
        self._set_size()
        self.screen.resize(width, height)
        if self.running:
            self.process.send_signal(signal.SIGWINCH)
        self._draw()
        if self.screen.modes.get(REPORTS_SIZE):
            self._report_size()

    def _set_size(self) -> None:
        pixels = (self.width * CELL[0], self.height * CELL[1])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.width, *pixels))

    def _report_size(self) -> None:
        pixels = f"{self.height * CELL[1]};{self.width * CELL[0]}"
        self.send(f"\x1b[48;{self.height};{self.width};{pixels}t".encode())

    def read(self, seconds: float) -> None:
        """Take what the program writes, for a while."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.master], [], [], left)[0] and not self._take():
                return

    def _take(self) -> bool:
        """Take what is there; false when the other end is closed."""
        try:
            self.out += os.read(self.master, 65536)
        except OSError:
            return False
        while self._to_answer and self._to_answer[0] in self.out:
            if self._to_answer.pop(0) == SIZE_REPORTS_ASKED:
                self.send(b"\x1b[?2048;2$y")
            else:
                self._report_size()
        return True

    def send(self, data: bytes) -> None:
        """Write, reading meanwhile, so that neither side waits for the other for ever."""
        os.set_blocking(self.master, False)
        until = time.monotonic() + PATIENCE
        while data and time.monotonic() < until and self.running:
            ready, free, _ = select.select([self.master], [self.master], [], 1)
            if free:
                with contextlib.suppress(BlockingIOError):
                    data = data[os.write(self.master, data[:4096]) :]
            if ready:
                with contextlib.suppress(BlockingIOError):
                    self.out += os.read(self.master, 65536)
        os.set_blocking(self.master, True)
        assert not data, f"{len(data)} bytes were not taken, running: {self.running}"

    def unread(self) -> int:
        """How many bytes the program has not read yet."""
        return int(struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0\0\0\0"))[0])

    def _draw(self) -> None:
        if self._drawn > len(self.out):  # somebody cut it
            self._drawn = 0
        self.screen.feed(self._decode(self.out[self._drawn :]))
        self._drawn = len(self.out)

    def forget(self) -> None:
        """Drop what was written so far; the screen keeps its text."""
        self._draw()
        self.out, self._drawn = bytearray(), 0

    def end(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        until = time.monotonic() + PATIENCE
        while self.running and time.monotonic() < until:
            self.read(0.05)
        assert self.process.returncode is not None, "still running"
        self.read(0.1)
        return self.process.returncode

    def close(self) -> None:
        """End the program and give the terminal back."""
        if self.running:
            self.process.kill()
            self.process.wait()
        for descriptor in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)


class Terminal(_Program):
    """A pseudo-terminal with a program in it, what it shows, and the states that it reaches."""

    def wait_for(self, words: bytes) -> None:
        """Read until some words are written."""
        until = time.monotonic() + PATIENCE
        while words not in self.out and time.monotonic() < until and self.running:
            self.read(0.05)
        assert words in self.out, bytes(self.out[-2000:])

    def wait_for_text(self, words: str) -> None:
        """Read until some words are on the screen, in any case."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.running:
            if self.find(words) is not None:
                return
            self.read(0.03)
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text()}")

    def wait_for_raw_mode(self) -> None:
        """Read until the program has switched off line editing and echo."""
        until = time.monotonic() + PATIENCE
        while termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO):
            assert time.monotonic() < until, "not in raw mode"
            assert self.running, bytes(self.out[-2000:])
            self.read(0.002)

    def wait_until_quiet(self, seconds: float = 0.06) -> None:
        """Read until nothing has been written for a while; a blinking cursor is slower than that."""
        until = time.monotonic() + PATIENCE
        before = -1
        while before != len(self.out) and time.monotonic() < until:
            before = len(self.out)
            self.read(seconds)

    def wait_until_idle(self) -> None:
        """Read until the program has taken all input, draws nothing, and none of its threads is working."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.running:
            self.wait_until_quiet()
            if not self.unread() and not self._working():
                return

    def _working(self) -> bool:
        """Whether a thread runs, could run, or waits for a disk; false where the system does not say."""
        threads = Path(f"/proc/{self.process.pid}/task")
        for stat in threads.glob("*/stat"):
            with contextlib.suppress(OSError):  # the thread has just ended
                if stat.read_text().rpartition(")")[2].split()[0] in "RD":
                    return True
        return False

    def ask(self, question: bytes) -> None:
        """Type a question and Enter."""
        self.send(question + b"\r")

    def escape(self) -> None:
        """Press Escape as most terminals send it: one byte, told from the start of a sequence by the pause behind."""
        self.send(ESCAPE)
        self.wait_for_escape()

    def wait_for_escape(self) -> None:
        """Wait until a lone escape byte that was sent last has been taken for the Escape key.

        A byte sent sooner would be read together with it, and mean Alt and that key. The program waits for more
        only once it has read the byte and has nothing else to do, which a busy machine may delay.
        """
        self.wait_until_idle()
        self.read(ESCAPE_READ)
        self.wait_until_idle()

    def click(self, column: int, row: int) -> None:
        """Press and release the left button on a cell, counted from 0."""
        across, down = column + 1, row + 1
        self._draw()
        if self.screen.modes.get(MOUSE_IN_PIXELS):
            across, down = column * CELL[0] + 1, row * CELL[1] + 1
        self.send(f"\x1b[<0;{across};{down}M\x1b[<0;{across};{down}m".encode())

    def find(self, words: str) -> tuple[int, int] | None:
        """Column and row of some words on the screen, in any case; ``None`` when they are not on one row."""
        self._draw()
        return self.screen.find(words)

    def text(self) -> str:
        """The text on the screen."""
        self._draw()
        return "\n".join(self.screen.rows)

    def assert_as_before(self) -> None:
        """The terminal is as it was: modes, screen, cursor, mouse, paste, keyboard."""
        assert termios.tcgetattr(self.slave) == self.before
        assert self.out.count(ENTER_SCREEN) == self.out.count(LEAVE_SCREEN) > 0
        assert self.out.rindex(b"\x1b[?25h") > self.out.rindex(b"\x1b[?25l")
        for on, off in ((b"\x1b[?1000h", b"\x1b[?1000l"), (b"\x1b[?2004h", b"\x1b[?2004l")):
            assert self.out.rindex(off) > self.out.rindex(on)
        assert b"\x1b[<u" in self.out
