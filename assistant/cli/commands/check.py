"""``assistant check``: report errors and warnings in base files, and how much of the source they cover."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from assistant.base import checks
from assistant.base.coverage import Coverage, coverage
from assistant.base.files import read_base_files
from assistant.base.loader import LoadedBase, Version, inspect_base
from assistant.base.source import read_source
from assistant.base.watching import STABLE_FOR, ChangeDetector, State, read_contents
from assistant.cli.base_option import paths_of
from assistant.cli.commands.check_report import annotation, as_object, as_record, report_lines
from assistant.cli.options import add_pager_option
from assistant.errors import ANSWERED, BROKEN, UNANSWERED, Problem, UsageError
from assistant.evaluation.impact import LISTED
from assistant.plain.impact_format import LIST_ALL, impact_lines
from assistant.storage.settings import load_settings
from assistant.terminal.output import Output, Progress, note
from assistant.terminal.pager import PagedOutput

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from assistant.evaluation.impact import Impact

TEXT, JSON, GITHUB = FORMATS = ("text", "json", "github")
"""The values of ``--format``."""
POLL_INTERVAL = 0.2
"""Seconds between two checks of the files with ``--watch``."""


class Checked(NamedTuple):
    """The result of a check."""

    problems: list[Problem]
    """Sorted by position."""
    loaded: LoadedBase | None
    """``None`` if errors prevent loading."""
    covered: Coverage | None

    def code(self, *, strict: bool) -> int:
        """Return the exit code: 3 for errors, 1 for warnings with ``--strict``."""
        if any(problem.severity == "error" for problem in self.problems):
            return BROKEN
        return UNANSWERED if strict and self.problems else ANSWERED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add = parser.add_argument
    add("paths", nargs="*", type=Path, metavar="PATH", help="base file or directory (default: --faq)")
    add("--source", type=Path, metavar="FILE", help="check that the text in FILE contains every quote")
    add("--strict", action="store_true", help="exit 1 if there are warnings")
    add("--against", metavar="REV-OR-DIR", help="compare answers with a Git revision or a directory")
    add("--all", action="store_true", help=f"with --against: list all changes, not only {LISTED}")
    add("--watch", action="store_true", help="check again after every change until interrupted")
    formats = "text (default), json: an array of problems, or github: annotations of GitHub Actions"
    add("--format", choices=FORMATS, default=TEXT, metavar="FORM", help=formats)
    add("--json", action="store_true", help="print one JSON object: problems, coverage and impact")
    add_pager_option(parser)


def run(args: argparse.Namespace) -> int:
    """Check the base and print the report.

    Raises:
        UsageError: The options conflict.
        BaseError: The source cannot be read, or the base to compare with is broken.
    """
    for option in ("watch", "against", "json"):
        if args.format != TEXT and getattr(args, option):
            raise UsageError(f"--{option} cannot be combined with --format {args.format}. Leave one out.")
    if args.watch and args.json:
        raise UsageError("--watch cannot be combined with --json. Leave one out.")
    if args.watch and args.against:
        raise UsageError("--watch cannot be combined with --against. Leave one out.")
    paths = args.paths or paths_of(args)
    if args.watch:
        _watch(paths, args.source, Output(color=args.color))
    checked = check(paths, args.source)
    impact = _impact(paths, args.against) if args.against and checked.loaded is not None else None
    with PagedOutput(args.color, pager=args.pager) as out:
        _print(checked, impact, args, out)
    if args.against and impact is None and not args.json:
        note("Fix the errors to see the impact.")
    return checked.code(strict=args.strict)


def _print(checked: Checked, impact: Impact | None, args: argparse.Namespace, out: Output) -> None:
    """Print the problems, the coverage and the impact in the form asked for."""
    if args.format != TEXT:
        _print_list(checked.problems, args.format, out)
    elif args.json:
        value = as_object(checked.problems, checked.loaded, checked.covered)
        if args.against:
            value["impact"] = impact.as_dict() if impact is not None else None
        out.json(value, indent=2)
    else:
        lines = report_lines(checked.problems, checked.loaded, checked.covered, out)
        if impact is not None:
            lines += ["", *impact_lines(impact, out, None if args.all else LISTED, LIST_ALL)]
        out.lines(lines)


def _print_list(problems: Sequence[Problem], form: str, out: Output) -> None:
    """Print the problems, and nothing else, for other programs."""
    if form == GITHUB:
        out.lines(annotation(problem) for problem in problems)
    else:
        out.json([as_record(problem) for problem in problems], indent=2)


def _impact(paths: Sequence[Path], against: str) -> Impact:
    """Return the questions whose answers differ between a revision or directory and the base."""
    from assistant.base.files import read_base
    from assistant.evaluation.preview import preview_versions
    from assistant.evaluation.revision import contents_at_revision

    before = Version(contents_at_revision(paths, against))
    with Progress() as progress:
        return preview_versions(
            before,
            Version(read_base(paths)),
            paths=paths,
            labelled=load_settings(notice=note).eval_files,
            notice=progress.notice,
            progress=progress.show,
        )


def check(paths: Sequence[Path], source: Path | None = None, *, quick: bool = False) -> Checked:
    """Check a base.

    Args:
        paths: Its files and directories.
        source: A file with the text of the source.
        quick: Skip matching if the base is too large to be trained: every phrasing would have to be asked.

    Raises:
        BaseError: The source cannot be read.
    """
    text = read_source(source) if source is not None else None
    contents, unread = read_base_files(paths)
    version = Version(contents)  # parsed once, for the report and for the index
    loaded, problems = inspect_base(paths) if unread else version.inspected
    if loaded is None:
        return Checked(problems, None, None)
    problems = [*problems, *checks.warnings(loaded)]
    if text is not None:
        problems += checks.missing_quotes(loaded, text)
    from assistant.cli.commands.check_phrasings import matching_problems
    from assistant.index.builder import should_train

    entries = loaded.base.entries
    if not quick or should_train(sum(len(entry.phrasings) for entry in entries), len(entries)):
        problems += matching_problems(paths, loaded, version)
    return Checked(sorted(problems), loaded, coverage(loaded, text))


def _watch(paths: Sequence[Path], source: Path | None, out: Output) -> NoReturn:
    """Check now and after every change, until interrupted."""
    # Created before the first report, so that no change is missed in between.
    detector = ChangeDetector(lambda: read_contents(paths), time.monotonic, hold_for=STABLE_FOR)
    note("Watching for changes; press Ctrl+C to stop.")
    while True:
        checked = check(paths, source, quick=True)
        when = [out.paint(time.strftime("%H:%M:%S"), "quiet")] if out.tty else []
        out.lines([*when, *report_lines(checked.problems, checked.loaded, checked.covered, out), ""])
        while detector.poll().state is not State.CHANGED:
            time.sleep(POLL_INTERVAL)
