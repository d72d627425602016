"""This program beside others, on the same base and questions: ``python -m tests.bench.peers``.

Each is asked the questions of ``tests/eval/held.jsonl`` and ``more.jsonl``. The others answer if their best score
reaches a threshold, which is set for each of them where it gains most on ``dev.jsonl``: right minus wrong answers.
``--phrasings N`` keeps only N phrasings per entry, drawn at random, as in a base that was written in an afternoon.
Those that are not installed are left out; ``--python NAME=PATH`` names the interpreter of another environment.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.base.loader import load_base
from assistant.base.model import Base
from tests.bench.peer import PEERS
from tests.bench.prior import thinned
from tests.bench.thinned import write_base

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("peer.py")
HEAD = (
    "",
    "right",
    "wrong",
    "declined",
    "answered although the base has no answer",
    "CPU per question: median; p95",
    "start",
    "memory",
    "packages; installed",
)


class Asked(NamedTuple):
    """A question with what a peer found."""

    expected: Sequence[str]
    entry: str | None
    score: float


class Counts(NamedTuple):
    """What becomes of the questions at a threshold."""

    right: int
    wrong: int
    declined: int
    """Of the questions that have an answer."""
    false: int
    """Answers to questions that have none."""


def count(asked: Sequence[Asked], threshold: float) -> Counts:
    """Count the answers that reach a threshold."""
    shown = [one for one in asked if one.entry is not None and one.score >= threshold]
    right = sum(one.entry in one.expected for one in shown)
    false = sum(not one.expected for one in shown)
    stated = sum(bool(one.expected) for one in asked)
    wrong = len(shown) - right - false
    return Counts(right, wrong, stated - right - wrong, false)


def best_threshold(asked: Sequence[Asked]) -> float:
    """Return the threshold that gains most, a wrong answer costing as much as a right one brings."""

    def gain(threshold: float) -> int:
        counts = count(asked, threshold)
        return counts.right - counts.wrong - counts.false

    return max(sorted({one.score for one in asked}), key=gain)


def labelled(*names: str) -> list[dict[str, Any]]:
    """Return the labelled questions of some files."""
    files = [ROOT / "tests/eval" / f"{name}.jsonl" for name in names]
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def measure(name: str, python: str, task: dict[str, Any]) -> dict[str, Any] | None:
    """Run a peer; ``None`` if it is not installed."""
    done = subprocess.run(
        [python, CHILD, name], input=json.dumps(task), capture_output=True, text=True, check=False
    )
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def row(
    name: str, found: dict[str, Any], dev: list[dict[str, Any]], test: list[dict[str, Any]]
) -> tuple[str, ...]:
    """Return the cells of a peer."""
    asked = [
        Asked(question["expect"], *answer)
        for question, answer in zip([*dev, *test], found["answers"], strict=True)
    ]
    threshold = best_threshold(asked[: len(dev)])
    counts = count(asked[len(dev) :], threshold)
    stated = sum(bool(question["expect"]) for question in test)
    share = [f"{100 * value / stated:.1f}" for value in counts[:3]]
    times = sorted(found["times"][len(dev) :])
    packages, size = found["installed"]
    print(f"{name}: {counts}, threshold {threshold:.4g}", file=sys.stderr, flush=True)
    return (
        PEERS[name][0],
        *share,
        f"{100 * counts.false / (len(test) - stated):.1f}",
        f"{statistics.median(times):.2f}; {times[len(times) * 95 // 100]:.2f} ms",
        f"{found['start']:,.0f} ms",
        f"{found['peak']:,.0f} MB",
        f"{packages}; {size:,.0f} MB" if packages else "with Python",
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--python", action="append", default=[], metavar="NAME=PATH", help="for a peer")
    parser.add_argument("--phrasings", type=int, metavar="N", help="keep only N phrasings per entry")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        path, base = ROOT / "faq", load_base([ROOT / "faq"]).base
        if args.phrasings:
            path, base = Path(folder, "base.yaml"), thinned(base, args.phrasings)
            write_base(base, path)
        show(path, base, dict(word.split("=", 1) for word in args.python))


def show(path: Path, base: Base, pythons: dict[str, str]) -> None:
    """Measure every peer, with the interpreter given for it, and print its row."""
    phrasings = [(entry.id, text) for entry in base.entries for text in entry.phrasings]
    dev, test = labelled("dev"), labelled("held", "more")
    questions = [question["question"] for question in [*dev, *test]]
    task = {"base": str(path), "phrasings": phrasings, "questions": questions}
    print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD))
    for name in PEERS:
        found = measure(name, pythons.get(name, sys.executable), task)
        if found is None:
            print(f"{name}: not installed", file=sys.stderr, flush=True)
        else:
            print("| " + " | ".join(row(name, found, dev, test)) + " |", flush=True)


if __name__ == "__main__":
    main()
