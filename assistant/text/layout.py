"""Lay out styled text in lines of a given width, for the terminal, the chat and exports alike.

Markdown blocks become paragraphs with hanging indents, and a paragraph becomes lines: ranges of its text. Painting the
ranges is left to ``terminal.rendering`` (ANSI codes) and ``tui.page`` (Textual).
"""

from __future__ import annotations

import sys
from itertools import pairwise

from assistant.record import Record
from assistant.sanitize import JOINERS
from assistant.text.markdown import Span, merge_spans
from assistant.text.prose import read

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.text.markdown import MarkdownBlock

UNLIMITED = sys.maxsize
"""The width at which nothing wraps."""
COLUMN_GAP = 2
"""Spaces between two columns of a table."""
CONTINUATION_INDENT = 2
"""Extra indent of the second and later lines of a piece that does not fit on one line."""

_NARROW = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x52F), (0x5D0, 0x5EA), (0x620, 0x64A),
        (0x2010, 0x2027), (0x2030, 0x205E), (0x2190, 0x21FF), (0x2500, 0x25FC),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""Common characters that take one cell."""
_WIDE = (
    (0x3000, 0x3029), (0x3041, 0x3096), (0x309B, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xFF01, 0xFF60),
)  # fmt: skip
"""Ranges of common characters that take two cells."""


class Symbols(Record):
    """Symbols for the Markdown elements that are not text."""

    quote: str
    bullet: str
    rule: str
    indent: str = ""
    """Indent of lists and code blocks."""


UNICODE = Symbols("│ ", "• ", "─" * 12)
ASCII = Symbols("> ", "- ", "---")


class StyledParagraph(Record):
    """Spans that wrap together, with a hanging indent."""

    spans: tuple[Span, ...]
    first: tuple[Span, ...] = ()
    """The prefix of the first line."""
    rest: tuple[Span, ...] = ()
    """The prefix of the other lines, as wide as ``first``."""
    verbatim: bool = False
    """Whether it is code, whose spaces are kept."""
    columns: tuple[tuple[int, int, int], ...] = ()
    """For a table row: where each cell starts and ends in the text, and the width of its column."""

    @property
    def text(self) -> str:
        return text_of(self.spans)


class Fragment(Record):
    """A range of a paragraph's text on a line."""

    indent: int
    """Spaces before it."""
    start: int
    end: int


def text_of(spans: Sequence[Span]) -> str:
    """Return the text of some spans without their styles."""
    return "".join(span.text for span in spans)


def cell_width(text: str) -> int:
    """Return the number of terminal cells that ``text`` takes, as Rich and Textual count them."""
    if text.isascii() or _NARROW.issuperset(text):
        return len(text)
    others = [ord(char) for char in text if char not in _NARROW]
    if all(any(first <= code <= last for first, last in _WIDE) for code in others):
        return len(text) + len(others)
    # Only combining marks, emoji and less common scripts need Rich, which takes 10 ms to import.
    from rich.cells import cell_len

    return cell_len(text)


def markdown_paragraphs(
    markdown: str, symbols: Symbols, *, show_links: bool = True
) -> Iterator[StyledParagraph]:
    """Yield the paragraphs of a Markdown text, with empty ones for blank lines.

    Args:
        markdown: The text.
        symbols: The symbols for bullets, quotes and rules.
        show_links: Whether links are followed by their targets.
    """
    for number, block in enumerate(read(markdown)):
        if number and (block.spaced or block.kind == "table"):
            yield StyledParagraph(())
        yield from _paragraphs(block, symbols, show_links)


def _paragraphs(block: MarkdownBlock, symbols: Symbols, show_links: bool) -> Iterator[StyledParagraph]:
    quote = Span(symbols.quote * block.quoted, ("quote",))
    marker, indent = "", ""
    if block.depth:
        indent = symbols.indent + "  " * (block.depth - 1)
        marker = symbols.bullet if block.marker == "•" else f"{block.marker} ".rjust(2)
    if block.kind == "code":
        marker += symbols.indent
    first = merge_spans([quote, Span(indent), Span(marker, ("marker",))])
    rest = merge_spans([quote, Span(indent + " " * cell_width(marker))])
    styles = ("bold",) * (block.kind == "heading") + ("quoted",) * bool(block.quoted)
    if block.kind == "table":
        rows = [
            [list(_inline(cell, ("bold",) * (number == 0), show_links)) for cell in row]
            for number, row in enumerate(block.rows)
        ]
        yield from table(rows, rest)
    elif block.kind == "rule":
        yield StyledParagraph((Span(symbols.rule, ("rule",)),), rest, rest)
    else:
        spans = tuple(_inline(block.spans, styles, show_links))
        yield StyledParagraph(spans, first, rest, block.kind == "code")


def _inline(spans: Sequence[Span], styles: tuple[str, ...], show_links: bool) -> Iterator[Span]:
    """Yield spans with additional styles. A link is followed by its target unless its text is the target."""
    label = ""
    for span, following in pairwise((*spans, Span(""))):
        yield span._replace(styles=(*styles, *span.styles))
        label += span.text
        if following.href != span.href:
            if show_links and span.href and span.href not in (label, f"mailto:{label}"):
                yield Span(f" ({span.href})", styles)
            label = ""


def plain_text(markdown: str) -> str:
    """Return a Markdown text as plain text, without its markup."""
    return "\n".join(
        text_of((*(paragraph.rest if number else paragraph.first), Span(line)))
        for paragraph in markdown_paragraphs(markdown, ASCII)
        for number, line in enumerate(paragraph.text.split("\n"))
    )


def table(
    rows: Sequence[Sequence[Sequence[Span]]], prefix: tuple[Span, ...] = ()
) -> Iterator[StyledParagraph]:
    """Yield the rows of a table as paragraphs whose cells line up."""
    sizes = [[cell_width(text_of(cell)) for cell in row] for row in rows]
    widths = [max(row[at] for row in sizes if at < len(row)) for at in range(max(map(len, sizes), default=0))]
    for row, row_sizes in zip(rows, sizes, strict=True):
        spans: list[Span] = []
        columns: list[tuple[int, int, int]] = []
        start = padding = 0
        for cell, size, width in zip(row, row_sizes, widths, strict=False):
            spans += [Span(" " * padding), *cell]
            start += padding
            columns.append((start, start + len(text_of(cell)), width))
            start = columns[-1][1]
            padding = width - size + COLUMN_GAP
        yield StyledParagraph(tuple(spans), prefix, prefix, columns=tuple(columns))


def lay_out(
    text: str,
    first: int,
    rest: int,
    *,
    verbatim: bool = False,
    columns: Sequence[tuple[int, int, int]] = (),
    pieces: Sequence[tuple[int, int]] = (),
    keep_paths: bool = False,
) -> list[list[Fragment]]:
    """Return the lines of a paragraph.

    Args:
        text: Its text; a newline starts a new line.
        first: Cells available on the first line.
        rest: Cells available on the other lines.
        verbatim: Break at the edge rather than between words.
        columns: The cells of a table row, which wrap side by side.
        pieces: Ranges to keep on one line if possible.
        keep_paths: Do not break paths and links, so that they can be copied.
    """
    first, rest = max(1, first), max(1, rest)
    if columns:
        return _lay_out_row(text, columns, min(first, rest), keep_paths)
    lines: list[list[Fragment]] = []
    start = 0
    for line in text.split("\n"):
        if verbatim:
            ranges = _break_word(line, min(first, rest))
        else:
            ranges = wrap(line, first, rest, pieces, keep_paths=keep_paths)
        lines += [[Fragment(0, start + a, start + b)] for a, b in ranges]
        start, first = start + len(line) + 1, rest
    return lines


def _lay_out_row(
    text: str, columns: Sequence[tuple[int, int, int]], width: int, keep_paths: bool
) -> list[list[Fragment]]:
    """Wrap each cell in its column; the widest columns shrink until the row fits."""
    widths = [column for _, _, column in columns]
    available = width - COLUMN_GAP * (len(widths) - 1)
    if sum(widths) <= available:
        return [[Fragment(0, 0, len(text.rstrip(" ")))]]
    while sum(widths) > available and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    lines: list[list[Fragment]] = []
    left = 0
    for (start, end, _), size in zip(columns, widths, strict=True):
        for number, (a, b) in enumerate(wrap(text[start:end], size, size, keep_paths=keep_paths)):
            if number == len(lines):
                lines.append([])
            used = sum(one.indent + cell_width(text[one.start : one.end]) for one in lines[number])
            # A path may be wider than its column.
            indent = max(left - used, COLUMN_GAP * bool(lines[number]))
            lines[number].append(Fragment(indent, start + a, start + b))
        left += size + COLUMN_GAP
    return lines


def wrap(
    text: str, first: int, rest: int, pieces: Sequence[tuple[int, int]] = (), *, keep_paths: bool = False
) -> list[tuple[int, int]]:
    """Break one line of text between words, or between pieces where possible.

    A word is broken only if it is longer than a line. No-break spaces belong to the word.

    Returns:
        The range of each line, without the spaces at the break.
    """
    if not pieces and 2 * len(text) <= first:  # fits whatever it contains
        return [(0, len(text.rstrip(" ")))]
    lines: list[tuple[int, int]] = []
    start = end = 0
    width = first
    for begin, stop in pieces or _words(text):
        if end > start and cell_width(text[start:stop]) > width:
            lines.append((start, end))
            start, width = begin, rest
        end = stop
        part = text[start:end]
        if cell_width(part) > width and not (keep_paths and "/" in part):
            if pieces:
                inner = wrap(part, width, max(1, rest - CONTINUATION_INDENT))
            else:
                inner = _break_word(part, min(width, rest))
            if len(inner) > 1:
                width = max(1, rest - CONTINUATION_INDENT) if pieces else rest
            lines += [(start + a, start + b) for a, b in inner[:-1]]
            start += inner[-1][0]
    return [*lines, (start, end)]


def _words(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in text.split(" "):
        if word:
            yield at, at + len(word)
        at += len(word) + 1


def _break_word(text: str, width: int) -> list[tuple[int, int]]:
    """Break a word at the edge; keep combining marks and joined characters together."""
    lines: list[tuple[int, int]] = []
    start = used = 0
    for at, char in enumerate(text):
        size = cell_width(char)
        if used and size and used + size > width and text[at - 1] not in JOINERS:
            lines.append((start, at))
            start, used = at, 0
        used += size
    return [*lines, (start, len(text))]
