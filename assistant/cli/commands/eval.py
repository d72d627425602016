"""``assistant eval FILE…``: labelled questions in, quality figures and every miss out."""

from __future__ import annotations

import argparse
import os
import sys

from assistant.errors import ANSWERED, UNANSWERED, UsageError
from assistant.evaluation.labelled_file import read_labelled, refuse, unknown_entries
from assistant.evaluation.limits import LEAST, MOST, check_limits, missed_text, parse_limits
from assistant.evaluation.report import build_report
from assistant.evaluation.report_text import KEYS, report_text
from assistant.evaluation.runner import ask_files
from assistant.paths import base_paths
from assistant.sanitize import safe_line
from assistant.terminal.output import Output, is_terminal, note

BAR_WIDTH = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of this command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="labelled questions, JSON Lines")
    parser.add_argument("--json", action="store_true", help="the whole report as one JSON object")
    parser.add_argument("--misses", type=int, metavar="N", help="list at most N misses (default: all)")
    parser.add_argument("--brief", action="store_true", help="the figures only: no tables, no misses")
    for side, sign in ((LEAST, ">="), (MOST, "<=")):
        parser.add_argument(
            f"--{side}",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help=f"exit 1 unless the total's figure is {sign} VALUE (repeatable), such as "
            + ("top1=0.75" if side == LEAST else "wrong=0.03"),
        )


def run(args: argparse.Namespace) -> int:
    """Measure, print, and hold the figures that must be held.

    Returns:
        0; 1 when a figure misses its limit.

    Raises:
        UsageError: a limit is not understood.
        LabelledError: the labelled questions have problems.
        BaseError: the base has problems.
    """
    if args.misses is not None and args.misses < 0:
        raise UsageError("--misses wants 0 or more.")
    limits = [*parse_limits(args.least, LEAST, KEYS), *parse_limits(args.most, MOST, KEYS)]
    files, problems = read_labelled(args.files)
    with Bar() as bar:
        # Loaded after what may fail quickly: it brings the matcher with it.
        from assistant.conversation.library import Library

        # A broken file needs the base for its ids alone: nobody waits for the fit to learn of a comma.
        library = Library.open(
            base_paths(args.faq), notice=bar.notice, progress=bar.show, wait_for_training=not problems
        )
        try:
            known = [id for id, *_ in library.listing()]
            refuse([*problems, *unknown_entries(files, known)])
            outcomes = ask_files(library, files, lambda done: bar.show("asking", done))
            base = library.title
            lines = {"threshold": round(library.threshold, 1), "margin": round(library.margin, 1)}
        finally:
            library.close()
    report = build_report([file.path for file in files], outcomes)
    checked = check_limits(limits, report.total.figures)
    limit = 0 if args.brief else args.misses
    output = Output()
    if args.json:
        output.json({"base": base, **lines, **report.as_dict(limit), "limits": checked})
    else:
        heading = f"{safe_line(base)} · threshold {lines['threshold']:g} · margin {lines['margin']:g}\n"
        output.write(heading + report_text(report, brief=args.brief, limit=limit))
    missed = [one for one in checked if not one["held"]]
    for one in missed:
        note(f"assistant: {missed_text(one)}")
    return UNANSWERED if missed else ANSWERED


class Bar:
    """A progress bar on stderr while somebody is looking; it leaves nothing behind."""

    def __init__(self) -> None:
        self._wanted = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._shown = ""

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *exc: object) -> None:
        self._put("")

    def show(self, stage: str, share: float) -> None:
        """Show how far a stage is (0-1)."""
        if not self._wanted:
            return
        filled = round(BAR_WIDTH * min(max(share, 0.0), 1.0))
        text = f"{stage} [{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {100 * share:3.0f} %"
        if text != self._shown:
            self._put(text)

    def notice(self, text: str) -> None:
        """Say something without the bar running through it."""
        self._put("")
        note(text)

    def _put(self, text: str) -> None:
        """Replace the bar; an unwritable stderr only means that nobody sees it."""
        if not self._wanted or text == self._shown:
            return
        self._shown = text
        try:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
        except (OSError, ValueError):
            self._wanted = False
