"""Search the lines around the place where the parser stopped for the slip that explains it.

Each guess carries repaired lines, so that the caller can try whether the parser gets further with them.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.base.line_slips import line_slips
from assistant.base.slips import Located, Slip
from assistant.base.syntax_errors import explain_syntax_error
from assistant.base.value_slips import value_slip
from assistant.base.yaml_lines import BLOCK_HEADER, YamlLines

MAX_SEARCHED = 200
"""Most lines searched for one error."""


def find_slips(texts: list[str], fault: Located) -> Iterator[Slip]:
    """Yield possible causes of a fault, in the order of their lines, then the error as the parser explains it.

    Args:
        texts: The lines of the file.
        fault: Where the parser stopped.
    """
    lines = YamlLines(texts)
    at = _first_line(lines, fault)
    end = min(fault.stop + 1, at + MAX_SEARCHED)
    while at < end:
        part = lines.parts(at)
        yield from line_slips(lines, at, part, fault)
        if BLOCK_HEADER.match(part.value):
            at = lines.value(at, part).end
            continue
        slip = value_slip(lines, at, part, fault) if part.value else None
        if slip is not None:
            yield slip
        at += 1
    yield from _unexplained(lines, fault)


def _first_line(lines: YamlLines, fault: Located) -> int:
    """Return the line where the search starts."""
    at = min(fault.last, fault.stop)
    if not fault.context.startswith("while parsing a block"):  # which may start far above
        at = min(at, fault.start)
    return at - 1 if at > 0 and lines.parts(at).is_text else at  # the key of a text is on the line above


def _unexplained(lines: YamlLines, fault: Located) -> Iterator[Slip]:
    """Yield the error as the parser reports it, with ways to leave out what causes it."""
    character = lines.texts[fault.stop][fault.stop_column : fault.stop_column + 1]
    message, remedy, at_start = explain_syntax_error(fault.problem, fault.context, character)
    line, column = (fault.start, fault.start_column) if at_start else (fault.stop, fault.stop_column)
    for at in dict.fromkeys((line, fault.stop, fault.start, fault.last)):
        if lines.parts(at).dash < 0:
            yield Slip(line, column, message, remedy, {at: ""}, left_out=[at])
    for start in _item_starts(lines, min(fault.last, fault.stop)):
        gone = range(start, max(fault.stop, lines.end_of_item(start) - 1) + 1)
        yield Slip(line, column, message, remedy, dict.fromkeys(gone, ""), left_out=gone)


def _item_starts(lines: YamlLines, last: int) -> Iterator[int]:
    """Yield the lines up to the last one that start an item or a key of the file, the nearest first."""
    column = 1 << 30
    for at in range(last, -1, -1):
        part = lines.parts(at)
        if not lines.is_blank(at) and part.indent < column and (part.dash >= 0 or part.indent == 0):
            column = part.indent
            yield at
            if column == 0 and part.dash < 0:
                return
