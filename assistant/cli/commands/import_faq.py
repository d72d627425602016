"""``assistant import``: turn an existing FAQ into a base."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.files import display_path
from assistant.base.loader import inspect_contents
from assistant.errors import ANSWERED, BROKEN, UNANSWERED, BaseError, Problem, UsageError
from assistant.importing.building import ImportedBase, build
from assistant.importing.ids import slug
from assistant.importing.merging import Plan, carry_out, plan_import
from assistant.importing.reading import read_faq
from assistant.importing.yaml_text import base_text
from assistant.sanitize import safe_line
from assistant.terminal.output import Output, note

if TYPE_CHECKING:
    import argparse

MAX_LISTED = 20
"""Most updated entries that are listed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    formats = "Markdown, FAQtory question, CSV, TSV, JSON or HTML file"
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=formats)
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="write or update the base in DIR (default: stdout)"
    )


def run(args: argparse.Namespace) -> int:
    """Read the files, and print or write the base.

    Raises:
        UsageError: The output is not a directory.
        BaseError: The base to update has problems.
        EditError: It cannot be updated.
        OutputError: The new file cannot be written.
    """
    folder: Path | None = args.output
    if folder is not None and _is_file(folder):
        raise UsageError(f"--output: {display_path(folder)} is not a directory. Name a directory.")
    files: list[Path] = list(dict.fromkeys(args.files))
    found = [read_faq(path) for path in files]
    imported, shared = build(found)
    problems = [problem for file in found for problem in file.problems] + shared
    origin = ", ".join(safe_line(path.name, 60) for path in files[:3]) + (", …" if len(files) > 3 else "")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as base files are, whatever the locale
    out = Output(color=args.color)
    plan: Plan | None = None
    if imported.entries and folder is not None:
        plan = plan_import(folder, imported, _file_name(files), origin)
        problems += plan.problems
        carry_out(plan)
    _report(problems, len(imported.entries), len(files))
    if not imported.entries:
        return BROKEN
    if plan is None or folder is None:
        out.write(_valid_text(imported, origin))
    else:
        out.lines(_summary(plan, folder))
    return UNANSWERED if problems else ANSWERED


def _is_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _file_name(files: Sequence[Path]) -> str:
    """Return the name, without suffix, of the file for new entries."""
    return slug(files[0].name.partition(".")[0], "faq") if len(files) == 1 else "faq"


def _valid_text(imported: ImportedBase, origin: str) -> str:
    """Return the base as YAML, after checking that it loads."""
    text = base_text(imported.title, imported.sections, imported.entries, origin)
    loaded, problems = inspect_contents([(Path("(stdout)"), text.encode())])
    if loaded is None:
        raise BaseError(problems)
    return text


def _report(problems: Sequence[Problem], questions: int, files: int) -> None:
    """Report what was read and what was not."""
    lines = list(map(str, sorted(problems, key=lambda problem: (problem.path, problem.line))))
    read = f"{_count(questions, 'question')} from {_count(files, 'file')}"
    skipped = f"; {_count(len(problems), 'problem')}" if problems else ""
    note("\n".join([*lines, f"{read}{skipped}."]))


def _summary(plan: Plan, folder: Path) -> list[str]:
    """Return what was written, and the next steps."""
    lines = [f"Created {display_path(plan.new_file)}"] if plan.new_file is not None else []
    lines += [f"Updated {display_path(edit.path)}" for edit in plan.edits]
    lines.append(f"{len(plan.added)} new, {len(plan.updated)} updated, {plan.unchanged} unchanged")
    lines += [f"  updated: {id}" for id in plan.updated[:MAX_LISTED]]
    if len(plan.updated) > MAX_LISTED:
        lines.append(f"  and {len(plan.updated) - MAX_LISTED} more")
    return [*lines, f"Check it:       assistant check {shlex.quote(safe_line(str(folder), 300))}"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
