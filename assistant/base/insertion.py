"""Propose insertions of a phrasing or an entry into a file, in the YAML style of the file.

A proposal may be wrong for a rare layout: ``editing`` parses the file with each proposal, and uses the first that
changes the base as intended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.base.decoding import LINE_BREAK
from assistant.base.quoting import ways_to_write
from assistant.base.spans import Layout, Span

_DASH = re.compile(r"([ ]*)-(?=[ \t\r\n]|\Z)")
_BLOCK_LIST = re.compile(r"^([ ]*)(?:-[ ]+)*variants:[ \t]*(?:#.*)?(?:\r\n|\r|\n)([ ]*)-[ \t]", re.MULTILINE)


class Proposal(NamedTuple):
    """An insertion into a text."""

    at: int
    """Index of the character to insert before."""
    text: str


def proposed_phrasings(text: str, entry: Span, phrasing: str) -> Iterator[Proposal]:
    """Yield ways to add a variant to an entry, the best first."""
    variants = entry.get("variants")
    if variants is None:
        yield from _propose_key(text, entry, phrasing)
    elif variants.kind == "list":
        if variants.is_flow:
            yield from _propose_flow_item(text, variants, phrasing)
        else:
            yield from _propose_block_item(text, variants, phrasing)


def _propose_block_item(text: str, variants: Span, phrasing: str) -> Iterator[Proposal]:
    """Propose a new item on the line after the last item of a list."""
    last = variants.parts[-1]
    dash = _dash_before(text, last.start)
    if dash is None:
        return
    indent, gap = dash
    for way in ways_to_write(phrasing, last.style, in_flow=False):
        for at in _possible_ends(text, last):
            yield _propose_line(text, at, f"{indent}-{gap}{way}")


def _propose_flow_item(text: str, variants: Span, phrasing: str) -> Iterator[Proposal]:
    """Propose a new last item for a list in brackets."""
    if not variants.parts:
        for way in ways_to_write(phrasing, "", in_flow=True):
            yield Proposal(_after_bracket(text, variants), way)
        return
    last = variants.parts[-1]
    for way in ways_to_write(phrasing, last.style, in_flow=True):
        yield Proposal(last.end, f",{_separator(text, last)}{way}")
        yield Proposal(last.end, f", {way}")


def _propose_key(text: str, entry: Span, phrasing: str) -> Iterator[Proposal]:
    """Propose a new ``variants`` key after the question."""
    key, question = entry.key("question"), entry.get("question")
    if key is None or question is None:
        return
    quote = key.style
    if entry.is_flow:
        for way in ways_to_write(phrasing, question.style, in_flow=True):
            for gap in dict.fromkeys([_separator(text, key), " "]):
                yield Proposal(question.end, f",{gap}{quote}variants{quote}: [{way}]")
        return
    column = " " * (key.start - _line_start(text, key.start))
    found = _BLOCK_LIST.search(text)
    # indent as in the first variants list of the file, where the dash may be in the column of the key
    deeper = "  " if found is None else " " * max(0, len(found[2]) - _column_of_key(text, found))
    for way in ways_to_write(phrasing, question.style, in_flow=False):
        for at in _possible_ends(text, question):
            newline = _newline(text, at)
            yield _propose_line(text, at, f"{column}{quote}variants{quote}:{newline}{column}{deeper}- {way}")


def _column_of_key(text: str, found: re.Match[str]) -> int:
    return text.index("variants:", found.start()) - found.start()


def proposed_drafts(text: str, layout: Layout, fields: dict[str, str]) -> Iterator[Proposal]:
    """Yield ways to add an entry as a comment: below a list in block style, or else at the end of the file."""
    if layout.entries is not None and not layout.entries.is_flow:
        yield from _propose_block_draft(text, layout.entries, fields)
    newline = _newline(text, len(text))
    lines = _draft_lines(fields, "  ", " ")
    if layout.entries is None:
        lines.insert(1, "# entries:")
    lead = "" if text.endswith(("\n", "\r")) or not text else newline
    yield Proposal(len(text), f"{lead}{newline.join(lines)}{newline}")


def _propose_block_draft(text: str, entries: Span, fields: dict[str, str]) -> Iterator[Proposal]:
    last = entries.parts[-1]
    dash = _dash_before(text, last.start)
    if dash is None:
        return
    indent, gap = dash
    for at in _possible_ends(text, last.last_text()):
        newline = _newline(text, at)
        # separate the entries by an empty line if the file does
        before = text[: _line_start(text, last.start)]
        empty_line = newline if re.search(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\Z", before) else ""
        yield _propose_line(text, at, empty_line + newline.join(_draft_lines(fields, indent, gap)))


def _draft_lines(fields: dict[str, str], indent: str, gap: str) -> list[str]:
    """Return the lines of an entry in block style, as a comment. Without an answer, it would be reported as invalid."""
    lines = [f'{indent}# Draft: write the answer, then remove "# " from the lines below.']
    for number, (key, value) in enumerate({**fields, "answer": ""}.items()):
        lead = " " * (1 + len(gap)) if number else f"-{gap}"
        lines.append(f"{indent}# {lead}{key}: {ways_to_write(value, '', in_flow=False)[0]}")
    return lines


def _dash_before(text: str, start: int) -> tuple[str, str] | None:
    """Return the indentation before, and the spaces after, the dash of the list item at ``start``.

    The dash may be on an earlier line, with comments in between.
    """
    line = _line_start(text, start)
    while True:
        found = _DASH.match(text, line)
        if found is not None and found.end() <= start:
            between = text[found.end() : start]
            return found[1], between if between and not between.strip(" ") else " "
        if line == 0:
            return None
        line = _line_start(text, line - 1)


def _possible_ends(text: str, span: Span) -> list[int]:
    """Return the possible ends of the last line of a span, before its line break."""
    if span.style not in ("|", ">"):
        return [_line_end(text, span.end)]
    # trailing empty lines belong to a block scalar only if it keeps them (|+): try both
    body = text[: span.end]
    full = len(body.rstrip())
    breaks = LINE_BREAK.findall(body[-2:])
    kept = len(body) - (len(breaks[-1]) if breaks and body.endswith(breaks[-1]) else 0)
    return list(dict.fromkeys([_line_end(text, full), kept]))


def _separator(text: str, span: Span) -> str:
    """Return the white space before the next item in brackets: a line break if this item starts a line."""
    begin = _line_start(text, span.start)
    lead = text[begin : span.start]
    return _newline(text, span.start) + lead if begin > 0 and not lead.strip(" \t") else " "


def _after_bracket(text: str, span: Span) -> int:
    """Return the index after the opening bracket, which may follow a tag or an anchor."""
    return text.index("[", span.start) + 1


def _propose_line(text: str, at: int, line: str) -> Proposal:
    """Propose a new line after the line that ends at ``at``; at the end of the file, add no final line break."""
    return Proposal(at, _newline(text, at) + line)


def _line_start(text: str, at: int) -> int:
    """Return where the line of a character starts."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _line_end(text: str, at: int) -> int:
    """Return where the line of a character ends, before its line break."""
    found = LINE_BREAK.search(text, at)
    return found.start() if found is not None else len(text)


def _newline(text: str, at: int) -> str:
    """Return the line break used around a character."""
    found = LINE_BREAK.search(text, at)
    if found is None:
        before = LINE_BREAK.findall(text[max(0, _line_start(text, at) - 2) : at])
        return before[-1] if before else "\n"
    return found[0]
