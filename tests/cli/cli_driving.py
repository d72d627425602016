"""Run the program in a subprocess and capture its streams and exit code."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import sqlite3
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "assistant" / "cli" / "commands" / "starter.yaml"
PATIENCE = 300
"""Timeout of a call in seconds. The first call may have to build an index."""


class Ended(NamedTuple):
    """The result of a call."""

    code: int
    out: str
    err: str


class Caller:
    """Calls the program with isolated data, settings and cache directories."""

    def __init__(self, home: Path, cache: Path) -> None:
        """Create a caller.

        Args:
            home: For state and settings, fresh for every test.
            cache: For indexes, shared so that each base is built once.
        """
        self.home = home
        self.env = {
            name: value
            for name, value in os.environ.items()
            if name not in ("NO_COLOR", "COLUMNS", "ASSISTANT_FAQ", "ASSISTANT_DEBUG", "DISPLAY")
        } | {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(cache),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }

    def recorded(self, column: str, table: str) -> list[Any]:
        """Return a column of a table of the database, oldest row first."""
        with closing(sqlite3.connect(self.home / "state" / "assistant" / "records.sqlite")) as database:
            return [value for (value,) in database.execute(f"SELECT {column} FROM {table} ORDER BY id")]

    def command(self, *args: str | bytes, flags: tuple[str, ...] = ()) -> list[str | bytes]:
        """Return the command line of a call."""
        return [sys.executable, *flags, "-m", "assistant", *args]

    def __call__(
        self, *args: str | bytes, given: str | bytes = b"", env: Mapping[str, str] | None = None
    ) -> Ended:
        """Call the program and wait for it."""
        data = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            self.command(*args),
            input=data,
            capture_output=True,
            env=self.env | dict(env or {}),
            timeout=PATIENCE,
            check=False,
        )
        ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ended.err
        assert "Exception ignored" not in ended.err
        return ended

    def shell(self, line: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run a shell command in which ``$ASSISTANT`` is the program."""
        program = f"{sys.executable} -m assistant"
        done = subprocess.run(
            ["bash", "-c", line],
            capture_output=True,
            env=self.env | {"ASSISTANT": program} | dict(env or {}),
            timeout=PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ended.err
        assert "Exception ignored" not in ended.err
        return ended

    @contextmanager
    def running(self, *args: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run the program with pipes for all three streams, and kill it at the end."""
        with subprocess.Popen(
            self.command(*args),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.env,
        ) as process:
            watchdog = threading.Timer(PATIENCE, process.kill)
            watchdog.start()
            try:
                yield process
            finally:
                watchdog.cancel()
                process.kill()


def at_terminal(
    caller: Caller, typed: list[tuple[bytes, bytes]], *args: str, stdin: int | None = None
) -> tuple[int, bytes]:
    """Run the program at a terminal.

    Args:
        caller: Calls the program.
        typed: What to wait for, and what to type then.
        args: The arguments.
        stdin: Another standard input than the terminal.

    Returns:
        The exit code and everything that was written.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    source = follower if stdin is None else stdin
    seen = b""
    with subprocess.Popen(
        caller.command(*args),
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
