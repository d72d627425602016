"""Small files that phrasings are added to."""

from __future__ import annotations

from pathlib import Path

from assistant.base.editing import Edit, apply, plan_phrasing


def add_phrasing(paths: list[Path], entry: str, phrasing: str) -> Edit:
    edit = plan_phrasing(paths, entry, phrasing)
    apply(edit)
    return edit


HEAD = "title: T\nsections:\n  - id: a\n    title: A\n"
BLOCK = """\
entries:
  # about one
  - id: one
    section: a
    question: What is one?  # the first
    variants:
      - first  # a comment
      - 'second'
      # a last comment
    answer: First.

  - id: two
    section: a
    question: What is two?
    answer: Second.
"""
ONE = "- id: one\n  section: a\n  question: q\n  answer: x\n"
ONE_FLOW = "- {id: one, section: a, question: q"


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "faq.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
