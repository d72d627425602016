"""A program in a pseudo-terminal of its own, driven by what its screen shows."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.smoke.screen import Screen

DEADLINE = 60.0
"""Seconds to wait for each state."""
LOOK_EVERY = 0.05
"""Seconds between two looks at a screen on which nothing is written."""


class Terminal:
    """A pseudo-terminal with a program in it, and the screen that it draws."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        folder: Path,
        size: tuple[int, int],
    ) -> None:
        """Start the program.

        Args:
            command: The program and its arguments.
            env: Its environment.
            folder: Its working directory.
            size: Columns and rows.
        """
        self.screen = Screen(*size)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._before = termios.tcgetattr(self._slave)
        self._process = subprocess.Popen(
            command,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=dict(env),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def wait_for(self, state: str, reached: Callable[[Screen], bool]) -> None:
        """Read until the screen shows something.

        Args:
            state: What is waited for, for the message.
            reached: Tells from the screen.

        Raises:
            AssertionError: The deadline passed or the program ended first; the message holds the last screen.
        """
        until = time.monotonic() + DEADLINE
        while not reached(self.screen):
            ended = self._process.poll()
            if not self._read() and ended is not None:
                raise AssertionError(f"exit code {ended} instead of {state}\n{self.screen}")
            if time.monotonic() > until:
                raise AssertionError(f"not within {DEADLINE:.0f} s: {state}\n{self.screen}")

    def wait_for_end(self) -> int:
        """Read until the program has ended, and the rest of its output.

        Returns:
            Its exit code.

        Raises:
            AssertionError: The deadline passed first.
        """
        until = time.monotonic() + DEADLINE
        while self._process.poll() is None:
            self._read()
            if time.monotonic() > until:
                raise AssertionError(f"still running after {DEADLINE:.0f} s\n{self.screen}")
        while self._read():
            pass
        return self._process.returncode

    @property
    def restored(self) -> bool:
        """Whether echo, line mode and the other line settings are as they were."""
        return termios.tcgetattr(self._slave) == self._before

    def close(self) -> None:
        """End the program if it still runs, and close the terminal."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for descriptor in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _read(self) -> bool:
        """Show what was written; false when nothing was."""
        if not select.select([self._master], [], [], LOOK_EVERY)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # EIO: the other side is closed
            return False
        self.screen.feed(self._decode(data))
        return bool(data)


def _take_terminal() -> None:
    """Make stdin the controlling terminal of this new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
