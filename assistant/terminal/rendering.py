"""Markdown laid out in lines: for a terminal with styles and a width, for a pipe as bare words.

One way for both, so that they cannot drift apart. What a mark means is kept where it can be shown and dropped
where it cannot: bold words lose their stars, a link shows where it leads, the columns of a table line up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.sanitize import JOINERS
from assistant.terminal.output import Output
from assistant.text.markdown import Block, Run
from assistant.text.prose import read

COLUMN_GAP = 2
"""Spaces between two columns of a table."""


def cells(text: str) -> int:
    """Columns that text takes on a terminal: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if char < "\u0300":
        return 1
    import unicodedata

    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def markdown_lines(markdown: str, out: Output) -> list[str]:
    """An answer's lines for an output.

    Args:
        markdown: The answer as the base has it.
        out: Where it goes: says the width and whether there are styles.
    """
    lines: list[str] = []
    before: Block | None = None
    for block in read(markdown):
        apart = block.spaced if before is None or before.depth else block.spaced and not block.marker
        if lines and (apart or block.kind == "table"):
            lines.append("")
        lines += _lines(block, out)
        before = block
    return lines


def wrapped(text: str, out: Output, *styles: str, first: str = "", mark: str = "") -> list[str]:
    """One paragraph of plain words in lines of an output.

    Args:
        text: The words.
        out: Where they go.
        styles: How they are painted.
        first: What the first line begins with; the others are indented as deep.
        mark: The style of ``first``.
    """
    wide = cells(first)
    width = None if out.width is None else max(8, out.width - wide)
    head = out.paint(first, mark) if mark else first
    return [
        (" " * wide if number else head) + out.paint(line, *styles)
        for number, line in enumerate(_folded(text, width))
    ]


def _folded(text: str, width: int | None) -> list[str]:
    lines = []
    for words in text.split("\n"):
        pieces = list(_filled([(word, ()) for word in words.split(" ") if word], width))
        lines += [" ".join(word for word, _ in line) for line in pieces] or [""]
    return lines


def _lines(block: Block, out: Output) -> Iterator[str]:
    indent = ("│ " if out.pictures else "> ") * block.quoted + "  " * max(0, block.depth - 1)
    bullet = "• " if out.pictures else "- "
    marker = "  " * bool(block.depth)
    if block.marker:
        marker = bullet if block.marker == "•" else f"{block.marker} "
    if block.kind == "table":
        yield from (indent + line for line in _table(block, out, cells(indent)))
    elif block.kind == "rule":
        yield indent + ("─" * 12 if out.pictures else "---")
    elif block.kind == "code":
        yield indent + marker + "".join(_painted(run, out) for run in block.runs)
    else:
        width = None if out.width is None else max(8, out.width - cells(indent) - cells(marker))
        styles = ("bold",) if block.kind == "heading" else ()
        for number, line in enumerate(_run_lines(block.runs, width, out, styles)):
            yield (indent + (" " * cells(marker) if number else marker) + line).rstrip()


def _styles(run: Run) -> tuple[str, ...]:
    on = (
        ("bold", run.bold),
        ("italic", run.italic),
        ("accent", run.code),
        ("strike", run.strike),
        ("underline", bool(run.href)),
    )
    return tuple(name for name, wanted in on if wanted)


def _painted(run: Run, out: Output) -> str:
    return out.paint(run.text, *_styles(run))


def _with_links(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, each link that hides where it leads followed by just that."""
    words = ""
    for at, run in enumerate(runs):
        yield run
        words += run.text
        if at + 1 < len(runs) and runs[at + 1].href == run.href:
            continue
        if run.href and run.href not in (words, f"mailto:{words}"):
            yield Run(f" ({run.href})")
        words = ""


def _run_lines(runs: Sequence[Run], width: int | None, out: Output, styles: tuple[str, ...]) -> Iterator[str]:
    """Runs in lines no wider than ``width``, painted so that no style crosses the end of a line."""
    for line in _word_lines(runs, width, styles):
        yield _joined(line, out)


def _word_lines(runs: Sequence[Run], width: int | None, styles: tuple[str, ...]) -> Iterator[list[Word]]:
    """Runs as lines of words no wider than ``width``."""
    words: list[Word] = []
    glued = False  # whether the next piece belongs to the word before it, such as the comma after a bold one
    lines: list[list[Word]] = [words]
    for run in _with_links(runs):
        kind = (*styles, *_styles(run))
        for number, part in enumerate(run.text.split("\n")):
            if number:
                words = []
                lines.append(words)
                glued = False
            for at, piece in enumerate(part.split(" ")):
                if at:
                    glued = False
                if piece:
                    if glued and words:
                        words[-1] = _glue(words[-1], piece, kind)
                    else:
                        words.append((piece, ((piece, kind),)))
                    glued = True
    for line in lines:
        yield from _filled(line, width)


Pieces = tuple[tuple[str, tuple[str, ...]], ...]
Word = tuple[str, Pieces]
"""A word as it is measured, and its pieces with their styles."""


def _glue(word: Word, piece: str, kind: tuple[str, ...]) -> Word:
    return word[0] + piece, (*word[1], (piece, kind))


def _filled(words: Iterable[Word], width: int | None) -> Iterator[list[Word]]:
    """Words in lines; one that is too long for any line is cut into pieces that fit."""
    line: list[Word] = []
    used = 0
    for word in words if width is None else _cut(words, width):
        need = cells(word[0])
        if line and width is not None and used + 1 + need > width:
            yield line
            line, used = [], 0
        used += need + (1 if line else 0)
        line.append(word)
    if line:
        yield line


def _cut(words: Iterable[Word], width: int) -> Iterator[Word]:
    for word in words:
        if cells(word[0]) <= width or "://" in word[0]:  # a link that is cut cannot be followed
            yield word
            continue
        kind = word[1][0][1] if word[1] else ()
        piece, used = "", 0
        for char in word[0]:
            if _cell(char) and used + _cell(char) > width and piece[-1:] not in JOINERS:
                yield piece, ((piece, kind),)
                piece, used = "", 0
            piece += char
            used += _cell(char)
        if piece:
            yield piece, ((piece, kind),)


def _joined(words: Sequence[Word], out: Output) -> str:
    """A line; the space between two words of one style is painted like them, so that no underline breaks."""
    pieces: list[tuple[str, tuple[str, ...]]] = []
    for number, word in enumerate(words):
        for at, (text, kind) in enumerate(word[1]):
            space = " " if number and not at else ""
            if pieces and pieces[-1][1] == kind:
                pieces[-1] = (pieces[-1][0] + space + text, kind)
            else:
                pieces += [(space, ()), (text, kind)]
    return "".join(out.paint(text, *kind) for text, kind in pieces)


def _table(block: Block, out: Output, indent: int) -> Iterator[str]:
    """A table with its columns lined up; the widest columns give way where it would be too wide."""
    texts = [["".join(run.text for run in _with_links(cell)) for cell in row] for row in block.rows]
    count = max((len(row) for row in texts), default=0)
    widths = [max((cells(row[at]) for row in texts if at < len(row)), default=0) for at in range(count)]
    if out.width is not None:
        _shrink(widths, out.width - indent - COLUMN_GAP * (count - 1))
    for number, row in enumerate(block.rows):
        styles = ("bold",) if number == 0 else ()
        limits = widths if out.width is not None else [None] * count
        columns = [_column(cell, limits[at], out, styles) for at, cell in enumerate(row)]
        for line in range(max((len(column) for column in columns), default=0)):
            padded = []
            for at, column in enumerate(columns):
                text, used = column[line] if line < len(column) else ("", 0)
                padded.append(text + " " * (widths[at] - used))
            yield (" " * COLUMN_GAP).join(padded).rstrip()


def _column(
    cell: Sequence[Run], width: int | None, out: Output, styles: tuple[str, ...]
) -> list[tuple[str, int]]:
    """A table cell's lines, each with the columns it takes."""
    return [(_joined(line, out), _measured(line)) for line in _word_lines(cell, width, styles)]


def _measured(words: Sequence[Word]) -> int:
    return sum(cells(word[0]) for word in words) + max(0, len(words) - 1)


def _shrink(widths: list[int], room: int) -> None:
    """Take columns from the widest until they fit."""
    while sum(widths) > room and max(widths, default=0) > 6:
        widths[widths.index(max(widths))] -= 1
