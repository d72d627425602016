"""``assistant check``: every mistake in base files with its line and remedy, and how much the base covers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from assistant.base import checks
from assistant.base.coverage import Coverage, coverage
from assistant.base.loader import Loaded, inspect_base
from assistant.base.source import read_source
from assistant.base.watching import STABLE_FOR, ChangeDetector, State, read_contents
from assistant.cli.base_option import paths_of
from assistant.cli.commands import impact_option
from assistant.cli.commands.check_report import as_object, report_lines
from assistant.errors import ANSWERED, BROKEN, UNANSWERED, Problem, UsageError
from assistant.plain.impact_format import impact_lines
from assistant.storage.settings import load_settings
from assistant.terminal.output import Output, Progress, note

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from assistant.evaluation.impact import Impact

LOOK_EVERY = 0.2
"""Seconds between two looks at the files with ``--watch``."""


class Checked(NamedTuple):
    """What a look at a base found."""

    problems: list[Problem]
    """Sorted by place."""
    loaded: Loaded | None
    """``None`` when there are errors that keep it from being used."""
    covered: Coverage | None

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.severity == "error" for problem in self.problems)

    def code(self, *, strict: bool) -> int:
        """The exit code: 3 for errors, 1 for warnings when they count."""
        if self.errors:
            return BROKEN
        return UNANSWERED if strict and self.problems else ANSWERED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    add = parser.add_argument
    add("paths", nargs="*", type=Path, metavar="PATH", help="a base (default: the one in use)")
    add("--source", type=Path, metavar="FILE", help="the source's text: quotes must stand in it")
    add("--strict", action="store_true", help="exit 1 when there are warnings")
    add("--no-matching", action="store_true", help="leave out the warnings that take asking every phrasing")
    against = "a git revision or a directory: which questions are answered otherwise than by the base there"
    add("--against", metavar="REV-OR-DIR", help=against)
    impact_option.add_arguments(parser)
    add("--watch", action="store_true", help="check again after every save, until Ctrl+C")
    add("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Check, and report all there is to say.

    Raises:
        UsageError: Options that do not go together.
        BaseError: The source's text cannot be read, or the base compared with is broken.
        LabelledError: A file of labelled questions has problems.
    """
    if args.watch and args.json:
        raise UsageError("--watch is for people and --json for programs: leave one of them out.")
    if args.watch and args.against:
        raise UsageError("--against asks every question anew, which is too slow for --watch: leave one out.")
    if args.eval and not args.against:
        raise UsageError("--eval goes with --against. To measure quality: assistant eval FILE")
    paths = args.paths or paths_of(args)
    out = Output(color=args.color)
    if args.watch:
        _watch(paths, args.source, out)
    checked = check(paths, args.source, matching=not args.no_matching)
    impact = _impact(paths, args) if args.against and checked.loaded is not None else None
    if args.json:
        value = as_object(checked.problems, checked.loaded, checked.covered)
        if args.against:
            value["impact"] = impact.as_dict() if impact is not None else None
        out.json(value, indent=2)
        return checked.code(strict=args.strict)
    lines = report_lines(checked.problems, checked.loaded, checked.covered, out)
    if impact is not None:
        lines += ["", *impact_lines(impact, out)]
    out.lines(lines)
    if args.against and impact is None:
        note("The impact can be shown once the errors are mended.")
    return checked.code(strict=args.strict)


def _impact(paths: Sequence[Path], args: argparse.Namespace) -> Impact:
    """Which questions are answered otherwise than by the base that is compared with."""
    from assistant.evaluation.preview import contents_of, preview_contents
    from assistant.evaluation.revision import contents_at

    before = contents_at(paths, args.against)
    with Progress() as progress:
        return preview_contents(
            before,
            contents_of(paths),
            paths=paths,
            named=args.eval,
            usual=load_settings(notice=progress.notice).eval_files,
            notice=progress.notice,
            progress=progress.show,
        )


def check(paths: Sequence[Path], source: Path | None = None, *, matching: bool = True) -> Checked:
    """Check a base.

    Args:
        paths: Its files and directories.
        source: The file with the source's text.
        matching: Whether to ask every phrasing, too, which takes a few milliseconds each.

    Raises:
        BaseError: The source's text cannot be read.
    """
    text = read_source(source) if source is not None else None
    loaded, problems = inspect_base(paths)
    if loaded is None:
        return Checked(problems, None, None)
    problems = [*problems, *checks.warnings(loaded)]
    if text is not None:
        problems += checks.missing_quotes(loaded, text)
    if matching:
        from assistant.cli.commands.check_phrasings import matching_problems

        problems += matching_problems(paths, loaded)
    return Checked(sorted(problems), loaded, coverage(loaded, text))


def _watch(paths: Sequence[Path], source: Path | None, out: Output) -> NoReturn:
    """Report now and after every change that has come to rest, until interrupted."""
    # Before the first report, so that no change can fall between the two.
    detector = ChangeDetector(lambda: read_contents(paths), time.monotonic, hold_for=STABLE_FOR)
    note("Watching; Ctrl+C ends it. What takes asking every phrasing is left to: assistant check")
    while True:
        checked = check(paths, source, matching=False)
        when = [out.paint(time.strftime("%H:%M:%S"), "quiet")] if out.tty else []
        out.lines([*when, *report_lines(checked.problems, checked.loaded, checked.covered, out), ""])
        while detector.poll().state is not State.CHANGED:
            time.sleep(LOOK_EVERY)
