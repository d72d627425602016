"""Learn the prior of the confidence model: ``python -m tests.bench.prior BASE QUESTIONS …``.

Takes pairs of a base and labelled questions that people asked about it; the bundled base and ``tests/eval`` are added.
Every base is also used with only a few phrasings per entry, as people write them. The
signals of the entries ranked first for each question are the examples of one logistic model. Prints ``PRIOR``,
``PRIOR_SCALE`` and ``MIXED_SCALE`` of ``assistant/matching/calibration.py``.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from assistant.base.loader import load_base
from assistant.base.model import Base
from assistant.index.builder import build
from assistant.index.store import Store
from assistant.index.training import train_index
from assistant.matching import calibration, held_out
from assistant.matching.calibration import MIN_TRIALS, Trial
from assistant.matching.confidence import (
    RERANKED,
    ConfidenceModel,
    Signals,
    measure_signals,
    word_coverage,
)
from assistant.matching.query import parse_query
from assistant.matching.ranking import rank

PHRASINGS = (1, 3, 5, 10)
"""Numbers of phrasings per entry that are tried, if the base has more."""
QUESTIONS = 1_500
"""Most questions asked of one base."""
ROOT = Path(__file__).resolve().parents[2]
UNUSED = ConfidenceModel((0.0,) * (len(Signals._fields) + 1))
Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """The entries ranked first for a question."""

    in_scope: bool
    signals: Floats
    """Entries by signals, with a constant 1 as the last signal."""
    right: npt.NDArray[np.bool_]


class Measured(NamedTuple):
    """What a base teaches, and how people's questions look on it."""

    learned: Floats | None
    """Weights learned from the base itself; ``None`` if it has too few phrasings."""
    examples: list[Example]


def thinned(base: Base, phrasings: int, seed: int = 0) -> Base:
    """Return a base with at most so many phrasings per entry, drawn at random, and without decoys."""
    chance = random.Random(1_000 * seed + phrasings)
    entries = []
    for entry in base.entries:
        kept = chance.sample(entry.variants, min(phrasings - 1, len(entry.variants)))
        entries.append(entry._replace(variants=tuple(kept)))
    return base._replace(entries=tuple(entries), decoys=())


def measure(base: Base, questions: Sequence[dict[str, list[str]]]) -> Measured:
    """Train a base and ask it people's questions."""
    trials: list[Trial] = []

    def keep(found: Sequence[Trial]) -> ConfidenceModel:
        trials.extend(found)
        return UNUSED

    database = sqlite3.connect(":memory:")
    with patch.object(held_out, "calibrate", keep):
        train_index(database, base, build(database, base))
    store = Store(database)
    kinds = np.array([trial.kind for trial in trials])
    inside = int((kinds == "in").sum())
    learned = calibration.learned_weights(trials, kinds, inside) if inside >= MIN_TRIALS else None
    numbers = {entry.id: number for number, entry in enumerate(base.entries)}
    return Measured(learned, [example(row, numbers, store) for row in questions[:QUESTIONS]])


def example(row: dict[str, list[str]], numbers: dict[str, int], store: Store) -> Example:
    """Return the signals of the entries ranked first for a labelled question."""
    query = parse_query(str(row["question"]), store)
    ranking = rank(query, store)
    signals, right = [], []
    for place, ranked in enumerate(ranking.entries[:RERANKED]):
        coverage = word_coverage(
            query.content_words, ranking.features[ranked.entry], ranking.bodies[ranked.entry]
        )
        found = measure_signals(
            ranking.entries, place, ranking.background, coverage, len(query.content_words)
        )
        signals.append((*found, 1.0))
        right.append(ranked.entry in {numbers[id] for id in row["expect"] if id in numbers})
    return Example(bool(row["expect"]), np.array(signals), np.array(right, dtype=bool))


def fit(measured: Sequence[Measured]) -> Floats:
    """Return the weights that tell right from wrong entries; questions out of scope count as much as the others."""
    values, right, share = [], [], []
    for one in measured:
        inside = sum(example.in_scope for example in one.examples)
        outside = max(1, len(one.examples) - inside)
        for found in one.examples:
            values.append(found.signals)
            right.append(found.right)
            share.append(np.full(len(found.right), 1.0 if found.in_scope else min(1.0, inside / outside)))
    together = np.concatenate([rows for rows in values if len(rows)])
    return calibration.logistic(
        together[:, :-1], np.concatenate(right).astype(float), np.concatenate(share), ridge=1.0
    )


def scale(measured: Sequence[tuple[Measured, Floats]]) -> tuple[float, float]:
    """Return slope and offset that calibrate the best entry of each question in scope; each base counts the same."""
    logits, right, share = [], [], []
    for one, weights in measured:
        found = [e for e in one.examples if e.in_scope and len(e.right)]
        best = [int(np.argmax(e.signals @ weights)) for e in found]
        logits += [float(e.signals[at] @ weights) for e, at in zip(found, best, strict=True)]
        right += [float(e.right[at]) for e, at in zip(found, best, strict=True)]
        share += [1_000 / len(found)] * len(found)
    slope, offset = calibration.logistic(
        np.array(logits)[:, None], np.array(right), np.array(share), ridge=0.001
    )
    return round(float(slope), 3), round(float(offset), 3)


def sources(arguments: Sequence[str]) -> Iterator[tuple[str, Base, list[dict[str, list[str]]]]]:
    """Yield name, base and questions of every base in every size."""
    everything = [ROOT / "tests/eval" / f"{name}.jsonl" for name in ("dev", "open", "held", "more")]
    given = zip(map(Path, arguments[::2]), map(Path, arguments[1::2]), strict=True)
    pairs = [(ROOT / "faq", everything), *((base, [questions]) for base, questions in given)]
    for path, files in pairs:
        base = load_base([path]).base
        lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
        mean = sum(len(entry.phrasings) for entry in base.entries) / len(base.entries)
        for count in (n for n in PHRASINGS if n <= mean):
            yield (
                f"{path.parent.name}/{path.name}, {count}",
                thinned(base, count),
                list(map(json.loads, lines)),
            )


def main(arguments: Sequence[str]) -> None:
    """Print the constants."""
    measured = []
    for name, base, questions in sources(arguments):
        measured.append(measure(base, questions))
        print(f"{name}: {len(questions)} questions", file=sys.stderr, flush=True)
    prior = np.array([round(float(weight), 3) for weight in fit(measured)])
    print("PRIOR =", tuple(prior.tolist()))
    print("PRIOR_SCALE =", scale([(one, prior) for one in measured if one.learned is None]))
    print(
        "MIXED_SCALE =",
        scale([(one, (prior + one.learned) / 2) for one in measured if one.learned is not None]),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
