"""Answers' Markdown as plain values: what the chat draws and what is exported as plain text.

Apart from the chat, because exporting and plain mode need it without Textual; apart from the base, because
only a face that shows an answer needs it. The parser is loaded on first use.

Raw HTML is shown as typed. Entities such as ``&#x202E;`` are decoded by Markdown itself, after the base has
been made safe, so every piece of text passes the gate once more on its way out of here.
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
"""The only kinds of link that are ever opened, and only when asked."""


class Run(Record):
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    href: str = ""
    """Where it leads, when it is a link."""


class Block(Record):
    """One paragraph, list item, heading, line of code or row of a table."""

    kind: str
    """``paragraph``, ``heading``, ``code``, ``rule`` or ``table``."""
    runs: tuple[Run, ...] = ()
    depth: int = 0
    """How many lists it stands in."""
    marker: str = ""
    """``•`` or ``1.`` on the first paragraph of a list item."""
    quoted: int = 0
    """How many quotes it stands in."""
    spaced: bool = True
    """Whether a blank line sets it off from what comes before."""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    """The cells of a table, its heading first."""

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(run.text for run in self.runs)


def openable(url: str) -> bool:
    """Whether ``url`` is of a kind that may be opened on request."""
    return url.lower().startswith(OPENABLE) and not any(character.isspace() for character in url)


def links_of(blocks: Iterable[Block]) -> list[str]:
    """The links of an answer that may be opened, each once, in the order of the text."""
    runs = (run for block in blocks for cell in (block.runs, *_cells(block)) for run in cell)
    return list(dict.fromkeys(run.href for run in runs if openable(run.href)))


def _cells(block: Block) -> Iterator[tuple[Run, ...]]:
    return (cell for row in block.rows for cell in row)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # 100: the default of 20 drops, without a word, what stands in deeper quotes and lists.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100})
    return parser.enable(["table", "strikethrough"])


@lru_cache(maxsize=128)
def parse(markdown: str) -> tuple[Block, ...]:
    """Read an answer.

    Args:
        markdown: The text as the base has it.

    Returns:
        Its blocks from top to bottom; all their text is safe for a terminal.
    """
    return tuple(_blocks(_parser().parse(markdown)))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    counters: list[int | None] = []  # one a list we are in: the next number, None for bullets
    marker, quoted, fresh_item = "", 0, False
    rows: list[tuple[tuple[Run, ...], ...]] = []
    cells: list[tuple[Run, ...]] = []
    kind, tight, in_table = "paragraph", False, False
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
                fresh_item = True
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "paragraph_open" | "heading_open":
                kind, tight = ("heading", False) if token.tag.startswith("h") else ("paragraph", token.hidden)
            case "table_open":
                rows, in_table = [], True
            case "tr_open":
                cells = []
            case "tr_close":
                rows.append(tuple(cells))
            case "table_close":
                in_table = False
                yield Block("table", depth=len(counters), quoted=quoted, rows=tuple(rows))
            case "inline":
                runs = tuple(_runs(token.children or []))
                if in_table:
                    cells.append(runs)
                    continue
                yield Block(kind, runs, len(counters), marker if fresh_item else "", quoted, not tight)
                fresh_item = False
            case "fence" | "code_block":
                for number, line in enumerate(token.content.rstrip("\n").split("\n")):
                    runs = (Run(safe_text(line), code=True),)
                    yield Block("code", runs, len(counters), quoted=quoted, spaced=number == 0)
            case "hr":
                yield Block("rule", depth=len(counters), quoted=quoted)


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    bold = italic = strike = 0
    href = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "s_open" | "s_close":
                strike += token.nesting
            case "link_open":
                href = safe_text(str(token.attrGet("href") or ""))
            case "link_close":
                href = ""
            case "softbreak":
                yield Run(" ", bool(bold), bool(italic), False, bool(strike), href)
            case "hardbreak":
                yield Run("\n", bool(bold), bool(italic), False, bool(strike), href)
            case "image":
                # A terminal shows no picture; its description stands in for it.
                yield Run(safe_text(token.content), bool(bold), True, False, bool(strike), href)
            case _ if token.content:
                code = token.type == "code_inline"
                yield Run(safe_text(token.content), bool(bold), bool(italic), code, bool(strike), href)


def plain_text(markdown: str) -> str:
    """An answer without its Markdown, laid out for a reader of plain text."""
    lines: list[str] = []
    for block in parse(markdown):
        if lines and (block.spaced or block.kind == "table"):
            lines.append("")
        lines.extend(_plain_lines(block))
    return "\n".join(lines)


def _plain_lines(block: Block) -> Iterator[str]:
    indent = "> " * block.quoted + "  " * max(0, block.depth - 1)
    if block.kind == "table":
        for row in table_cells(block):
            yield indent + "  ".join(row).rstrip()
        return
    if block.kind == "rule":
        yield indent + "---"
        return
    marker = (
        ("- " if block.marker == "•" else f"{block.marker} ") if block.marker else "  " * bool(block.depth)
    )
    hanging = " " * len(marker)
    for number, line in enumerate(block.text.split("\n")):
        yield (indent + (hanging if number else marker) + line).rstrip()


def table_cells(block: Block) -> list[list[str]]:
    """The texts of a table's cells, padded so that columns line up (the last one stays as long as it is)."""
    from rich.cells import cell_len

    rows = [["".join(run.text for run in cell) for cell in row] for row in block.rows]
    widths = [
        max(cell_len(row[column]) for row in rows if column < len(row)) for column in range(len(rows[0]))
    ]
    return [
        [
            text + " " * (widths[column] - cell_len(text)) if column < len(row) - 1 else text
            for column, text in enumerate(row)
        ]
        for row in rows
    ]
