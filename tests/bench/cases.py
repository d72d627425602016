"""What is measured, row by row. Times are CPU time: of whole processes, or of single calls in one process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.measuring import Pair, in_turn, output, run

ROOT = Path(__file__).parents[2]
BARE = [sys.executable, "-c", "pass"]
NAIVE_MOST = 10_000
"""Entries up to which the naive tool is measured: beyond, one question takes it minutes."""
CASES = Path(__file__).parent


class Row(NamedTuple):
    """One line of the table."""

    base: str
    """Which base: ``bundled`` or its number of entries."""
    what: str
    value: float
    unit: str
    against: float | None = None
    """The yardstick's value, where there is one."""
    ratio: float | None = None
    aim: str = ""


class Scale:
    """Where and how often to measure.

    Args:
        folder: for bases, caches and all that the program keeps; thrown away by the caller.
        pairs: runs of each command.
        questions: asked of each base.
    """

    def __init__(self, folder: Path, pairs: int, questions: int) -> None:
        self.folder = folder
        self.pairs = pairs
        self.questions = questions
        # compiled files are part of what is installed, so they are allowed here too
        self.env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        self.env |= {
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }


def asking(question: str, *faq: Path) -> list[str]:
    """The one-shot command."""
    named = [word for path in faq for word in ("--faq", str(path))]
    return [sys.executable, "-m", "assistant", *named, "--no-log", "-q", question]


def bundled(scale: Scale) -> Iterator[Row]:
    """The base that comes with the program; opened twice first, so that its index is at hand and fitted."""
    output(
        [sys.executable, "-c", "from assistant.session import Library; Library.open(patient=True)"], scale.env
    )
    yield Row("", "bare interpreter: python -c pass", run(BARE, scale.env).cpu, "ms")
    for what, question in (("", "what is a cluster"), (", one typing error", "what is a clustr")):
        pair = in_turn(asking(question), BARE, scale.env, scale.pairs)
        yield from _one_shot("bundled", f"one-shot{what}, against python -c pass", pair, "5", "")


def sized(scale: Scale, entries: int) -> Iterator[Row]:
    """A base made by seed."""
    folder = scale.folder / f"base-{entries}"
    # not made here: a child's peak memory is never below that of the process that starts it
    making = [sys.executable, "-m", "tests.bench.making", str(folder), str(entries)]
    question = output(making, scale.env).strip()
    name = f"{entries:,}"
    large = entries >= 100_000
    few = 3 if large else scale.pairs
    yield from _built(scale, folder, name, few, large)
    run(asking(question, folder), scale.env)
    pair = in_turn(asking(question, folder), BARE, scale.env, scale.pairs)
    yield from _one_shot(
        name, "one-shot, against python -c pass", pair, *(("7", "60") if large else ("", ""))
    )
    if entries <= NAIVE_MOST:
        naive = [sys.executable, str(CASES / "naive.py"), str(folder), question]
        pair = in_turn(asking(question, folder), naive, scale.env, min(few, 5))
        aim = "0.020" if entries == NAIVE_MOST else ""
        yield Row(name, "one-shot, against the naive tool", pair.cpu, "ms", pair.yardstick, pair.ratio, aim)
    command = [sys.executable, "-m", "tests.bench.asking", str(folder), str(entries), str(scale.questions)]
    asked = json.loads(output(command, scale.env))
    most = {10_000: ("10", "16"), 100_000: ("40", "50")}.get(entries, ("", ""))
    for what, key, aim in (
        ("question", "question", most[0]),
        ("suggestions for a keystroke", "keystroke", most[1]),
    ):
        yield Row(name, f"{what} in process, p50", asked[key][0], "ms")
        yield Row(name, f"{what} in process, p95", asked[key][1], "ms", aim=aim)
    aim = "at least 97" if large else ""
    yield Row(name, "recall@3 of stored questions, one typing error", asked["recall_mistyped"], "%", aim=aim)
    shutil.rmtree(folder)


def _built(scale: Scale, folder: Path, name: str, times: int, large: bool) -> Iterator[Row]:
    """Building, each time in a cache directory of its own."""
    cache = scale.folder / "built"
    command = [sys.executable, "-c", BUILD, str(folder), str(cache)]
    pair = in_turn(command, [sys.executable, str(CASES / "loading.py"), str(folder)], scale.env, times)
    what = "build, against yaml.load with CSafeLoader"
    yield Row(name, what, pair.cpu, "ms", pair.yardstick, pair.ratio, "3" if large else "")
    yield Row(name, "build, peak memory", pair.peak, "MB", aim="1000" if large else "")


BUILD = (
    "import shutil, sys; shutil.rmtree(sys.argv[2], ignore_errors=True); "
    "from tests.bench.building import main; main(*sys.argv[1:])"
)


def _one_shot(base: str, what: str, pair: Pair, aim: str, memory: str) -> Iterator[Row]:
    yield Row(base, what, pair.cpu, "ms", pair.yardstick, pair.ratio, aim)
    yield Row(base, "one-shot, peak memory", pair.peak, "MB", aim=memory)


def painted(scale: Scale) -> Iterator[Row]:
    """The first picture of the chat, against a minimal app of the same kinds of widgets."""
    chat, minimal = ([sys.executable, "-m", "tests.bench.painting", which] for which in ("chat", "minimal"))
    pair = in_turn(chat, minimal, scale.env, scale.pairs)
    what = "first picture of the chat, against a minimal app"
    yield Row("bundled", what, pair.cpu, "ms", pair.yardstick, pair.ratio, "1.25")
