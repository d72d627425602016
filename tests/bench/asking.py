"""Questions and keystrokes in one process: ``python -m tests.bench.asking FOLDER ENTRIES COUNT`` prints JSON."""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from assistant.conversation.open_base import OpenBase
from tests.bench.making import mistyped, phrasings_of

T = TypeVar("T")
R = TypeVar("R")


def main(folder: str, entries: int, count: int) -> None:
    """Ask stored questions, the same with one typing error, and type some of them letter by letter."""
    open_base = OpenBase.open([Path(folder)])
    conversation = open_base.conversation()
    chance = random.Random(2)
    stored = phrasings_of(entries)
    places = [chance.randrange(entries) for _ in range(count)]
    asked = [(at, chance.choice(stored[at])) for at in places]
    slips = [(at, mistyped(text, chance)) for at, text in asked]
    conversation.ask(asked[0][1], alone=True)  # the first one loads what is loaded late
    conversation.ask(slips[0][1], alone=True)

    def found(question: tuple[int, str]) -> bool:
        at, text = question
        turn = conversation.ask(text, alone=True)
        return f"entry-{at}" in [candidate.entry for candidate in turn.candidates[:3]]

    exact, exact_times = _timed(found, asked)
    right, times = _timed(found, slips)
    typed = [text[:end] for _, text in asked[: max(count // 20, 1)] for end in range(1, len(text) + 1)]
    _, keystrokes = _timed(open_base.suggest, typed)
    print(
        json.dumps(
            {
                "trained": open_base.trained,
                "question": _p50_p95(exact_times + times),
                "keystroke": _p50_p95(keystrokes),
                "recall": 100 * sum(exact) / count,
                "recall_mistyped": 100 * sum(right) / count,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


def _timed(do: Callable[[T], R], items: Sequence[T]) -> tuple[list[R], list[float]]:
    """What comes of each item, and the CPU time it took, ms."""
    results, times = [], []
    for item in items:
        start = time.process_time()
        results.append(do(item))
        times.append(1000 * (time.process_time() - start))
    return results, times


def _p50_p95(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
