"""Failing calls and sudden deaths, for the scripts of this folder, which run in processes of their own."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.soak.sizes import portion

ROOT = Path(__file__).parents[2]


def run(script: str, folder: Path, **sizes: int) -> dict[str, int]:
    """Run a script, which finds this module and prints its figures as JSON.

    Args:
        script: Python code.
        folder: A directory for its files, in ``sys.argv[1]``.
        sizes: How much of it is run, as variables of the script.
    """
    assigned = "".join(f"{name} = {value}\n" for name, value in sizes.items())
    command = [
        sys.executable,
        "-c",
        f"import sys\nsys.path.insert(0, sys.argv[2])\n{assigned}{script}",
        str(folder),
        str(ROOT),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=portion(600, 7200))
    assert (ended.returncode, ended.stderr) == (0, "")
    figures: dict[str, int] = json.loads(ended.stdout)
    return figures


class Calls:
    """How often a function was called."""

    def __init__(self) -> None:
        self.seen = 0


@contextmanager
def failing(module: ModuleType, name: str, nth: int, number: int = errno.EIO) -> Iterator[Calls]:
    """Let the n-th call of a function fail.

    Args:
        module: Where it is.
        name: What it is called there.
        nth: Which call fails.
        number: The ``errno`` that it fails with.
    """
    real = getattr(module, name)
    calls = Calls()

    def faulty(*args: Any, **rest: Any) -> Any:
        calls.seen += 1
        if calls.seen == nth:
            if name == "close":
                real(*args)  # it is closed all the same, as on Linux
            raise OSError(number, os.strerror(number))
        return real(*args, **rest)

    setattr(module, name, faulty)
    try:
        yield calls
    finally:
        setattr(module, name, real)


class Deaths:
    """Kills this process, once armed, at the n-th thing it does to a file."""

    def __init__(self, *events: str) -> None:
        """Make it.

        Args:
            events: Audit events that count; what raises none is wrapped by ``around``.
        """
        self.armed = False
        self.dying = 0
        """Which of them is the last."""
        self._count = 0
        sys.addaudithook(lambda event, args: self.step() if event in events else None)

    def step(self) -> None:
        """Count, and die if it is time."""
        if self.armed:
            self._count += 1
            if self._count == self.dying:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function that may die before its work and after it."""

        def call(*args: Any, **rest: Any) -> Any:
            self.step()
            result = real(*args, **rest)
            self.step()
            return result

        return call

    def befell(self, work: Callable[[], object]) -> bool:
        """Do something in a child; whether it died of it."""
        child = os.fork()
        if child == 0:
            self.armed = True
            try:
                work()
            except BaseException as error:
                print(repr(error), file=sys.stderr)
                os._exit(1)
            os._exit(0)
        code = os.waitpid(child, 0)[1]
        assert code in (0, signal.SIGKILL), code
        return code == signal.SIGKILL
