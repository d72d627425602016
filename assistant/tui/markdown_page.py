"""Convert laid-out Markdown to paragraphs of a page.

Links are never followed automatically: each carries the number of a choice of its block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.content import Content
from textual.style import Style

from assistant.text.layout import StyledParagraph, Symbols, markdown_paragraphs
from assistant.text.markdown import Span
from assistant.tui.page import EMPTY, Paragraph

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
"""Returns the styles of a link with a target."""


def choice_style(number: int) -> Style:
    """Return a style whose metadata tells mouse events which choice of a block was hit."""
    return Style.from_meta({"choice": number})


def draw_markdown(markdown: str, link: LinkStyle = lambda url: ()) -> list[Paragraph]:
    """Return the paragraphs of a Markdown text, blank lines included."""
    paragraphs = markdown_paragraphs(markdown, SYMBOLS, show_links=False)
    return [draw_paragraph(paragraph, link) for paragraph in paragraphs]


def draw_paragraph(paragraph: StyledParagraph, link: LinkStyle = lambda url: ()) -> Paragraph:
    """Return a paragraph with Textual's styles."""

    def content(spans: Iterable[Span]) -> Content:
        return EMPTY.join(_styled(span, link) for span in spans)

    first, rest = content(paragraph.first), content(paragraph.rest)
    verbatim, columns = paragraph.verbatim, paragraph.columns
    return Paragraph(content(paragraph.spans), first, rest, verbatim=verbatim, columns=columns)


def _styled(span: Span, link: LinkStyle) -> Content:
    """Return a span as content; its text is never parsed as markup."""
    content = Content.styled(
        span.text.expandtabs(4), " ".join(STYLES.get(style, style) for style in span.styles)
    )
    for style in link(span.href) if span.href else ():
        content = content.stylize(style)
    return content
