"""``assistant teach``: add a phrasing to an entry, without changing any other byte of its file.

The impact on other questions is computed before saving. On a terminal, the user must confirm a change that makes
other answers worse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.base_option import open_curator, require_entry
from assistant.cli.confirmation import can_ask, confirmed
from assistant.errors import ANSWERED, UNANSWERED
from assistant.evaluation.impact import LISTED
from assistant.plain.impact_format import LIST_ALL, diff_lines, impact_lines
from assistant.plain.line_protocol import as_question
from assistant.sanitize import safe_line
from assistant.terminal.output import Output, Progress, note

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add = parser.add_argument
    add("id", metavar="ID", help="the id of the entry, as printed by list")
    add(
        "phrasing",
        nargs="+",
        metavar="PHRASING",
        help="the phrasing; put -- before it if it starts with a dash",
    )
    add("--dry-run", action="store_true", help="show the change and its impact without saving")
    add("--all", action="store_true", help=f"list all changed answers, not only {LISTED}")
    add("--no-impact", action="store_true", help="do not compute the impact on other questions")


def run(args: argparse.Namespace) -> int:
    """Show the change and its impact, and save it.

    Returns:
        0; 1 if the user declines a change that makes other answers worse, or that an update would overwrite.

    Raises:
        UsageError: The entry does not exist.
        EditError: The file cannot be changed.
        BaseError: The base has problems.
    """
    progress = Progress()
    curator = open_curator(args, progress.notice)
    require_entry(args, curator.open_base, args.id)
    planned = curator.plan_phrasing(args.id, as_question(" ".join(args.phrasing)))
    out = Output(color=args.color)
    lines = list(diff_lines(planned.edit, out))
    if planned.warning:
        note(planned.warning)
    drawbacks = ["An update overwrites this file."] if planned.warning else []
    if not args.no_impact:
        with progress:
            impact = curator.impact(planned, progress.show)
        lines += ["", *impact_lines(impact, out, None if args.all else LISTED, LIST_ALL)]
        if impact.worse:
            drawbacks.append(_worse(impact.worse))
    if not args.dry_run:
        if drawbacks and can_ask(out):
            out.lines(lines)
            lines = []
        if not confirmed(drawbacks, out):
            return UNANSWERED
        curator.save(planned)  # before printing: a closed pipe must not lose the change
        lines.append(f"Added to {args.id} at {safe_line(str(planned.edit.path), 1000)}:{planned.edit.line}.")
    out.lines(lines)
    return ANSWERED


def _worse(worse: int) -> str:
    return "1 question gets a worse answer." if worse == 1 else f"{worse:,} questions get a worse answer."
