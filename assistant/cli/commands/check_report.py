"""Format the result of ``check``: one line per problem, or a paragraph with an excerpt of the file on a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.base.decoding import split_lines
from assistant.base.files import FileProblem, read_bytes
from assistant.sanitize import safe_line, safe_text
from assistant.terminal.rendering import wrapped
from assistant.text.layout import cell_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.base.coverage import Coverage, SectionCount
    from assistant.base.loader import LoadedBase
    from assistant.errors import Problem
    from assistant.terminal.output import Output

EXCERPT = 70
"""Number of columns shown around a problem."""
BAR = 24
"""Length of the longest bar, in columns."""


def as_object(
    problems: Sequence[Problem], loaded: LoadedBase | None, covered: Coverage | None
) -> dict[str, Any]:
    """Return the result as JSON."""
    errors = sum(problem.severity == "error" for problem in problems)
    return {
        "files": [str(file) for file in loaded.files] if loaded else [],
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [as_record(problem) for problem in problems],
        "coverage": None
        if covered is None
        else {
            "sections": [section._asdict() for section in covered.sections],
            "sentences": covered.sentences,
            "uncited": [{"sentence": number, "text": text} for number, text in covered.uncited],
        },
    }


def as_record(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON for editors and other tools; line and column are null for a whole file."""
    return {
        "file": problem.path,
        "line": problem.line or None,
        "column": problem.column or None,
        "level": problem.severity,
        "rule": problem.rule,
        "message": problem.message,
        "fix": problem.remedy,
    }


def annotation(problem: Problem) -> str:
    """Return a problem as a workflow command of GitHub Actions, which shows it at its line in a pull request."""
    path = Path(problem.path)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):  # it is shown only if it is in the repository
        path = path.relative_to(Path.cwd())
    values = {"file": path.as_posix(), "title": problem.rule}
    if problem.line:
        values |= {"line": str(problem.line), "col": str(problem.column)}
    properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in values.items())
    text = _escaped(f"{problem.message}. {problem.remedy}")
    return f"::{problem.severity} {properties}::{text}"


def _escaped(text: str, more: str = "") -> str:
    """Escape the characters that have a meaning in a workflow command."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def report_lines(
    problems: Sequence[Problem], loaded: LoadedBase | None, covered: Coverage | None, out: Output
) -> list[str]:
    """Format the problems, their number and the coverage."""
    lines = list(_problem_lines(problems, out))
    lines.append(_summary(problems, loaded, out))
    if covered is not None:
        lines += ["", *_coverage_lines(covered, out)]
    return lines


def _problem_lines(problems: Sequence[Problem], out: Output) -> Iterator[str]:
    texts: dict[str, list[str]] = {}
    for problem in problems:
        if not out.tty:
            yield str(problem)
            continue
        style = "error" if problem.severity == "error" else "warning"
        place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
        rule = out.paint(problem.rule, "quiet")
        yield f"{out.paint(place, 'bold')} {out.paint(problem.severity, style, 'bold')} {rule}"
        yield from wrapped(problem.message, out, first="  ")
        yield from _excerpt(problem, texts, out, style)
        yield from wrapped(problem.remedy, out, "good", first="  ")
        yield ""


def _excerpt(problem: Problem, texts: dict[str, list[str]], out: Output, style: str) -> Iterator[str]:
    """Yield the line of the file and a caret under the problem; nothing if the file cannot be read."""
    if problem.path not in texts:
        try:
            text = read_bytes(Path(problem.path)).decode("utf-8-sig", "replace")
            texts[problem.path] = split_lines(text)
        except FileProblem:
            texts[problem.path] = []
    lines = texts[problem.path]
    if not 0 < problem.line <= len(lines):
        return
    line, at = lines[problem.line - 1], max(0, problem.column - 1)
    start = max(0, at - EXCERPT // 2) if len(line) > EXCERPT else 0
    before = safe_text(line[start:at]).replace("\t", " ")
    shown = before + safe_text(line[at : start + EXCERPT]).replace("\t", " ")
    number = str(problem.line)
    caret = " " * cell_width(before) + out.paint("^", style, "bold")
    yield f"  {out.paint(f'{number} |', 'quiet')} {shown.rstrip()}"
    yield f"  {' ' * len(number)} {out.paint('|', 'quiet')} {caret}"


def _summary(problems: Sequence[Problem], loaded: LoadedBase | None, out: Output) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    summary = f"{_many(errors, 'error')}, {_many(len(problems) - errors, 'warning')}"
    if loaded is not None:
        phrasings = sum(len(entry.phrasings) for entry in loaded.base.entries)
        summary += f" in {_many(len(loaded.files), 'file')}: {_many(len(loaded.base.entries), 'entry')}"
        summary += f", {_many(phrasings, 'phrasing')}"
    return out.paint(f"{summary}.", "error" if errors else "warning" if problems else "good", "bold")


def _many(count: int, word: str) -> str:
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1] + 'ies' if word.endswith('y') else word + 's'}"


def _coverage_lines(covered: Coverage, out: Output) -> Iterator[str]:
    """Yield a bar chart of the sections and the sentences that no entry cites."""
    most = max((section.phrasings for section in covered.sections), default=0)
    names = [safe_line(section.id, 30) or "(no section)" for section in covered.sections]
    wide = max([len("section"), *(cell_width(name) for name in names)])
    yield out.paint(f"{'section'.ljust(wide)}  entries  phrasings  quotes", "quiet")
    for name, section in zip(names, covered.sections, strict=True):
        figures = f"{section.entries:7}  {section.phrasings:9}  {section.quotes:6}"
        bar = out.paint(("█" if out.use_symbols else "#") * _bar(section, most), "accent")
        yield f"{name}{' ' * (wide - cell_width(name))}  {figures}  {bar}".rstrip()
    if covered.sentences:
        yield ""
        cited = covered.sentences - len(covered.uncited)
        yield f"{cited} of {_many(covered.sentences, 'sentence')} of the source are cited."
        for number, text in covered.uncited:
            yield from wrapped(safe_line(text, 300), out, first=f"  {number}  ")


def _bar(section: SectionCount, most: int) -> int:
    """Return the length of a section's bar, at least 1 unless it has no phrasings."""
    return max(1, round(BAR * section.phrasings / most)) if section.phrasings else 0
