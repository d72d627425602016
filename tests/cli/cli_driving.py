"""Run the program in a subprocess and capture its streams and exit code."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
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
