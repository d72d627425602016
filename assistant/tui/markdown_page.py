"""Answers' Markdown as paragraphs of a page.

Links are shown and never acted on by themselves: an answer's link carries a number that the block around it
gives a meaning, and only on request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from textual.content import Content, Span
from textual.style import Style

from assistant.text.markdown import Block, Run, table_cells
from assistant.text.prose import read
from assistant.tui.page import EMPTY, Paragraph

BLANK = Paragraph()
LinkStyle = Callable[[str], tuple[str | Style, ...]]
"""How a link looks and which part of its block it is; nothing for one that is not to be opened."""


def no_links(url: str) -> tuple[str | Style, ...]:
    """No link is a part of anything."""
    return ()


def part_style(number: int) -> Style:
    """A style that says which part of a block a letter belongs to, for the mouse."""
    return Style.from_meta({"part": number})


def draw_markdown(markdown: str, link: LinkStyle = no_links) -> list[Paragraph]:
    """An answer as paragraphs, blank lines between them included; its links as ``link`` has them."""
    paragraphs: list[Paragraph] = []
    for block in read(markdown):
        if paragraphs and (block.spaced or block.kind == "table"):
            paragraphs.append(BLANK)
        paragraphs.extend(_draw(block, link))
    return paragraphs


def _draw(block: Block, link: LinkStyle) -> Iterator[Paragraph]:
    quote = Content.styled("▏ " * block.quoted, "$faint") if block.quoted else EMPTY
    if block.kind == "table":
        yield from _table(block, quote)
        return
    if block.kind == "rule":
        yield Paragraph(Content.styled("⁂", "$quiet"), quote, quote)
        return
    first = rest = quote
    if block.depth:
        indent = Content("  " * block.depth)
        marker = Content.styled(block.marker + " ", "$accent") if block.marker else Content("  ")
        first, rest = quote + indent + marker, quote + indent + Content(" " * marker.cell_length)
    text = _styled(block.runs, link)
    if block.kind == "heading":
        text = text.stylize("bold")
    if block.quoted:
        text = text.stylize("$quiet italic")
    code = block.kind == "code"
    if code:
        first, rest = first + Content("  "), rest + Content("  ")
    yield Paragraph(text, first, rest, code=code)


def _styled(runs: Iterable[Run], link: LinkStyle) -> Content:
    """Runs as one content: built from spans, so that nothing in the words is ever read as markup."""
    text = ""
    spans: list[Span] = []
    for run in runs:
        start = len(text)
        text += run.text.expandtabs(4)
        names = [
            name for name, on in (("bold", run.bold), ("italic", run.italic), ("strike", run.strike)) if on
        ]
        if run.code:
            names.append("$accent")
        if names and len(text) > start:
            spans.append(Span(start, len(text), " ".join(names)))
        if run.href:
            spans += [Span(start, len(text), style) for style in link(run.href)]
    return Content(text, spans)


def _table(block: Block, quote: Content) -> Iterator[Paragraph]:
    for number, cells in enumerate(table_cells(block)):
        yield row(cells, quote, "bold" if number == 0 else "")


def row(cells: list[str], indent: Content = EMPTY, style: str = "") -> Paragraph:
    """A row of a table whose cells are padded already; its last cell wraps under itself."""
    content = Content("  ".join(cells))
    hang = sum(cell_len(cell) + 2 for cell in cells[:-1])
    # In a narrow place a deep indent would leave the last column a few letters wide.
    return Paragraph(
        content.stylize(style) if style else content, indent, indent + Content(" " * min(hang, 24))
    )
