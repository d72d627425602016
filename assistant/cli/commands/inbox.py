"""``assistant inbox``: the questions that found no answer, and what to do about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.base.nearest import unknown_word
from assistant.cli.base_option import check_section, open_library, paths_of
from assistant.cli.commands.inbox_report import as_object, group_lines
from assistant.curation.curator import LIVE, asker, section_for
from assistant.curation.grouping import Group, find, grouped, propose
from assistant.errors import ANSWERED, UsageError
from assistant.paths import database_file
from assistant.plain.impact_format import diff_lines
from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.inbox import Inbox
from assistant.storage.reasons import Action
from assistant.terminal.output import Output, note

if TYPE_CHECKING:
    import argparse

    from assistant.base.editing import Edit
    from assistant.conversation.library import Library

LIST = "list"
UNDO = "undo"
HOW = "To settle one: assistant inbox accept N, new N or dismiss N. The last step back: assistant inbox undo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what only this command takes."""
    steps = "list (default), accept as a phrasing, new entry, dismiss, undo the last step"
    parser.add_argument("step", nargs="?", default=LIST, metavar="STEP", help=steps)
    parser.add_argument("number", nargs="?", metavar="N", help="the question, by its number in the list")
    parser.add_argument("--entry", metavar="ID", help="accept: the entry, when it is not the proposed one")
    parser.add_argument("--section", metavar="ID", help="new: the section it is to stand in")
    parser.add_argument("--edit", action="store_true", help="new: open it in $EDITOR")
    parser.add_argument("--all", action="store_true", help="list: those asked of other bases, too")
    parser.add_argument("--json", action="store_true", help="list: one JSON object a group")


def run(args: argparse.Namespace) -> int:
    """Do one step.

    Raises:
        UsageError: There is no such step, question, entry or section.
        EditError: Nothing was changed, and why.
        BaseError: The base has problems.
    """
    steps: dict[str, Callable[[argparse.Namespace, Output, Inbox], None]] = {
        LIST: _list,
        Action.ACCEPT: _accept,
        Action.NEW: _new,
        Action.DISMISS: _dismiss,
        UNDO: _undo,
    }
    if args.step not in steps:
        raise UsageError(unknown_word("step", args.step, steps, "assistant inbox -h"))
    if args.number is not None and args.step in (LIST, UNDO):
        raise UsageError(f"assistant inbox {args.step} takes no number.")
    # Opened whatever the settings say: what was kept before the log was turned off can still be dealt with.
    steps[args.step](args, Output(color=args.color), Inbox(Database(database_file(), note)))
    return ANSWERED


def _list(args: argparse.Namespace, out: Output, inbox: Inbox) -> None:
    groups = grouped(inbox.questions())
    if not groups:
        note("The inbox is empty.")
        return
    library = open_library(args)
    shown = [group for group in groups if args.all or group.base in ("", library.title)]
    ask = asker(library)
    for at, group in enumerate(shown):
        # The base can only be asked about its own.
        proposal = propose(group, ask if at < LIVE and group.base in ("", library.title) else None)
        if args.json:
            out.json(as_object(group, proposal))
        else:
            out.lines([*([""] if at else []), *group_lines(group, proposal, out)])
    if len(shown) < len(groups):
        note(f"{len(groups) - len(shown)} more asked of other bases: assistant inbox list --all")
    if shown and out.tty and not args.json:
        note(HOW)


def _accept(args: argparse.Namespace, out: Output, inbox: Inbox) -> None:
    from assistant.curation.steps import accept, plan_accept

    group = _chosen(args, inbox)
    library = open_library(args)
    entry = args.entry
    if entry is None:
        proposal = propose(group, asker(library))
        if proposal is None:
            raise UsageError(f"Nothing comes near {group.number}. Name its entry: --entry ID")
        entry = proposal.entry
    known = [id for id, _, _, _ in library.listing()]
    if entry not in known:
        raise UsageError(unknown_word("entry", entry, known, "assistant list"))
    edit = plan_accept(group, entry, paths_of(args))
    accept(inbox, group, entry, edit)
    _show(out, f"Added to {entry}", edit)
    others = [wording for wording, _ in group.wordings[1:]]
    if others:
        listed = "; ".join(safe_line(wording, 100) for wording in others[:5])
        note(f"Settled with it, not added: {listed}. To add one: assistant teach {entry} WORDING")


def _new(args: argparse.Namespace, out: Output, inbox: Inbox) -> None:
    from assistant.curation.steps import plan_start, start_entry

    group = _chosen(args, inbox)
    library = open_library(args)
    section = args.section or _section_of(group, library)
    check_section(section, library.sections)
    edit = plan_start(group, section, paths_of(args))
    start_entry(inbox, group, edit)
    _show(out, f"New entry in {section}, its answer still to be written,", edit)
    if args.edit:
        from assistant.curation.editor import open_editor

        open_editor(edit.path, edit.line)


def _section_of(group: Group, library: Library) -> str:
    """The section a new entry belongs to when nobody says.

    Raises:
        UsageError: There is no telling.
    """
    found = section_for(group, library)
    if found is None:
        sections: Sequence[str] = [section.id for section in library.sections]
        raise UsageError(f"In which section? --section ID, one of: {', '.join(sections[:20])}")
    return found


def _dismiss(args: argparse.Namespace, out: Output, inbox: Inbox) -> None:
    from assistant.curation.steps import dismiss

    group = _chosen(args, inbox)
    dismiss(inbox, group)
    out.lines([f"Dismissed: {safe_line(group.question)}"])


def _undo(args: argparse.Namespace, out: Output, inbox: Inbox) -> None:
    from assistant.curation.steps import undo

    step = undo(inbox)
    out.lines([f"Taken back: {step.action} {safe_line(step.summary)}"])


def _chosen(args: argparse.Namespace, inbox: Inbox) -> Group:
    """The group that a number stands for.

    Raises:
        UsageError: There is none.
    """
    text = args.number or ""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"Which question? Its number in the list: assistant inbox {args.step} N")
    group = find(grouped(inbox.questions()), int(text))
    if group is None:
        raise UsageError(f"There is no open question {int(text)}. See: assistant inbox")
    return group


def _show(out: Output, what: str, edit: Edit) -> None:
    """Tell where a file was changed, and how."""
    out.lines([f"{what} at {safe_line(str(edit.path), 1000)}:{edit.line}.", *diff_lines(edit, out)])
