"""What is measured, row by row. Times are CPU time: of whole processes, or of single calls in one process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Pair, in_turn, output, run
from tests.bench.rows import Aim, Row

ROOT = Path(__file__).parents[2]
BARE = [sys.executable, "-c", "pass"]
NAIVE_MOST = 10_000
"""Entries up to which the naive tool is measured: beyond, one question takes it minutes."""
CASES = Path(__file__).parent


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
            "HOME": str(folder / "home"),
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
        [
            sys.executable,
            "-c",
            "from assistant.conversation.open_base import OpenBase; OpenBase.open(wait_for_training=True)",
        ],
        scale.env,
    )
    for what, question in (
        ("one-shot", "what is a cluster"),
        ("one-shot, a typing error", "what is a clustr"),
        ("one-shot, three typing errors", "whn did japn run its clutser policy"),
    ):
        pair = in_turn(asking(question), BARE, scale.env, scale.pairs)
        yield _compared("bundled", f"{what}; python -c pass", pair, Aim("ratio", 5))


def sized(scale: Scale, entries: int) -> Iterator[Row]:
    """A base made by seed."""
    folder = scale.folder / f"base-{entries}"
    # not made here: a child's peak memory is never below that of the process that starts it
    making = [sys.executable, "-m", "tests.bench.making", str(folder), str(entries)]
    question = output(making, scale.env).strip()
    name = f"{entries:,}"
    large = entries >= 100_000
    few = 3 if large else scale.pairs
    yield _built(scale, folder, name, few, (Aim("ratio", 3), Aim("peak", 1000)) if large else ())
    run(asking(question, folder), scale.env)
    pair = in_turn(asking(question, folder), BARE, scale.env, scale.pairs)
    aims = (Aim("ratio", 7), Aim("peak", 60)) if large else ()
    yield _compared(name, "one-shot; python -c pass", pair, *aims)
    if entries <= NAIVE_MOST:
        naive = [sys.executable, str(CASES / "naive.py"), str(folder), question]
        pair = in_turn(asking(question, folder), naive, scale.env, min(few, 5))
        yield _compared(
            name, "one-shot; the naive tool", pair, *([Aim("ratio", 0.02)] if entries == NAIVE_MOST else [])
        )
    yield from _asked(scale, folder, entries)
    shutil.rmtree(folder)


def _asked(scale: Scale, folder: Path, entries: int) -> Iterator[Row]:
    """Questions and keystrokes in one process, and whether what they mean is found."""
    command = [sys.executable, "-m", "tests.bench.asking", str(folder), str(entries), str(scale.questions)]
    asked = json.loads(output(command, scale.env))
    name, peak = f"{entries:,}", asked["peak"]
    most = {10_000: (10, 16), 100_000: (40, 50)}.get(entries)
    for place, (what, key) in enumerate(
        (("question", "question"), ("suggestions for a keystroke", "keystroke"))
    ):
        aims = (Aim("value", most[place]),) if most else ()
        yield Row(name, f"{what} in process, p50", asked[key][0], "ms")
        yield Row(name, f"{what} in process, p95", asked[key][1], "ms", peak=peak, aims=aims)
    aims = (Aim("value", 97, least=True),) if entries >= 100_000 else ()
    yield Row(
        name, "among the first three, one typing error", asked["recall_mistyped"], "%", peak=peak, aims=aims
    )


def _built(scale: Scale, folder: Path, name: str, times: int, aims: tuple[Aim, ...]) -> Row:
    """Building, each time in a cache directory of its own."""
    cache = scale.folder / "built"
    command = [sys.executable, "-c", BUILD, str(folder), str(cache)]
    pair = in_turn(command, [sys.executable, str(CASES / "loading.py"), str(folder)], scale.env, times)
    return _compared(name, "build; yaml.load with CSafeLoader", pair, *aims)


BUILD = (
    "import shutil, sys; shutil.rmtree(sys.argv[2], ignore_errors=True); "
    "from tests.bench.building import main; main(*sys.argv[1:])"
)


def _compared(base: str, what: str, pair: Pair, *aims: Aim) -> Row:
    return Row(base, what, pair.cpu, "ms", pair.yardstick, pair.ratio, pair.peak, aims)
