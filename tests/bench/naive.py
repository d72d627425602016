"""What anybody would write first: load the YAML, compare every phrasing by WRatio.

``python naive.py FOLDER QUESTION``
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process


def main(folder: str, question: str) -> None:
    """Print the answer of the entry with the nearest phrasing."""
    answers: dict[str, str] = {}
    for path in sorted(Path(folder).glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("entries", ()):
            for phrasing in (entry["question"], *entry.get("variants", ())):
                answers[phrasing] = entry["answer"]
    found = process.extract(question, answers.keys(), scorer=fuzz.WRatio, limit=3)
    print(answers[found[0][0]])


if __name__ == "__main__":
    main(*sys.argv[1:3])
