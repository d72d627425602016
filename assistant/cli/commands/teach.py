"""``assistant teach``: adds a phrasing to an entry in its YAML file, touching no other byte of it.

What that does to other questions is found out before anything is saved; a person at a terminal is asked when some
would be answered worse.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from assistant.base.nearest import unknown_word
from assistant.cli.base_option import paths_of
from assistant.cli.commands import impact_option
from assistant.errors import ANSWERED, UNANSWERED, UsageError
from assistant.plain.impact_format import diff_lines, impact_lines
from assistant.plain.line_protocol import as_question
from assistant.sanitize import safe_line
from assistant.storage.settings import load_settings
from assistant.terminal.output import Output, Progress, is_terminal, note

if TYPE_CHECKING:
    import argparse

    from assistant.evaluation.impact import Impact


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    parser.add_argument("id", metavar="ID", help="the entry, as list names it")
    wording = "the new wording; after -- when it begins with a dash"
    parser.add_argument("phrasing", nargs="+", metavar="PHRASING", help=wording)
    parser.add_argument("--dry-run", action="store_true", help="show the change and its impact, save nothing")
    parser.add_argument(
        "--no-impact", action="store_true", help="do not look what it does to other questions"
    )
    impact_option.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Add the phrasing, and show the line that was added and what it does.

    Returns:
        0; 1 when the person at the terminal would rather not have it saved.

    Raises:
        UsageError: There is no such entry; names the nearest.
        EditError: Nothing was changed, and why.
        BaseError: The base has problems.
        LabelledError: A file of labelled questions has problems.
    """
    from assistant.base.editing import apply, plan_phrasing_in
    from assistant.base.loader import load_base

    paths = paths_of(args)
    ids = [entry.id for entry in load_base(paths).base.entries]
    if args.id not in ids:
        raise UsageError(unknown_word("entry", args.id, ids, "assistant list"))
    edit = plan_phrasing_in(paths, args.id, as_question(" ".join(args.phrasing)))
    out = Output(color=args.color)
    lines = list(diff_lines(edit, out))
    if not args.no_impact:
        from assistant.evaluation.preview import preview

        with Progress() as progress:
            impact = preview(
                paths,
                edit,
                named=args.eval,
                usual=load_settings(notice=progress.notice).eval_files,
                notice=progress.notice,
                progress=progress.show,
            )
        lines += ["", *impact_lines(impact, out)]
        if not args.dry_run and impact.worse and out.tty and is_terminal(sys.stdin):
            out.lines(lines)
            lines = []
            if not _wanted(impact):
                note("Not saved.")
                return UNANSWERED
    # Saved before anything is written out: whoever reads may have gone by then.
    if not args.dry_run:
        apply(edit)
        lines.append(f"Added to {args.id} at {safe_line(str(edit.path), 1000)}:{edit.line}.")
    out.lines(lines)
    return ANSWERED


def _wanted(impact: Impact) -> bool:
    """Whether a person wants the change all the same."""
    many = "1 question" if impact.worse == 1 else f"{impact.worse:,} questions"
    note(f"{many} would be answered worse. Save it all the same? (y/N)")
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
