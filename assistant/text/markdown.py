"""Parse Markdown into blocks of styled spans with markdown-it.

The parser is imported on first use; ``assistant.text.prose`` reads plain answers without it. Raw HTML is kept as
text. Entities such as ``&#x202E;`` are decoded here, so every text goes through ``safe_text`` afterwards.
"""

from __future__ import annotations

from functools import lru_cache

from assistant.record import Record
from assistant.sanitize import safe_text

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

OPENABLE = ("http://", "https://", "mailto:")
"""Schemes of the links that may be opened, on request only."""


class Span(Record):
    """Text in one style."""

    text: str
    styles: tuple[str, ...] = ()
    """``bold``, ``italic``, ``strike`` and ``code``, in this order; a layout may add its own."""
    href: str = ""
    """The target of a link."""


class MarkdownBlock(Record):
    """A paragraph, list item, heading, line of code, rule or table."""

    kind: str
    """``paragraph``, ``heading``, ``code``, ``rule`` or ``table``."""
    spans: tuple[Span, ...] = ()
    depth: int = 0
    """Number of enclosing lists."""
    marker: str = ""
    """``•`` or ``1.`` on the first paragraph of a list item."""
    quoted: int = 0
    """Number of enclosing block quotes."""
    spaced: bool = True
    """Whether a blank line separates it from the previous block."""
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    """The cells of a table, header row first."""


def openable(url: str) -> bool:
    """Return whether ``url`` may be opened on request."""
    return url.lower().startswith(OPENABLE) and not any(character.isspace() for character in url)


def links_of(blocks: Iterable[MarkdownBlock]) -> list[str]:
    """Return the distinct links that may be opened, in text order."""
    cells = (
        cell for block in blocks for cell in (block.spans, *(cell for row in block.rows for cell in row))
    )
    return list(dict.fromkeys(span.href for cell in cells for span in cell if openable(span.href)))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # With the default maxNesting of 20, markdown-it silently drops text in deeper quotes and lists.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100})
    return parser.enable(["table", "strikethrough"])


@lru_cache(maxsize=128)
def parse(markdown: str) -> tuple[MarkdownBlock, ...]:
    """Return the blocks of a Markdown text from top to bottom; all their text is safe for a terminal."""
    return tuple(_blocks(_parser().parse(markdown)))


def _blocks(tokens: Sequence[Token]) -> Iterator[MarkdownBlock]:
    counters: list[int | None] = []  # the next number of each enclosing list, None for bullets
    marker, quoted = "", 0
    rows: list[list[tuple[Span, ...]]] = []
    kind, spaced, in_table = "paragraph", True, False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counters.append(None)
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
            case "list_item_open":
                number = counters[-1]
                marker = "•" if number is None else f"{number}."
                counters[-1] = None if number is None else number + 1
            case "blockquote_open" | "blockquote_close":
                quoted += token.nesting
            case "paragraph_open" | "heading_open":
                kind = token.type.removesuffix("_open")
                spaced = not token.hidden
            case "table_open":
                rows, in_table = [], True
            case "tr_open":
                rows.append([])
            case "table_close":
                in_table = False
                yield MarkdownBlock("table", (), len(counters), "", quoted, True, tuple(map(tuple, rows)))
            case "inline":
                spans = merge_spans(_spans(token.children or []))
                if in_table:
                    rows[-1].append(spans)
                else:
                    yield MarkdownBlock(kind, spans, len(counters), marker, quoted, spaced)
                    marker = ""
            case "fence" | "code_block":
                for number, line in enumerate(token.content.rstrip("\n").split("\n")):
                    spans = (Span(safe_text(line), ("code",)),)
                    yield MarkdownBlock("code", spans, len(counters), "", quoted, number == 0)
            case "hr":
                yield MarkdownBlock("rule", (), len(counters), "", quoted)


_NESTING = {"strong": "bold", "em": "italic", "s": "strike"}


def _spans(tokens: Sequence[Token]) -> Iterator[Span]:
    depths = {"bold": 0, "italic": 0, "strike": 0, "code": 0}
    href = ""
    for token in tokens:
        text = token.content
        extra = ""
        match token.type:
            case "link_open":
                href = safe_text(str(token.attrGet("href") or ""))
            case "link_close":
                href = ""
            case "softbreak":
                text = " "
            case "hardbreak":
                text = "\n"
            case "image":
                extra = "italic"  # a terminal shows the description instead of the picture
            case "code_inline":
                extra = "code"
            case kind if token.nesting:
                depths[_NESTING[kind.rpartition("_")[0]]] += token.nesting
        if text:
            styles = tuple(style for style, depth in depths.items() if depth or style == extra)
            yield Span(safe_text(text).expandtabs(4), styles, href)


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Merge adjacent spans of the same style and link, and drop empty ones."""
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1][1:] == span[1:]:
            merged[-1] = span._replace(text=merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)
