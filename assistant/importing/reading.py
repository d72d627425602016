"""Read an FAQ file in the format that its name tells."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from assistant.base.decoding import CONTROL, checked_utf8
from assistant.base.files import FileProblem, display_path, read_bytes
from assistant.base.problems import ProblemReport
from assistant.importing.found import Found

MAX_DOCUMENT = 2 * 2**20
"""Largest Markdown or HTML file in bytes."""
MAX_LINES = 80_000
"""Most lines of one; reading as many short paragraphs takes several seconds."""

QUESTION_FILE = ".question.md"
"""How the names of the question files of FAQtory end."""
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
FORMATS = {
    ".csv": "table",
    ".tsv": "table",
    ".json": "json",
    ".jsonld": "json",
    ".html": "html",
    ".htm": "html",
} | dict.fromkeys(MARKDOWN, "markdown")
"""The formats by the ends of the file names."""


def read_faq(path: Path) -> Found:
    """Read the questions of a file. What cannot be read is among its problems."""
    found = Found(display_path(path))
    name = path.name.lower()
    format = "faqtory" if name.endswith(QUESTION_FILE) else FORMATS.get(path.suffix.lower(), "")
    if not format:
        remedy = f"Name a file that ends in {', '.join(FORMATS)}."
        found.fail(0, "unknown-format", "the name does not tell the format", remedy)
        return found
    text = _text(path, found, limited=format not in ("table", "json"))
    if text is not None:
        _reader(format)(text, found)
        if not found.questions and not found.problems:
            remedy = "See docs/importing.md for the forms that are read."
            found.fail(0, "no-question", "no question found", remedy)
    return found


def _reader(format: str) -> Callable[[str, Found], None]:
    """Return the function that reads a format; each loads only what it needs."""
    if format == "table":
        from assistant.importing.tables import read_table

        return read_table
    if format == "json":
        from assistant.importing.json_faq import read_json

        return read_json
    if format == "html":
        from assistant.importing.html_faq import read_html

        return read_html
    if format == "faqtory":
        from assistant.importing.faqtory import read_question_file

        return read_question_file
    from assistant.importing.markdown import read_markdown

    return read_markdown


def _text(path: Path, found: Found, *, limited: bool) -> str | None:
    """Return the text of a file without control characters, and with plain line breaks; None if it is no text."""
    try:
        if path.is_dir():
            found.fail(0, "not-a-file", "a directory", "Name the files in it, for example with *.md.")
            return None
        data = read_bytes(path)
    except FileProblem as error:
        found.problems.append(error.problem)
        return None
    except (OSError, ValueError) as error:  # a path may contain a null character
        found.fail(0, "unreadable", f"cannot be read: {error}", "Check the path.")
        return None
    if limited and (len(data) > MAX_DOCUMENT or data.count(b"\n") > MAX_LINES):
        message = f"the file is larger than {MAX_DOCUMENT // 2**20} MiB or {MAX_LINES:,} lines"
        found.fail(0, "too-large", message, "Split it into several files.")
        return None
    report = ProblemReport()
    clean = checked_utf8(data, found.path, report)
    not_text = clean is None or any(problem.rule == "not-utf-8" for problem in report.problems)
    found.problems += (
        report.problems if not_text else (p._replace(severity="warning") for p in report.problems)
    )
    if not_text:
        return None
    return re.sub("\r\n?", "\n", CONTROL.sub("", data.decode("utf-8-sig")))
