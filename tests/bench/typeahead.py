"""``python -m tests.bench.typeahead``: how soon the list under the prompt has the question that is meant.

Labelled questions are typed letter by letter into the bundled base; what counts is whether the first one of the
expected entries that answer stands in the list, and how high.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from assistant.base.model import ANSWER
from assistant.conversation.open_base import OpenBase

ROOT = Path(__file__).parents[2]
FILES = ("held.jsonl", "open.jsonl", "dev.jsonl")
SHARES = (0.25, 0.5, 0.75, 1.0)
"""Shares of a question that have been typed."""
LISTED = 6


def main() -> int:
    """Print a row for each share: in the list, first in the list, mean reciprocal rank, in percent."""
    open_base = OpenBase.open([ROOT / "faq"], wait_for_training=True)
    answers = {id for id, _, _, kind in open_base.listing() if kind == ANSWER}
    asked: list[tuple[str, set[str]]] = []
    for name in sys.argv[1:] or FILES:
        for line in (ROOT / "tests" / "eval" / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if set(row["expect"]) & answers:
                asked.append((row["question"], set(row["expect"])))
    print(f"{len(asked)} questions\ntyped   listed   first     MRR")
    for share in SHARES:
        ranks = [
            _rank(open_base, question[: round(share * len(question))], wanted) for question, wanted in asked
        ]
        listed = sum(rank > 0 for rank in ranks) / len(ranks)
        first = sum(rank == 1 for rank in ranks) / len(ranks)
        mean = sum(1 / rank for rank in ranks if rank) / len(ranks)
        print(f"{share:5.0%}  {listed:7.1%} {first:7.1%} {mean:7.1%}")
    return 0


def _rank(open_base: OpenBase, typed: str, wanted: set[str]) -> int:
    """Place in the list of the first entry that is wanted, 0 for none."""
    found = [suggestion.entry for suggestion in open_base.suggest(typed, LISTED)]
    return next((place for place, entry in enumerate(found, 1) if entry in wanted), 0)


if __name__ == "__main__":
    sys.exit(main())
