"""Change the text of one base file: replace answers, and add items to its lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.base.model import Entry
from assistant.base.spans import Span, read_spans
from assistant.importing.yaml_text import quoted, text_lines

_BREAK = re.compile("\r\n|\r|\n")
_DASH = re.compile(r"([ ]*)-[ ]+\Z")


def entry_spans(data: bytes) -> dict[str, Span]:
    """Return the entries that a file spells out, by id."""
    entries = read_spans(data).get("entries")
    tables = [entry for entry in entries.parts if entry.kind == "table"] if entries is not None else []
    ids = [(entry.get("id"), entry) for entry in tables]
    return {id.value: entry for id, entry in ids if id is not None and id.value}


def with_answers(data: bytes, entries: Iterable[Entry]) -> tuple[str, list[Entry]]:
    """Return a file with the answers of some entries, and the entries whose answers it does not spell out."""
    text, spans = data.decode("utf-8-sig"), entry_spans(data)
    pieces: list[tuple[int, int, str]] = []
    missing: list[Entry] = []
    for entry in entries:
        span = spans.get(entry.id)
        piece = _answer_piece(text, span, entry.answer) if span is not None else None
        if piece is None:
            missing.append(entry)
        else:
            pieces.append(piece)
    for start, end, answer in sorted(pieces, reverse=True):
        text = text[:start] + answer + text[end:]
    return text, missing


def _answer_piece(text: str, entry: Span, answer: str) -> tuple[int, int, str] | None:
    """Return the range of an answer and its replacement; None if it has an anchor or is an alias."""
    key, old = entry.key("answer"), entry.get("answer")
    if key is None or old is None or old.kind != "text" or text[old.start] in "&!":
        return None
    # the parser reports the end of a block where the next node starts
    end = len(text[: old.end].rstrip()) if old.style in ("|", ">") else old.end
    line_end = _BREAK.search(text, end)
    rest = text[end : line_end.start() if line_end else len(text)]
    if entry.is_flow or rest.strip():  # such as a comment
        return old.start, end, quoted(answer)
    before = text[: key.start]
    column = key.start - max(before.rfind("\n"), before.rfind("\r")) - 1
    newline = line_end[0] if line_end else "\n"
    return old.start, end, newline.join(text_lines(answer, " " * column))


def with_items(data: bytes, key: str, items: Sequence[Sequence[str]]) -> str | None:
    """Return a file with items added to the end of a list in block style; None if it has no such list.

    Args:
        data: The file.
        key: The key of the list.
        items: The lines of each item, with ``{}`` for the indentation of the dash at the start.
    """
    text = data.decode("utf-8-sig")
    if not items:
        return text
    span = read_spans(data).get(key)
    if span is None or span.kind != "list" or span.is_flow or not span.parts:
        return None
    last = span.parts[-1]
    dash = _DASH.search(re.split("[\r\n]", text[: last.start])[-1])
    if dash is None or last.kind != "table" or last.is_flow:
        return None
    end_span = last.last_text()
    end = len(text[: end_span.end].rstrip()) if end_span.style in ("|", ">") else end_span.end
    line_end = _BREAK.search(text, end)
    at = line_end.start() if line_end else len(text)
    newline = line_end[0] if line_end else "\n"
    gap = [""] if key == "entries" else []
    lines = [line for item in items for line in (*gap, *(_indent(line, dash[1]) for line in item))]
    return text[:at] + newline + newline.join(lines) + text[at:]


def _indent(line: str, indent: str) -> str:
    return indent + line.removeprefix("{}") if line else ""
