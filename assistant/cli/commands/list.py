"""``assistant list``: list the questions that the base answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.base_option import open_named_base
from assistant.cli.options import add_pager_option
from assistant.errors import ANSWERED
from assistant.terminal.pager import PagedOutput

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--section", metavar="ID", help="list only the questions of this section")
    parser.add_argument("--json", action="store_true", help="print one JSON object per question")
    add_pager_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print the questions as ``id<TAB>question``, in the order of the base."""
    rows = open_named_base(args).listing(args.section)
    with PagedOutput(args.color, pager=args.pager) as out:
        if args.json:
            for id, section, question, kind in rows:
                out.json({"entry": id, "section": section, "question": question, "kind": kind})
        else:
            out.lines(f"{out.paint(id, 'accent')}\t{question}" for id, _, question, _ in rows)
    return ANSWERED
