"""How good the answers are on a base with few phrasings: ``python -m tests.bench.thinned [SEED]``.

Takes the bundled base with only a few phrasings per entry, drawn at random, and asks the questions of ``tests/eval``.
Prints a Markdown table.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import yaml

from assistant.base.loader import load_base
from assistant.base.model import Base
from assistant.conversation.open_base import OpenBase
from assistant.evaluation.labelled_file import read_labelled
from assistant.evaluation.report import build_report
from assistant.evaluation.runner import ask_files
from tests.bench.prior import PHRASINGS, ROOT, thinned

FILES = [ROOT / "tests/eval" / f"{name}.jsonl" for name in ("dev", "open", "held", "more")]
FIGURES = (
    "top1",
    "top3",
    "right_shown",
    "right",
    "wrong",
    "likely_wrong",
    "denied",
    "false_answers",
    "false_likely",
)


def write_base(base: Base, path: Path) -> None:
    """Write a base as one YAML file."""
    content = {
        "title": base.title,
        "language": base.language,
        "sections": [section._asdict() for section in base.sections],
        "synonyms": [list(group) for group in base.synonyms],
        "entries": [
            {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in entry._asdict().items()
                if value
            }
            for entry in base.entries
        ],
    }
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def measured(phrasings: int, seed: int, folder: Path) -> list[str]:
    """Return the cells of one row."""
    path = folder / f"{phrasings}.yaml"
    write_base(thinned(load_base([ROOT / "faq"]).base, phrasings, seed), path)
    open_base = OpenBase.open([path], wait_for_training=True)
    files, _ = read_labelled(FILES)
    figures = build_report([file.name for file in FILES], ask_files(open_base, files)).total.figures
    return [str(phrasings), *(f"{100 * (figures[name] or 0.0):.1f}" for name in FIGURES)]


def main(seed: int) -> None:
    """Print the table."""
    print("| phrasings |", " | ".join(FIGURES), "|")
    print("| --- " * (len(FIGURES) + 1) + "|")
    with tempfile.TemporaryDirectory(prefix="assistant-bench-") as folder:
        for phrasings in PHRASINGS:
            print("|", " | ".join(measured(phrasings, seed, Path(folder))), "|", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
