"""Running commands in turn and reading what the system says of them: CPU time, memory and the clock."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """One run of a command."""

    cpu: float
    """User and system time, ms, of the process and what it waited for."""
    peak: float
    """Largest resident memory, MB."""
    clock: float
    """Time on the wall, ms."""


class Pair(NamedTuple):
    """A command and its yardstick, run in turn: medians, and of ratios the median pair by pair.

    So a ratio stays right when the machine's speed drifts.
    """

    cpu: float
    yardstick: float
    ratio: float
    peak: float
    clock: float
    yardstick_clock: float
    ratio_clock: float


Runs = Callable[[Sequence[str], Mapping[str, str]], Run]


def run(command: Sequence[str], env: Mapping[str, str]) -> Run:
    """Run a command with nothing on stdin; what it prints is thrown away.

    Raises:
        RuntimeError: it ends with something else than an answer or none (0, 1).
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) or b"Traceback" in said:
        raise RuntimeError(f"{' '.join(command)}: {said.decode(errors='replace')[-2000:]}")
    return Run(
        1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024, 1000 * (time.perf_counter() - start)
    )


def in_turn(
    command: Sequence[str],
    yardstick: Sequence[str],
    env: Mapping[str, str],
    times: int,
    run: Runs = run,
) -> Pair:
    """Run two commands in turn, after one run of each that is not counted."""
    run(yardstick, env), run(command, env)
    rows = [(run(yardstick, env), run(command, env)) for _ in range(times)]
    median = statistics.median
    return Pair(
        median(own.cpu for _, own in rows),
        median(other.cpu for other, _ in rows),
        median(own.cpu / other.cpu for other, own in rows),
        median(own.peak for _, own in rows),
        median(own.clock for _, own in rows),
        median(other.clock for other, _ in rows),
        median(own.clock / other.clock for other, own in rows),
    )


def output(command: Sequence[str], env: Mapping[str, str]) -> str:
    """What a command prints."""
    return subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    ).stdout
