"""Paint laid-out text with ANSI codes: wrapped and styled on a terminal, plain text in a pipe."""

from __future__ import annotations

from assistant.terminal.output import Output
from assistant.text.layout import (
    ASCII,
    UNICODE,
    UNLIMITED,
    StyledParagraph,
    cell_width,
    lay_out,
    markdown_paragraphs,
    text_of,
)
from assistant.text.markdown import Span

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.text.layout import Fragment

NARROWEST = 8
"""Minimum width of the text beside a wide prefix, cells; the terminal wraps longer lines itself."""


def markdown_lines(markdown: str, out: Output) -> list[str]:
    """Return the lines of a Markdown text for an output."""
    paragraphs = markdown_paragraphs(markdown, UNICODE if out.use_symbols else ASCII)
    return [line for paragraph in paragraphs for line in _lines(paragraph, out)]


def wrapped(text: str, out: Output, *styles: str, first: str = "", mark: str = "") -> list[str]:
    """Return the lines of a plain text for an output.

    Args:
        text: The text.
        out: Where the lines go.
        styles: The styles of the text.
        first: The prefix of the first line; the other lines are indented by its width.
        mark: The style of ``first``.
    """
    prefix = Span(first, (mark,) if mark else ())
    indent = Span(" " * cell_width(first))
    return list(_lines(StyledParagraph((Span(text, styles),), (prefix,), (indent,)), out))


def _lines(paragraph: StyledParagraph, out: Output) -> Iterator[str]:
    width = UNLIMITED
    if out.width is not None and not paragraph.verbatim:
        width = max(NARROWEST, out.width - cell_width(text_of(paragraph.first)))
    prefix = paragraph.first
    for line in lay_out(paragraph.text, width, width, columns=paragraph.columns, keep_paths=True):
        yield _paint(prefix, out) + "".join(_fragment(paragraph.spans, one, out) for one in line)
        prefix = paragraph.rest


def _fragment(spans: Sequence[Span], fragment: Fragment, out: Output) -> str:
    """Paint a range of some spans; no style extends beyond the line."""
    parts = []
    at = 0
    for span in spans:
        text = span.text[max(0, fragment.start - at) : max(0, fragment.end - at)]
        parts.append(span._replace(text=text))
        at += len(span.text)
    return " " * fragment.indent + _paint(parts, out)


def _paint(spans: Sequence[Span], out: Output) -> str:
    return "".join(out.paint(span.text, *span.styles, *("link",) * bool(span.href)) for span in spans)
