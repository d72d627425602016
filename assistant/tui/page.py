"""A page of text: paragraphs with hanging indents, wrapped at words, drawn by a single widget.

Textual's own Markdown makes about a dozen widgets of one answer; a transcript of hundreds of them crawls. A
``Page`` is one visual: it wraps, draws, highlights, takes mouse selection, and gives back clean text, without
the bars, bullets and breaks that are only on the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from assistant.sanitize import JOINERS

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.selection import Selection

EMPTY = Content("")
INSET = Content("  ")
"""What sets off the second line of a piece from the first line of the next."""
_WORD = re.compile(r"[^ ]+ *| +")  # a no-break space is no place to break


class Line(NamedTuple):
    """One line on the screen."""

    prefix: Content
    body: Content
    x: int
    """Where its body begins in the paragraph's text."""
    y: int
    """The paragraph it is of."""


@dataclass(frozen=True)
class Paragraph:
    """Text that is wrapped as a whole."""

    text: Content = EMPTY
    first: Content = EMPTY
    """What stands before its first line: a bullet, a number. Not part of the text that is copied."""
    rest: Content = EMPTY
    """What stands before its other lines, as wide as ``first``."""
    pieces: tuple[tuple[int, int], ...] = ()
    """Stretches that should stay whole on a line if they can; empty for running text."""
    right: Content = EMPTY
    """What stands at the right edge of its only line, when there is room for it."""
    code: bool = False
    """Whether it is kept as typed: folded at the edge, its spaces untouched."""

    def spans(self, width: int) -> list[tuple[int, int]]:
        """The stretches of the text that make its lines at ``width`` cells."""
        room = max(1, width - self.first.cell_length)
        later = max(1, width - self.rest.cell_length)
        text = self.text.plain
        if self.pieces:
            return list(_wrap_pieces(text, self.pieces, min(room, later)))
        spans: list[tuple[int, int]] = []
        start = 0
        for part in text.split("\n"):
            wrapped = _fold(part, min(room, later)) if self.code else _wrap(part, room, later)
            spans.extend((start + a, start + b) for a, b in wrapped)
            start, room = start + len(part) + 1, later
        return spans

    def lines(self, y: int, width: int) -> list[Line]:
        """Return its lines at ``width`` cells, as the ``y``-th paragraph of a page."""
        spans = self.spans(width)
        lines: list[Line] = []
        for start, end in spans:
            prefix = self.rest if lines else self.first
            if self.pieces and all(start != piece[0] for piece in self.pieces):
                prefix = prefix + INSET
            lines.append(Line(prefix, self.text[start:end], start, y))
        if len(lines) == 1 and self.right:
            gap = width - lines[0].prefix.cell_length - lines[0].body.cell_length - self.right.cell_length
            if gap >= 3:
                lines[0] = lines[0]._replace(body=lines[0].body + Content(" " * gap) + self.right)
        return lines

    def highlighted(self, spans: Iterable[tuple[int, int, str]]) -> Paragraph:
        """The same with styles laid over stretches of its text."""
        text = self.text
        for start, end, style in spans:
            text = text.stylize(style, start, end)
        return replace(self, text=text)


def _wrap(text: str, room: int, later: int) -> Iterator[tuple[int, int]]:
    """Break at spaces; a word longer than the line is folded, and only such a word.

    Args:
        text: Words on one line.
        room: Cells on the first line.
        later: Cells on the others.
    """
    start = end = 0  # the line so far, ``end`` without its trailing space
    used = 0
    for word in _WORD.finditer(text):
        stripped = word.group().rstrip(" ")
        length = cell_len(stripped)
        gap = cell_len(text[end : word.start()]) if end > start else 0
        if used and used + gap + length > room:
            yield start, end
            start, used, gap, room = word.start(), 0, 0, later
        if length > room:
            folded = list(_fold(stripped, min(room, later)))
            for a, b in folded[:-1]:
                yield word.start() + a, word.start() + b
            last = folded[-1]
            start, end, room = word.start() + last[0], word.start() + last[1], later
            used = cell_len(text[start:end])
        elif stripped:
            used += gap + length
            end = word.start() + len(stripped)
    yield start, end


def _fold(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Break at the edge; a mark stays with the character it stands on, and what is wide or joined stays whole."""
    start, used = 0, 0
    for at, character in enumerate(text):
        size = cell_len(character)
        if used and size and used + size > room and text[at - 1] not in JOINERS:
            yield start, at
            start, used = at, 0
        used += size
    yield start, len(text)


def _wrap_pieces(text: str, pieces: Sequence[tuple[int, int]], room: int) -> Iterator[tuple[int, int]]:
    """Break between pieces where that is enough, within one only where it must be."""
    start = end = pieces[0][0]
    inset = 0  # of the line so far, when it begins within a piece
    for begin, stop in pieces:
        if end > start and cell_len(text[start:stop]) > room - inset:
            yield start, end
            start, inset = begin, 0
        end = stop
        if cell_len(text[start:end]) > room - inset:
            later = max(1, room - len(INSET.plain))
            wrapped = list(_wrap(text[start:end], max(1, room - inset), later))
            for a, b in wrapped[:-1]:
                yield start + a, start + b
            start += wrapped[-1][0]
            inset = len(INSET.plain) if len(wrapped) > 1 else inset
    yield start, end


def fit(text: str, room: int) -> str:
    """``text`` within ``room`` cells, shortened at a word with an ellipsis if it must be."""
    if cell_len(text) <= room:
        return text
    start, end = next(_wrap(text, max(1, room - 2), max(1, room - 2)))
    short = text[start:end].rstrip(" ,;:.–-") + " …"
    return short if cell_len(short) <= room else "…"


def flow(pieces: Sequence[Content], gap: Content, first: Content = EMPTY, rest: Content = EMPTY) -> Paragraph:
    """Pieces side by side, each on a line of its own when there is no room."""
    stretches, text = [], EMPTY
    for number, piece in enumerate(pieces):
        text = text + gap if number else text
        stretches.append((len(text), len(text) + len(piece)))
        text = text + piece
    return Paragraph(text, first, rest, tuple(stretches))


@dataclass
class Page(Visual):
    """Paragraphs under each other."""

    paragraphs: tuple[Paragraph, ...]
    _wrapped: tuple[int, list[Line]] = field(default=(0, []), repr=False)
    """Its lines at the width that was asked for last: measuring and drawing both ask."""

    @property
    def plain(self) -> str:
        """The words alone, a paragraph a line: what mouse selection and searching see."""
        return "\n".join(paragraph.text.plain.replace("\n", " ") for paragraph in self.paragraphs)

    def lines(self, width: int) -> list[Line]:
        """Return the page wrapped at ``width`` cells."""
        if self._wrapped[0] != width:
            lines = [line for y, one in enumerate(self.paragraphs) for line in one.lines(y, width)]
            self._wrapped = (width, lines)
        return self._wrapped[1]

    def marked(self, needle: re.Pattern[str], style: str, current: int | None, current_style: str) -> Page:
        """The same page with every find of ``needle`` marked, the ``current``-th one more strongly."""
        count = 0
        paragraphs = []
        for paragraph in self.paragraphs:
            spans = []
            for found in needle.finditer(paragraph.text.plain):
                spans.append((found.start(), found.end(), current_style if count == current else style))
                count += 1
            paragraphs.append(paragraph.highlighted(spans) if spans else paragraph)
        return Page(tuple(paragraphs))

    def line_of_find(self, needle: re.Pattern[str], number: int, width: int) -> int:
        """The line on which the ``number``-th find begins."""
        count = 0
        for y, paragraph in enumerate(self.paragraphs):
            for found in needle.finditer(paragraph.text.plain):
                if count == number:
                    at = [
                        i
                        for i, line in enumerate(self.lines(width))
                        if line.y == y and line.x <= found.start()
                    ]
                    return at[-1] if at else 0
                count += 1
        return 0

    def extract(self, selection: Selection) -> str:
        """The selected words, without marks and without the screen's line breaks."""
        return selection.extract(self.plain)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as its longest line would be unwrapped."""
        return max((p.first.cell_length + p.text.cell_length for p in self.paragraphs), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Its height in lines at ``width``."""
        return len(self.lines(width))

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw it; part of Textual's protocol."""
        selection, selected = options.selection, options.selection_style
        strips = []
        for line in self.lines(width)[:height]:
            body = line.body
            span = selection.get_span(line.y) if selection is not None else None
            if span is not None and selected is not None:
                start, end = span[0] - line.x, len(body) if span[1] == -1 else span[1] - line.x
                if end > 0 and start < len(body):
                    body = body.stylize(selected, max(0, start), min(end, len(body)))
            strips.append(_strip(line.prefix, body, line.x, line.y, style, options))
        return strips


def _strip(prefix: Content, body: Content, x: int, y: int, style: Style, options: RenderOptions) -> Strip:
    segments = []
    for text, text_style in prefix.render(style, end="", parse_style=options.get_style):
        segments.append(Segment(text, (style + text_style).rich_style))
    for text, text_style in body.render(style, end="", parse_style=options.get_style):
        # The offset tells Textual which letter lies under the mouse.
        segments.append(Segment(text, (style + text_style).rich_style_with_offset(x, y)))
        x += len(text)
    return Strip(segments, prefix.cell_length + body.cell_length)
