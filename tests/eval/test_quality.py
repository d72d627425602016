"""The quality figures that the README states: a change that drops below them fails here.

``held.jsonl`` and ``dialogues-held.jsonl`` were written by somebody who saw none of the variants, and were not
read while the base and the matching were worked on; the other files were.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluation.asking import ask_files
from assistant.evaluation.labelled import read_labelled
from assistant.evaluation.report import build_report
from assistant.session import Library

HERE = Path(__file__).parent


def figures(library: Library, *names: str) -> dict[str, float | None]:
    files, problems = read_labelled([HERE / name for name in names])
    assert not problems
    return dict(build_report(names, ask_files(library, files)).total.figures)
