"""Draw paragraphs with hanging indents as a single Textual visual.

Textual's own Markdown widget creates about a dozen widgets per answer, too many for a transcript of hundreds of
answers. A ``Page`` wraps, draws, highlights and selects text itself. Selected text excludes the prefixes and line
breaks that exist only on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from assistant.text.layout import CONTINUATION_INDENT, Fragment, lay_out

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.selection import Selection

EMPTY = Content("")


@dataclass(frozen=True)
class Paragraph:
    """Text that wraps as a whole."""

    text: Content = EMPTY
    first: Content = EMPTY
    """The prefix of its first line, such as a bullet. It is not part of the selectable text."""
    rest: Content = EMPTY
    """The prefix of its other lines, as wide as ``first``."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Ranges to keep on one line if possible."""
    right: Content = EMPTY
    """Text at the right edge, shown if the paragraph is a single line with enough space."""
    verbatim: bool = False
    """Whether it is code: broken at the edge, with its spaces kept."""
    columns: tuple[tuple[int, int, int], ...] = ()
    """For a table row: the range of each cell and the width of its column."""

    def wrap(self, width: int) -> list[list[Fragment]]:
        """Return the ranges of text on each line."""
        return lay_out(
            self.text.plain,
            width - self.first.cell_length,
            width - self.rest.cell_length,
            verbatim=self.verbatim,
            columns=self.columns,
            pieces=self.pieces,
        )

    def lines(self, y: int, width: int) -> list[WrappedLine]:
        """Return its lines at ``width`` cells, as paragraph number ``y`` of a page."""
        lines: list[WrappedLine] = []
        for fragments in self.wrap(width):
            prefix = self.rest if lines else self.first
            if self.pieces and all(fragments[0].start != start for start, _ in self.pieces):
                prefix = prefix + Content(" " * CONTINUATION_INDENT)
            runs: list[tuple[Content, int | None]] = [(prefix, None)]
            for one in fragments:
                runs += [(Content(" " * one.indent), None)] if one.indent else []
                runs.append((self.text[one.start : one.end], one.start))
            lines.append(WrappedLine(runs, y))
        if len(lines) == 1 and self.right:
            gap = width - lines[0].content.cell_length - self.right.cell_length
            if gap >= 3:
                text, start = lines[0].runs.pop()
                lines[0].runs.append((text + Content(" " * gap) + self.right, start))
        return lines


class WrappedLine(NamedTuple):
    """A line on the screen."""

    runs: list[tuple[Content, int | None]]
    """Content, and its position in the text of the paragraph unless it is a prefix or padding."""
    y: int
    """The number of its paragraph."""

    @property
    def content(self) -> Content:
        """The whole line."""
        return EMPTY.join(text for text, _ in self.runs)


def flow(pieces: Sequence[Content], gap: Content, first: Content = EMPTY, rest: Content = EMPTY) -> Paragraph:
    """Return a paragraph of pieces side by side, which wraps between pieces if possible."""
    ranges: list[tuple[int, int]] = []
    for piece in pieces:
        start = ranges[-1][1] + len(gap) if ranges else 0
        ranges.append((start, start + len(piece)))
    return Paragraph(gap.join(pieces), first, rest, tuple(ranges))


@dataclass
class Page(Visual):
    """Paragraphs one below the other."""

    paragraphs: tuple[Paragraph, ...]
    _wrapped: tuple[int, list[WrappedLine]] = field(default=(0, []), repr=False)
    """The lines at the most recent width: Textual asks for the height, then for the strips."""

    @property
    def plain(self) -> str:
        """The text without prefixes, one line per paragraph, as selecting and searching see it."""
        return "\n".join(paragraph.text.plain.replace("\n", " ") for paragraph in self.paragraphs)

    def lines(self, width: int) -> list[WrappedLine]:
        """Return the page wrapped at ``width`` cells."""
        if self._wrapped[0] != width:
            lines = [line for y, one in enumerate(self.paragraphs) for line in one.lines(y, width)]
            self._wrapped = (width, lines)
        return self._wrapped[1]

    def toned(self, style: str) -> Page:
        """Return the page with its prefixes, such as bars and numbers, in one style."""
        return Page(
            tuple(
                replace(p, first=p.first.stylize(style), rest=p.rest.stylize(style)) for p in self.paragraphs
            )
        )

    def _matches(self, needle: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
        """Yield the paragraph, start and end of every match."""
        for y, paragraph in enumerate(self.paragraphs):
            for match in needle.finditer(paragraph.text.plain):
                yield y, match.start(), match.end()

    def marked(self, needle: re.Pattern[str], style: str, current: int | None, current_style: str) -> Page:
        """Return the page with every match of ``needle`` highlighted, match number ``current`` differently."""
        texts = [paragraph.text for paragraph in self.paragraphs]
        for number, (y, start, end) in enumerate(self._matches(needle)):
            texts[y] = texts[y].stylize(current_style if number == current else style, start, end)
        return Page(tuple(replace(one, text=text) for one, text in zip(self.paragraphs, texts, strict=True)))

    def line_of_find(self, needle: re.Pattern[str], number: int, width: int) -> int:
        """Return the line on which match ``number`` begins, 0 if there is none."""
        y, start, _ = next(islice(self._matches(needle), number, None), (-1, 0, 0))
        lines = [
            at
            for at, line in enumerate(self.lines(width))
            if line.y == y and any(x is not None and x <= start <= x + len(text) for text, x in line.runs)
        ]
        return lines[-1] if lines else 0

    def extract(self, selection: Selection) -> str:
        """Return the selected text, without the prefixes and line breaks added for the screen."""
        return selection.extract(self.plain)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width of the longest paragraph on one line."""
        return max((p.first.cell_length + p.text.cell_length for p in self.paragraphs), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the number of lines at ``width``."""
        return len(self.lines(width))

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the lines for Textual's compositor."""
        return [_strip(line, style, options) for line in self.lines(width)[:height]]


def _strip(line: WrappedLine, style: Style, options: RenderOptions) -> Strip:
    selection, selected = options.selection, options.selection_style
    span = selection.get_span(line.y) if selection is not None else None
    segments = []
    for text, x in line.runs:
        if x is not None and span is not None and selected is not None:
            start, end = span[0] - x, len(text) if span[1] == -1 else span[1] - x
            if end > 0 and start < len(text):
                text = text.stylize(selected, max(0, start), min(end, len(text)))
        for words, words_style in text.render(style, end="", parse_style=options.get_style):
            look = style + words_style
            if x is None:
                segments.append(Segment(words, look.rich_style))
            else:  # the offset tells Textual which character is under the mouse
                segments.append(Segment(words, look.rich_style_with_offset(x, line.y)))
                x += len(words)
    return Strip(segments, line.content.cell_length)
