"""Convert laid-out Markdown to paragraphs of a page.

Links are never followed on their own: each carries the number of a choice of its block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.content import Span as ContentSpan
from textual.style import Style

from assistant.text.layout import StyledParagraph, Symbols, markdown_paragraphs
from assistant.text.markdown import Span
from assistant.tui.page import Paragraph

BLANK = Paragraph()
SYMBOLS = Symbols("▏ ", "• ", "⁂", "  ")
STYLES = {
    "code": "$accent",
    "marker": "$accent",
    "quote": "$faint",
    "quoted": "$quiet italic",
    "rule": "$quiet",
}
"""Textual styles by name; the others have the same name in Textual."""
LinkStyle = Callable[[str], tuple[str | Style, ...]]
"""Return the styles of a link, by its target."""


def part_style(number: int) -> Style:
    """Return a style that tells the mouse to which choice of a block a character belongs."""
    return Style.from_meta({"part": number})


def draw_markdown(markdown: str, link: LinkStyle = lambda url: ()) -> list[Paragraph]:
    """Return the paragraphs of a Markdown text, blank lines included."""
    paragraphs = markdown_paragraphs(markdown, SYMBOLS, show_links=False)
    return [draw_paragraph(paragraph, link) for paragraph in paragraphs]


def draw_paragraph(paragraph: StyledParagraph, link: LinkStyle = lambda url: ()) -> Paragraph:
    """Return a paragraph with Textual's styles."""
    text, first, rest = (
        _content(spans, link) for spans in (paragraph.spans, paragraph.first, paragraph.rest)
    )
    return Paragraph(text, first, rest, verbatim=paragraph.verbatim, columns=paragraph.columns)


def _content(spans: Iterable[Span], link: LinkStyle) -> Content:
    """Return spans as content without ever parsing their text as markup."""
    text = ""
    styled: list[ContentSpan] = []
    for span in spans:
        start = len(text)
        text += span.text.expandtabs(4)
        names = [STYLES.get(style, style) for style in span.styles]
        styles = [*([" ".join(names)] if names else []), *(link(span.href) if span.href else ())]
        styled += [ContentSpan(start, len(text), style) for style in styles]
    return Content(text, styled)
