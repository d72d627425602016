"""``assistant list``: every question it can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.base_option import open_library
from assistant.errors import ANSWERED
from assistant.terminal.output import Output

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("--section", metavar="ID", help="only the questions of this section")
    parser.add_argument("--json", action="store_true", help="one JSON object a question")


def run(args: argparse.Namespace) -> int:
    """List the questions, ``id<TAB>question``, in the order of the base."""
    out = Output(color=args.color)
    rows = open_library(args).listing(args.section)
    if args.json:
        for id, section, question, kind in rows:
            out.json({"entry": id, "section": section, "question": question, "kind": kind})
    else:
        out.lines(f"{out.paint(id, 'accent')}\t{question}" for id, _, question, _ in rows)
    return ANSWERED
