"""``assistant show``: print one entry with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant.base.model import NOT_IN_SOURCE, Entry
from assistant.cli.base_option import open_library, require_entry
from assistant.errors import ANSWERED
from assistant.terminal.output import Output
from assistant.terminal.rendering import markdown_lines, wrapped

if TYPE_CHECKING:
    import argparse

    from assistant.conversation.library import Library


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("id", metavar="ID", help="the id of the entry, as printed by list")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print an entry.

    Raises:
        UsageError: The entry does not exist.
    """
    out = Output(color=args.color)
    library = open_library(args)
    entry = require_entry(library, args.id)
    if args.json:
        out.json(_as_object(entry, library))
    else:
        out.lines(_as_lines(entry, library, out))
    return ANSWERED


def _as_object(entry: Entry, library: Library) -> dict[str, Any]:
    section = library.section(entry.section)
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
            "url": library.source.url,
        }
        if section
        else None,
        "related": list(entry.related),
        "tags": list(entry.tags),
    }


def _as_lines(entry: Entry, library: Library, out: Output) -> list[str]:
    lines = wrapped(entry.question, out, "bold")
    if entry.kind == NOT_IN_SOURCE:
        lines += wrapped("The source does not say.", out, "second")
    lines += ["", *markdown_lines(entry.answer, out)]
    section = library.section(entry.section)
    if section is not None:
        where = " · ".join(part for part in (section.title, entry.locator or section.locator) if part)
        lines += ["", *wrapped(where, out, "quiet", first="§ ", mark="accent")]
        if entry.quote:
            lines += wrapped(f"“{entry.quote}”", out, "italic", first="  ")
        if section.summary:
            lines += wrapped(section.summary, out, first="  ")
        if library.source.url:
            lines.append(f"  {out.paint(library.source.url, 'underline')}")
    lines += _listed("Also asked as:", entry.variants, out)
    related = [(id, library.entry(id)) for id in entry.related]
    lines += _listed("Related:", [f"{one.question} [{id}]" for id, one in related if one], out)
    if entry.tags:
        lines += ["", *wrapped(", ".join(entry.tags), out, first="Tags: ")]
    return [*lines, "", *wrapped(f"{entry.id}, {entry.kind}", out, "quiet", first="Id: ")]


def _listed(head: str, texts: tuple[str, ...] | list[str], out: Output) -> list[str]:
    if not texts:
        return []
    return ["", head, *(line for text in texts for line in wrapped(text, out, first="  "))]
