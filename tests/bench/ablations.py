"""What each part of the matching is worth: ``python -m tests.bench.ablations DIR``.

Takes the parts out one by one and measures ranking and declining, clean and with one typing error in about every
tenth letter, on a base with labelled questions: ``DIR/base.yaml`` and ``DIR/dev.jsonl``. Prints a Markdown table.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from assistant.base.loader import load_base
from assistant.base.model import Base
from assistant.conversation import answering
from assistant.conversation.answering import match
from assistant.evaluation.metrics import auroc
from assistant.index import builder
from assistant.index.builder import build
from assistant.index.store import Store
from assistant.index.training import train_index
from assistant.matching import calibration, confidence, held_out, kernel, query, vocabulary

Change = Callable[[], Any]


class Row(NamedTuple):
    """One line of the table, in percent."""

    name: str
    top1: float
    top1_typo: float
    auroc: float | None
    auroc_typo: float | None


def constants(**values: float) -> list[Any]:
    """Constants set wherever a module of the matching has them."""
    modules = (vocabulary, query, kernel, held_out, confidence)
    return [
        patch.object(module, name, value)
        for name, value in values.items()
        for module in modules
        if hasattr(module, name)
    ]


def without_signal(name: str) -> list[Any]:
    """The confidence model without one of its signals."""
    whole = confidence.measure_signals

    def fewer(*arguments: Any) -> confidence.Signals:
        return whole(*arguments)._replace(**{name: 0.0})

    from assistant.matching import decision

    return [patch.object(module, "measure_signals", fewer) for module in (held_out, decision)]


PARTS: dict[str, Callable[[], list[Any]]] = {
    "all parts": list,
    "without the thesaurus": lambda: [patch.object(vocabulary, "thesaurus", tuple)],
    "without word pairs": lambda: constants(PAIR_WEIGHT=1e-6),
    "without character n-grams": lambda: constants(SPELLING_WEIGHT=1e-6),
    "without spelling correction": lambda: [patch.object(query, "max_edits", lambda word: 0)],
    "without the real-word guard": lambda: [patch.object(query, "frequency_band", lambda word: 4)],
    "without frequency bands of English words": lambda: [
        patch.object(vocabulary, "BAND_WEIGHT", {1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0})
    ],
    "filler words weighted like other words": lambda: constants(FILLER_WEIGHT=1.0),
    "without the nearest phrasing in the ranking": lambda: constants(SIMILARITY_WEIGHT=0.0),
    "scoring only the first candidate": lambda: constants(RERANKED=1),
    "without background questions": lambda: [
        patch.object(builder, "background", lambda: ("what time is it",) * 5)
    ],
    "without word vectors": lambda: constants(MEANING_SHARE=0.0),
    "without answers as evidence": lambda: constants(BODY_SHARE=1e-6, BODY_COVERAGE=0.0),
    "without guards": lambda: [
        patch.object(answering, "apply_guards", lambda one, *rest: one),
        patch.object(answering, "prefer_facts", lambda scored, *rest, **options: list(scored)),
    ],
    "without the prior of the score": lambda: [patch.object(calibration, "PRIOR_TRIALS", 0)],
    "with the prior of the score alone": lambda: [
        patch.object(held_out, "MIN_TRIALS", 10**9),
        patch.object(calibration, "MIN_TRIALS", 10**9),
    ],
    "without left-out entries": lambda: [patch.object(calibration, "OUT_SHARE", 1e-6)],
    "without training": list,
    **{
        f"score without “{name.replace('_', ' ')}”": (lambda name=name: without_signal(name))
        for name in confidence.Signals._fields
    },  # type: ignore[misc]
}


@contextmanager
def applied(patches: Sequence[Any]) -> Iterator[None]:
    """Several patches at once."""
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def with_typos(text: str, chance: random.Random) -> str:
    """A text with letters exchanged, left out, doubled or replaced, about one in twelve."""
    letters = list(text)
    at = 0
    while at < len(letters) - 1:
        if letters[at].isalpha() and chance.random() < 1 / 12:
            kind = chance.randrange(4)
            if kind == 0:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            elif kind == 1:
                del letters[at]
            elif kind == 2:
                letters.insert(at, letters[at])
            else:
                letters[at] = chance.choice("abcdefghijklmnopqrstuvwxyz")
            at += 2
        at += 1
    return "".join(letters)


def measured(base: Base, rows: Sequence[dict[str, Any]], *, fit: bool) -> tuple[float, float | None]:
    """Top-1 recall and AUROC, in percent."""
    database = sqlite3.connect(":memory:")
    texts = build(database, base)
    if fit:
        train_index(database, base, texts)
    store = Store(database)
    right = 0
    inside: list[float] = []
    foreign: list[float] = []
    for row in rows:
        found = match(row["question"], store)
        (inside if row["expect"] else foreign).append(found.score)
        right += bool(found.scored) and store.entry_at(found.scored[0].entry).id in row["expect"]
    told = auroc(inside, foreign)
    return 100 * right / len(inside), None if told is None else 100 * told


def table(folder: Path) -> list[Row]:
    """Every part taken out in turn."""
    base = load_base([folder / "base.yaml"]).base
    clean = [json.loads(line) for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    chance = random.Random(1)
    typed = [row | {"question": with_typos(row["question"], chance)} for row in clean]
    rows = []
    for name, patches in PARTS.items():
        with applied(patches()):
            fit = name != "without training"
            top1, told = measured(base, clean, fit=fit)
            top1_typo, told_typo = measured(base, typed, fit=fit)
        rows.append(Row(name, top1, top1_typo, told, told_typo))
        print(f"{name}: {top1:.1f} {top1_typo:.1f} {told} {told_typo}", file=sys.stderr)
    return rows


def main(folder: str) -> None:
    """Print the table."""
    print("| | top-1 | with typing errors | AUROC | with typing errors |")
    print("| --- | --- | --- | --- | --- |")
    for row in table(Path(folder)):
        cells = ["–" if value is None else f"{value:.1f}" for value in row[1:]]
        print(f"| {row.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(sys.argv[1])
