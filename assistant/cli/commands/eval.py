"""``assistant eval``: measure answer quality with labelled questions and list every miss."""

from __future__ import annotations

import argparse

from assistant.cli.base_option import open_library
from assistant.errors import ANSWERED, UNANSWERED
from assistant.evaluation.labelled_file import check_entry_ids, raise_problems, read_labelled
from assistant.evaluation.limits import LEAST, MOST, check_limits, missed_text, parse_limits
from assistant.evaluation.report import build_report
from assistant.evaluation.report_text import KEYS, report_text
from assistant.evaluation.runner import ask_files
from assistant.sanitize import safe_line
from assistant.terminal.output import Output, Progress, note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a JSON Lines file of labelled questions")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    limits = ((LEAST, "below", "top1=0.75"), (MOST, "above", "wrong=0.03"))
    for side, beyond, example in limits:
        text = f"exit 1 if the figure is {beyond} VALUE, e.g. {example}"
        parser.add_argument(f"--{side}", action="append", default=[], metavar="KEY=VALUE", help=text)


def run(args: argparse.Namespace) -> int:
    """Ask the questions, print the report and check the limits.

    Returns:
        0; 1 if a figure misses its limit.

    Raises:
        UsageError: A limit is invalid.
        LabelledError: The labelled questions have problems.
        BaseError: The base has problems.
    """
    limits = [*parse_limits(args.least, LEAST, KEYS), *parse_limits(args.most, MOST, KEYS)]
    files, problems = read_labelled(args.files)
    # A broken file needs only the ids of the base, so do not wait for training.
    library = open_library(args, wait_for_training=not problems)
    try:
        known = [id for id, *_ in library.listing()]
        raise_problems([*problems, *check_entry_ids(files, known)])
        with Progress() as progress:
            outcomes = ask_files(library, files, lambda done: progress.show("asking", done))
        base = library.title
        thresholds = {"threshold": round(library.threshold, 1), "margin": round(library.margin, 1)}
    finally:
        library.close()
    report = build_report([file.path for file in files], outcomes)
    checked = check_limits(limits, report.total.figures)
    out = Output(color=args.color)
    if args.json:
        out.json({"base": base, **thresholds, **report.as_dict(), "limits": checked})
    else:
        figures = " · ".join(f"{name} {value:g}" for name, value in thresholds.items())
        out.write(f"{safe_line(base)} · {figures}\n{report_text(report)}")
    missed = [one for one in checked if not one["held"]]
    for one in missed:
        note(f"assistant: {missed_text(one)}")
    return UNANSWERED if missed else ANSWERED
