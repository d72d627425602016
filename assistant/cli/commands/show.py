"""``assistant show``: print one entry with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.base.model import NOT_IN_SOURCE, Entry
from assistant.cli.answer_format import formatted
from assistant.cli.base_option import open_named_base, require_entry
from assistant.cli.options import add_answer_format, add_pager_option
from assistant.conversation.answering import status_of, with_answer
from assistant.conversation.turn import Turn
from assistant.errors import ANSWERED, UNANSWERED, UsageError
from assistant.terminal.output import Output
from assistant.terminal.pager import PagedOutput
from assistant.terminal.rendering import markdown_lines, wrapped

if TYPE_CHECKING:
    import argparse

    from assistant.conversation.open_base import OpenBase


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("id", metavar="ID", help="the id of the entry, as printed by list")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_answer_format(parser)
    add_pager_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print an entry.

    Returns:
        0; 1 if it has no source to cite.

    Raises:
        UsageError: The entry does not exist, the options conflict, or the base names no source to cite.
    """
    if args.json and args.format:
        raise UsageError("--json cannot be combined with --format. Leave one out.")
    open_base = open_named_base(args)
    entry = require_entry(args, open_base, args.id)
    with PagedOutput(args.color, pager=args.pager) as out:
        if args.json:
            out.json(_as_object(entry, open_base))
            return ANSWERED
        if args.format:
            turn = with_answer(Turn(entry.question, status_of(entry)), entry, open_base.store())
            lines = formatted(turn, args.format, open_base)
        else:
            lines = _as_lines(entry, open_base, out)
        out.lines(lines)
    return ANSWERED if lines else UNANSWERED


def _as_object(entry: Entry, open_base: OpenBase) -> dict[str, Any]:
    section = open_base.section(entry.section)
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "question": entry.question,
        "variants": list(entry.variants),
        "answer": entry.answer,
        "source": {
            "section": section.id,
            "title": section.title,
            "locator": entry.locator or section.locator,
            "quote": entry.quote,
            "url": open_base.source.url,
        }
        if section
        else None,
        "related": list(entry.related),
        "tags": list(entry.tags),
    }


def _as_lines(entry: Entry, open_base: OpenBase, out: Output) -> list[str]:
    lines = wrapped(entry.question, out, "bold")
    if entry.kind == NOT_IN_SOURCE:
        lines += wrapped("The source does not say.", out, "second")
    lines += ["", *markdown_lines(entry.answer, out)]
    section = open_base.section(entry.section)
    if section is not None:
        where = " · ".join(part for part in (section.title, entry.locator or section.locator) if part)
        lines += ["", *wrapped(where, out, "quiet", first="§ ", mark="accent")]
        if entry.quote:
            lines += wrapped(f"“{entry.quote}”", out, "italic", first="  ")
        if section.summary:
            lines += wrapped(section.summary, out, first="  ")
        if open_base.source.url:
            lines.append(f"  {out.paint(open_base.source.url, 'underline')}")
    lines += _listed("Also asked as:", entry.variants, out)
    related = [(id, open_base.entry(id)) for id in entry.related]
    lines += _listed("Related:", [f"{one.question} [{id}]" for id, one in related if one], out)
    if entry.tags:
        lines += ["", *wrapped(", ".join(entry.tags), out, first="Tags: ")]
    return [*lines, "", *wrapped(f"{entry.id}, {entry.kind}", out, "quiet", first="Id: ")]


def _listed(head: str, texts: tuple[str, ...] | list[str], out: Output) -> list[str]:
    if not texts:
        return []
    return ["", head, *(line for text in texts for line in wrapped(text, out, first="  "))]
