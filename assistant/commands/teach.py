"""``assistant teach``: adds a phrasing to an entry in its YAML file, touching no other byte of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.conversing import as_question, paths_of, unknown
from assistant.errors import ANSWERED, UsageError
from assistant.output import Output

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("id", metavar="ID", help="the entry, as list names it")
    wording = "the new wording; after -- when it begins with a dash"
    parser.add_argument("phrasing", nargs="+", metavar="PHRASING", help=wording)
    parser.add_argument("--dry-run", action="store_true", help="show the change and make none")


def run(args: argparse.Namespace) -> int:
    """Add the phrasing, and show the line that was added.

    Raises:
        UsageError: There is no such entry; names the nearest.
        EditError: Nothing was changed, and why.
        BaseError: The base has problems.
    """
    from assistant.base.editing import apply, plan_phrasing
    from assistant.base.loader import load_base

    paths = paths_of(args)
    loaded = load_base(paths)
    ids = [entry.id for entry in loaded.base.entries]
    if args.id not in ids:
        raise UsageError(unknown("entry", args.id, ids, "assistant list"))
    file = loaded.files[loaded.places.file(args.id)]
    edit = plan_phrasing(file, args.id, as_question(" ".join(args.phrasing)), base=paths)
    out = Output(colour=args.color)
    if not args.dry_run:
        apply(edit)
        out.lines([f"Added to {args.id} at {edit.path}:{edit.line}."])
    out.lines(_painted(line, out) for line in edit.diff().splitlines())
    return ANSWERED


def _painted(line: str, out: Output) -> str:
    """A line of a diff in the usual colours."""
    style = {"+": "good", "-": "error", "@": "accent"}.get(line[:1])
    return out.paint(line, style) if style else line
