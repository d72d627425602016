"""Find every syntax error of a file, not only the first.

YAML's parser stops at its first error. Each error is therefore repaired in memory, on the lines around it, and the file
is parsed again: a text with a colon gets quotes, a misindented key moves to its neighbors. A repair counts only if the
parser then gets further. A line that no rule explains is left out, and so is its whole item if that is not enough.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.base.decoding import LINE_BREAK
from assistant.base.nodes import Node, Table
from assistant.base.problems import ProblemReport, pack_mark, unpack_mark
from assistant.base.slips import Located, Slip
from assistant.base.syntax_slips import find_slips

MAX_REPAIRED = 4 * 2**20
"""Largest file in bytes that is repaired; in a larger one only the first syntax error is reported."""
MAX_SLIPS = 200
"""Most syntax errors reported in one file."""
MAX_PARSED = 12 * 2**20
"""Most characters parsed again and again for one file, and lines copied; they take a few seconds."""

_LIST_KEY = re.compile(r"[A-Za-z_]+:[ ]*(?:#.*)?\Z")
"""A line that starts a list at the top level."""


class SyntaxFault(NamedTuple):
    """Where and why the parser stopped; indexes count the characters of the text."""

    problem: str
    """The error of libyaml."""
    context: str
    """What libyaml was doing."""
    at: int
    """Where it stopped."""
    start: int
    """Where the construct starts that it was reading; ``at`` if it does not say."""
    last: int
    """Where the last text, list or table before the error starts."""


FindFault = Callable[[str], SyntaxFault | None]


class Repaired(NamedTuple):
    """A file without its syntax errors. Its lines keep their numbers."""

    text: str
    shifts: dict[int, int]
    """Line number, from 1, to the columns that a place in it moved to the right."""
    left_out: frozenset[int]
    """Numbers of the lines that are left out."""


def repair_syntax(text: str, name: str, report: ProblemReport, find_fault: FindFault) -> Repaired:
    """Report the syntax errors of a text, and return the text without them.

    Args:
        text: The contents of a file with at least one error.
        name: The file as messages show it.
        report: Collects the errors.
        find_fault: Returns the first error of a text.
    """
    lines = LINE_BREAK.split(text)
    shifts: dict[int, int] = {}
    left_out: set[int] = set()
    fault, parsed = _locate(lines, 0, find_fault), 0
    for _ in range(MAX_SLIPS):
        if fault is None or parsed > MAX_PARSED:
            break
        item = _item_start(lines, fault.last)
        best: tuple[Slip, list[str], Located | None] | None = None
        for slip in find_slips(lines, fault):
            if (best is not None and not slip.guessed) or parsed > MAX_PARSED:
                break
            repaired = lines.copy()
            for at, line in slip.lines.items():
                repaired[at] = line
            first = item if min(slip.lines) >= item else 0
            again = _locate(repaired, first, find_fault)
            parsed += len(lines) + sum(map(len, repaired[first : None if again is None else again.stop + 1]))
            if again is None:
                best = slip, repaired, again
                break
            reached = fault.stop if best is None or best[2] is None else best[2].stop
            if again.stop > reached or (best is None and max(again.last, again.start) > max(slip.lines)):
                best = slip, repaired, again
            if best is not None and not slip.guessed:
                break
        if best is None:
            break
        slip, lines, fault = best
        moved = shifts.get(slip.line + 1, 0)
        report.add(
            name, pack_mark(slip.line + 1, slip.column + 1 - moved), "syntax", slip.message, slip.remedy
        )
        for at, shift in slip.shifts.items():
            shifts[at + 1] = shifts.get(at + 1, 0) + shift
        left_out.update(at + 1 for at in slip.left_out)
    return Repaired("\n".join(lines), shifts, frozenset(left_out))


def _locate(lines: list[str], first: int, find_fault: FindFault) -> Located | None:
    """Return the first fault of a file, reading it from the start of an item on to save time."""
    head = _list_line(lines, first) if first else -1
    part = [lines[head], *lines[first:]] if head >= 0 else lines
    offset = first - 1 if head >= 0 else 0
    fault = find_fault("\n".join(part))
    if fault is None:
        return None
    places: list[tuple[int, int]] = []
    at = line = 0
    for index in sorted((fault.last, fault.start, fault.at)):
        while line < len(part) - 1 and at + len(part[line]) < index:
            at += len(part[line]) + 1
            line += 1
        places.append((max(line + offset, 0), max(index - at, 0)))
    found = dict(zip(sorted((fault.last, fault.start, fault.at)), places, strict=True))
    return Located(fault.problem, fault.context, *found[fault.at], *found[fault.start], found[fault.last][0])


def _item_start(lines: list[str], at: int) -> int:
    """Return the line of the item of a list at the top level that contains a line, or 0."""
    head = _list_line(lines, at)
    first = next((line for line in range(head + 1, at + 1) if lines[line].lstrip(" ").startswith("- ")), -1)
    if head < 0 or first < 0:
        return 0
    dash = lines[first][: lines[first].index("-")] + "- "
    return next(line for line in range(at, first - 1, -1) if lines[line].startswith(dash))


def _list_line(lines: list[str], at: int) -> int:
    """Return the last line up to ``at`` that starts a list at the top level, or -1 if another line is nearer."""
    for line in range(at, -1, -1):
        text = lines[line]
        if text[:1] not in ("", " ", "#", "-", "\t"):
            return line if _LIST_KEY.match(text) else -1
    return -1


def mark_incomplete(node: Node, left_out: Sequence[int]) -> None:
    """Mark the lists and tables of a file that contain lines that were left out.

    Args:
        node: The contents of the file.
        left_out: Sorted line numbers.
    """
    _mark_incomplete(node, 0, 1 << 62, left_out)


def _mark_incomplete(node: Node, start: int, end: int, left_out: Sequence[int]) -> None:
    if isinstance(node, str):
        return
    first = bisect_right(left_out, unpack_mark(start)[0] - 1)
    if first == len(left_out) or pack_mark(left_out[first], 1) >= end:
        return
    node.whole = False
    marks = [*node.marks, end]
    if isinstance(node, Table):
        for at, value in enumerate(node.fields.values()):
            _mark_incomplete(value, marks[2 * at + 1], marks[2 * at + 2], left_out)
    else:
        for at, value in enumerate(node.values):
            _mark_incomplete(value, marks[at], marks[at + 1], left_out)
