"""Draws rows of styled text as SVG, without scripts, fonts or links to anywhere."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from rich.style import Style
from rich.text import Text

CELL = (9.0, 20.0)
"""Width and height of a character; lines touch, so that a bar has no gaps."""
MARGIN = 14
BOX = {
    "│": "m4.5 0v20",
    "╭": "m4.5 20v-6q0-4 4.5-4",
    "╮": "m4.5 20v-6q0-4-4.5-4",
    "╰": "m4.5 0v6q0 4 4.5 4",
    "╯": "m4.5 0v6q0 4-4.5 4",
}
"""Paths of box characters, from the upper left corner of the cell."""
FONT = "'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, monospace"

Row = Sequence[tuple[str, Style]]
"""The runs of a line on the screen."""


def to_svg(rows: Sequence[Row], size: tuple[int, int], ground: str, edge: str, title: str) -> str:
    """A still picture of some rows."""
    lines = (line for y, row in enumerate(rows) for line in draw_row(row, y, ground))
    return frame(lines, size, ground, edge, title)


def frame(
    lines: Iterable[str], size: tuple[int, int], ground: str, edge: str, title: str, style: str = ""
) -> str:
    """The picture around drawn rows, with more style rules if there are any."""
    wide, high = CELL
    width, height = size[0] * wide + 2 * MARGIN, size[1] * high + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{html.escape(title)}">',
        f"<style>text{{font-family:{FONT};font-size:15px;white-space:pre}}{style}</style>",
        f'<rect x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="8" fill="{ground}" '
        f'stroke="{edge}" stroke-opacity="0.5"/>',
    ]
    return "\n".join([*out, *lines, "</svg>", ""])


def draw_row(row: Row, y: int, ground: str) -> list[str]:
    """The elements of a row."""
    wide, high = CELL
    out: list[str] = []
    x = 0
    for text, style in row:
        cells = Text(text).cell_len
        out += _run(text, style, MARGIN + x * wide, MARGIN + y * high, cells * wide, ground)
        x += cells
    return out


def _run(text: str, style: Style, x: float, y: float, width: float, ground: str) -> list[str]:
    wide, high = CELL
    fore, back = style.color, style.bgcolor
    ink = fore.get_truecolor().hex if fore is not None else "#dcdfe4"
    paper = back.get_truecolor(foreground=False).hex if back is not None else ground
    if style.reverse:
        ink, paper = paper, ink
    out = []
    if paper.lower() != ground.lower():
        out.append(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{high:g}" fill="{paper}"/>')
    if not text.strip():
        return out
    # Block and box characters as shapes: a font leaves gaps between the lines.
    if set(text.strip()) <= {*BOX, "─"}:
        return [*out, f'<path d="{_box_path(text, x, y)}" fill="none" stroke="{ink}"/>']
    bars = {"▌": (0.0, 0.5), "▏": (0.0, 0.12), "█": (0.0, 1.0)}
    if text.strip() in bars:
        left, share = bars[text.strip()]
        at = x + text.index(text.strip()) * wide + left * wide
        out.append(f'<rect x="{at:g}" y="{y:g}" width="{share * wide:g}" height="{high:g}" fill="{ink}"/>')
        return out
    looks = "".join(
        f' {name}="{value}"'
        for name, value, on in (
            ("font-weight", "bold", style.bold),
            ("font-style", "italic", style.italic),
            ("text-decoration", "underline", style.underline),
        )
        if on
    )
    # Renderers collapse several spaces into one and would stretch the text, so columns are placed one by one.
    for part in re.finditer(r"[^ ]+(?: [^ ]+)*", text):
        start, length = Text(text[: part.start()]).cell_len * wide, Text(part[0]).cell_len * wide
        out.append(
            f'<text x="{x + start:g}" y="{y + 15:g}" textLength="{length:g}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{ink}"{looks}>{html.escape(part[0])}</text>'
        )
    return out


def essence(svg: str) -> list[str]:
    """What of a picture must be the same on every machine."""
    return re.sub(r"(match|·) \d+(?=<| ·)", r"\1 #", svg).split()


def _box_path(text: str, x: float, y: float) -> str:
    """The path of a run of box characters."""
    wide, high = CELL
    path = ""
    for piece in re.finditer(r"─+|[^─ ]", text):
        left = x + piece.start() * wide
        if piece[0][0] == "─":
            path += f"M{left:g} {y + high / 2:g}h{len(piece[0]) * wide:g}"
        else:
            path += f"M{left:g} {y:g}{BOX[piece[0]]}"
    return path
