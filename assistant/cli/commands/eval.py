"""``assistant eval``: measure answer quality with labelled questions and list every miss."""

from __future__ import annotations

import argparse

from assistant.cli.base_option import open_named_base
from assistant.cli.options import add_pager_option
from assistant.errors import ANSWERED
from assistant.evaluation.labelled_file import check_entry_ids, raise_problems, read_labelled
from assistant.evaluation.report import build_report
from assistant.evaluation.report_text import report_text
from assistant.evaluation.runner import ask_files
from assistant.sanitize import safe_line
from assistant.terminal.output import Progress
from assistant.terminal.pager import PagedOutput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="a JSON Lines file of labelled questions")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_pager_option(parser)


def run(args: argparse.Namespace) -> int:
    """Ask the questions and print the report.

    Raises:
        LabelledError: The labelled questions have problems.
        BaseError: The base has problems.
    """
    files, problems = read_labelled(args.files)
    # Reporting a broken file needs only the entry ids, so do not wait for training.
    open_base = open_named_base(args, wait_for_training=not problems)
    try:
        known = [id for id, *_ in open_base.listing()]
        raise_problems([*problems, *check_entry_ids(files, known)])
        with Progress() as progress:
            outcomes = ask_files(open_base, files, lambda done: progress.show("asking", done))
        base = open_base.title
        thresholds = {
            "threshold": round(open_base.threshold, 1),
            "likely_threshold": round(open_base.likely_threshold, 1),
            "margin": round(open_base.margin, 1),
        }
    finally:
        open_base.close()
    report = build_report([file.path for file in files], outcomes)
    with PagedOutput(args.color, pager=args.pager) as out:
        if args.json:
            out.json({"base": base, **thresholds, **report.as_dict()})
        else:
            figures = " · ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in thresholds.items())
            out.write(f"{safe_line(base)} · {figures}\n{report_text(report)}")
    return ANSWERED
