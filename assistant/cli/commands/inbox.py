"""``assistant inbox``: list unanswered questions and resolve them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.base.model import QUESTION_LIMIT
from assistant.base.nearest import unknown_word
from assistant.cli.base_option import open_curator, program, require_entry
from assistant.cli.confirmation import confirmed
from assistant.curation.curator import circumstances, other_wordings, proposal_text, times
from assistant.errors import ANSWERED, BROKEN, UsageError
from assistant.plain.impact_format import diff_lines
from assistant.sanitize import safe_line
from assistant.storage.reasons import Action
from assistant.terminal.output import Output, note
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    import argparse

    from assistant.base.editing import Edit
    from assistant.curation.curator import Curator, Planned
    from assistant.curation.grouping import Group, Proposal

LIST = "list"
UNDO = "undo"
STEPS = (LIST, Action.ACCEPT, Action.NEW, Action.DISMISS, UNDO)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    add = parser.add_argument
    steps = "list (default), accept as a phrasing, new (draft of an entry), dismiss, or undo the last step"
    add("step", nargs="?", default=LIST, metavar="STEP", help=steps)
    add("number", nargs="?", metavar="N", help="the number of the question in the list")
    add("--entry", metavar="ID", help="accept: the entry (default: the proposed one)")
    add("--section", metavar="ID", help="new: the section of the new entry")
    add("--json", action="store_true", help="list: print one JSON object per question")


def run(args: argparse.Namespace) -> int:
    """Run one step.

    Returns:
        0; 3 if the inbox cannot be read.

    Raises:
        UsageError: The step, question, entry or section does not exist.
        EditError: The file cannot be changed.
        BaseError: The base has problems.
    """
    steps: dict[str, Callable[[argparse.Namespace, Output, Curator], None]] = {
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
    curator = open_curator(args, note)
    steps[args.step](args, Output(color=args.color), curator)
    return ANSWERED if curator.readable else BROKEN


def _list(args: argparse.Namespace, out: Output, curator: Curator) -> None:
    waiting = curator.waiting()
    if not waiting:
        note(curator.nothing())
    for at, (group, proposal) in enumerate(waiting):
        if args.json:
            out.json(_as_object(group, proposal, curator.open_base.title))
        else:
            out.lines([*([""] if at else []), *_group_lines(group, proposal, out)])
    if waiting and out.tty and not args.json:
        inbox = f"{program(args)} inbox"
        note(
            f"Most frequent first. To resolve a question: {inbox} accept N, new N or dismiss N. "
            f"To undo that: {inbox} undo"
        )


def _accept(args: argparse.Namespace, out: Output, curator: Curator) -> None:
    group = _group(args, curator)
    entry = args.entry
    if entry is None:
        proposal = curator.propose(group)
        if proposal is None:
            raise UsageError(f"No entry is similar to question {group.number}. Name one: --entry ID")
        entry = proposal.entry
    require_entry(args, curator.open_base, entry)
    planned = curator.plan_phrasing(entry, group.question, group)
    if not _saved(planned, out, curator):
        return
    _print_edit(out, f"Added to {entry}", planned.edit)
    others = other_wordings(group)
    if others:
        note(f"Resolved but not added: {others}. To add one: {program(args)} teach {entry} PHRASING")


def _new(args: argparse.Namespace, out: Output, curator: Curator) -> None:
    group = _group(args, curator)
    section = args.section or curator.section_for(group)
    if section is None:
        sections = ", ".join(one.id for one in curator.open_base.sections[:20])
        raise UsageError(f"Name a section: --section ID, one of: {sections}")
    planned = curator.plan_draft(section, group)
    if not _saved(planned, out, curator):
        return
    _print_edit(out, f"Draft of an entry in {section}", planned.edit)


def _saved(planned: Planned, out: Output, curator: Curator) -> bool:
    """Save a change and return whether it was saved; in a base that an update overwrites, ask first."""
    if planned.warning:
        note(planned.warning)
        if not confirmed(["An update overwrites this file."], out):
            return False
    curator.save(planned)
    return True


def _dismiss(args: argparse.Namespace, out: Output, curator: Curator) -> None:
    group = _group(args, curator)
    curator.dismiss(group)
    out.lines([f"Dismissed: {safe_line(group.question)}"])


def _undo(args: argparse.Namespace, out: Output, curator: Curator) -> None:
    out.lines([f"Undone: {curator.undo()}"])


def _group(args: argparse.Namespace, curator: Curator) -> Group:
    """Return the group with the given number.

    Raises:
        UsageError: There is no such group.
    """
    text = args.number or ""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise UsageError(f"Name a question by its number in the list: {program(args)} inbox {args.step} N")
    group = curator.group(int(text))
    if group is None:
        raise UsageError(
            f"The inbox of this base lists no open question {int(text)}. See: {program(args)} inbox"
        )
    return group


def _print_edit(out: Output, what: str, edit: Edit) -> None:
    out.lines([f"{what} at {safe_line(str(edit.path), 1000)}:{edit.line}.", *diff_lines(edit, out)])


def _group_lines(group: Group, proposal: Proposal | None, out: Output) -> list[str]:
    """Format a group: number, question and count, other wordings, circumstances and proposal."""
    head = f"{group.number}  "
    indent = " " * len(head)
    question = f"{safe_line(group.question, QUESTION_LIMIT)} ({times(group)})"
    lines = wrapped(question, out, "bold", first=head, mark="accent")
    others = other_wordings(group)
    if others:
        lines += wrapped(f"also: {others}", out, first=indent)
    lines += wrapped(circumstances(group), out, "quiet", first=indent)
    return [*lines, *wrapped(proposal_text(proposal), out, first=indent)]


def _as_object(group: Group, proposal: Proposal | None, base: str) -> dict[str, Any]:
    """Return a group as JSON."""
    return {
        "number": group.number,
        "question": group.question,
        "asked": group.asked,
        "wordings": [{"question": wording, "asked": count} for wording, count in group.wordings],
        "reasons": dict(group.reasons),
        "about": group.about,
        "base": base,
        "first": group.first,
        "last": group.last,
        "near": [{"entry": entry, "score": score} for entry, score in group.candidates],
        "proposal": proposal._asdict() if proposal is not None else None,
    }
