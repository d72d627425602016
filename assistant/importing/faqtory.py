"""Read the question files of FAQtory: YAML front matter with titles, then the answer in Markdown."""

from __future__ import annotations

import re

from assistant.base.nodes import Items, Table
from assistant.base.problems import ProblemReport, unpack_mark
from assistant.base.reader import Budget, read_document
from assistant.importing.found import Found

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
"""YAML between lines of three dashes at the start of a file."""


def read_question_file(text: str, found: Found) -> None:
    """Read a file with one question."""
    front = FRONT_MATTER.match(text)
    if front is None:
        remedy = "Begin the file with a line ---, the title and another line ---."
        found.fail(1, "no-title", "the file has no front matter", remedy)
        return
    report = ProblemReport()
    # the empty first line stands for the dashes, so that the lines of the problems are right
    root = read_document(b"\n" + front[1].encode(), found.path, report, Budget()).root
    found.problems += report.problems
    if report.problems:
        return
    title = root.fields.get("title", "") if isinstance(root, Table) else ""
    if not isinstance(root, Table) or not isinstance(title, str) or not title.strip():
        found.fail(1, "no-title", "the front matter has no title", "Add a line title: with the question.")
        return
    others = root.fields.get("alt_titles", "")
    texts = others.values if isinstance(others, Items) else [others]
    line, _ = unpack_mark(root.key_mark("title"))
    found.add(line, title, text[front.end() :], [text for text in texts if isinstance(text, str)])
