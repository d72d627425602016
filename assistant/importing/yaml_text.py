"""Write sections and entries as YAML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.base.model import Entry, Section
from assistant.base.quoting import ways_to_write, write_scalar


def base_text(title: str, sections: Sequence[Section], entries: Sequence[Entry], origin: str = "") -> str:
    """Return a base file.

    Args:
        title: Its title; none is written if it is empty.
        sections: Its sections; no list is written if there are none.
        entries: Its entries.
        origin: Where they come from, for a comment.
    """
    lines = [f"# Imported from {origin}."] if origin else []
    lines += [f"title: {scalar(title)}"] if title else []
    if sections:
        lines += ["sections:", *(line for section in sections for line in section_lines(section, "  "))]
    lines += ["entries:"]
    for at, entry in enumerate(entries):
        lines += [*([""] if at else []), *entry_lines(entry, "  ")]
    return "\n".join(lines) + "\n"


def section_lines(section: Section, indent: str) -> list[str]:
    """Return the lines of a section as an item of a list; ``indent`` is that of the dash."""
    return [f"{indent}- id: {scalar(section.id)}", f"{indent}  title: {scalar(section.title)}"]


def entry_lines(entry: Entry, indent: str) -> list[str]:
    """Return the lines of an entry as an item of a list; ``indent`` is that of the dash."""
    inner = indent + "  "
    lines = [f"{indent}- id: {scalar(entry.id)}", f"{inner}section: {scalar(entry.section)}"]
    lines.append(f"{inner}question: {scalar(entry.question)}")
    if entry.variants:
        lines += [f"{inner}variants:", *(f"{inner}  - {scalar(variant)}" for variant in entry.variants)]
    first, *rest = text_lines(entry.answer, inner)
    return [*lines, f"{inner}answer: {first}", *rest]


def scalar(text: str) -> str:
    """Return a text on one line, without quotes if possible."""
    return ways_to_write(text, "", in_flow=False)[0]


def quoted(text: str) -> str:
    """Return a text in double quotes on one line."""
    return write_scalar(text, '"', in_flow=True) or '""'


def text_lines(text: str, indent: str) -> list[str]:
    """Return a text as the value of a key: on one line without quotes, otherwise as it is, on lines of its own.

    Args:
        text: The text, without blank lines around it.
        indent: Indentation of the key.
    """
    plain = write_scalar(text, "", in_flow=False)
    if plain is not None:
        return [plain]
    # YAML would take spaces before the first word for the indentation
    indicator = "|2-" if text[:1].isspace() else "|-"
    return [indicator, *_indented(text.split("\n"), indent + "  ")]


def _indented(lines: Iterable[str], indent: str) -> list[str]:
    return [indent + line if line else "" for line in lines]
