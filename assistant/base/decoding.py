"""Making sure that bytes are text: UTF-8, or a message that says which byte on which line is not.

A file is decoded a stretch of lines at a time: one emoji makes a text take four times the memory of its file.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.base.problems import Report, packed

MAX_SHOWN = 20
"""Control characters, or bytes that are not UTF-8, after which a file is taken for binary and not read on."""
MAX_LINE = 4 * 2**20
"""Longest line in bytes, and longest stretch of a file with nothing in it but one text or comment."""
MAX_LINES = 4_000_000
"""Most lines of a file: the largest base there may be has half as many."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufeff]")
"""What may not stand in YAML, and a byte-order mark in the middle."""

_ODD_BREAKS = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
"""Characters that YAML counts as line breaks and editors do not."""

_STRETCH = 2**20
_LINE_BREAK = re.compile("\r\n|\r|\n")
_BOM_BYTES = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def checked_utf8(data: bytes, name: str, report: Report) -> bytes | None:
    """Bytes that are UTF-8 without byte-order mark or control characters.

    What is wrong is reported and replaced, so that the rest of the file can be checked in the same go.

    Args:
        data: The contents of a file.
        name: The file as messages name it.
        report: Where problems are noted.

    Returns:
        The same bytes when nothing is wrong with them; None when this is no text at all.
    """
    body = data.removeprefix(_BOM_BYTES)
    at, line, replaced, controls = len(data) - len(body), 0, 0, 0
    for stretch in stretches(body):
        if len(stretch) > _STRETCH + MAX_LINE:
            line += line_breaks(stretch[: stretch.rfind(b"\n", 0, -1) + 1])
            report_too_long(name, packed(line + 1, 1), report)
            return None
        if line > MAX_LINES:
            message = f"the file has more than {MAX_LINES:,} lines"
            report.add(name, packed(MAX_LINES + 1, 1), "too-large", message, "Make several files of it.")
            return None
        try:
            text = stretch.decode()
        except UnicodeDecodeError as error:
            if not replaced:
                before = stretch[: error.start].decode()
                _report_byte(data, at + error.start, name, _mark(line, before), report)
            text = "" if data.startswith(_UTF16) else stretch.decode(errors="replace")
            replaced += text.count("\ufffd")
            if not text or replaced > MAX_SHOWN:
                return None
        for match in CONTROL.finditer(text):
            if controls == MAX_SHOWN:
                return None
            controls += 1
            message = f"there is a control character (U+{ord(match.group()):04X})"
            mark = _mark(line, text[: match.start()])
            report.add(name, mark, "control-character", message, "Delete it.")
        at += len(stretch)
        line += line_breaks(stretch)
    return _repaired(body) if replaced or controls else body


def report_too_long(name: str, mark: int, report: Report) -> None:
    """Say that a line, or one text or comment, is longer than any base needs."""
    message = f"a line, text or comment is longer than {MAX_LINE // 2**20} MiB"
    report.add(name, mark, "too-large", message, "Check that this is a question base.")


def _report_byte(data: bytes, at: int, name: str, mark: int, report: Report) -> None:
    """Say which byte is not UTF-8, and where."""
    what = "UTF-16, not UTF-8" if data.startswith(_UTF16) else "not UTF-8"
    message = f"the file is {what}: byte 0x{data[at]:02x} is number {at + 1} of the file"
    report.add(name, mark, "not-utf-8", message, "Save the file as UTF-8.")


def _repaired(data: bytes) -> bytes:
    """The bytes with what is no text replaced by a character that YAML can read."""
    texts = (stretch.decode(errors="replace") for stretch in stretches(data))
    return b"".join(CONTROL.sub("\ufffd", text).encode() for text in texts)


def stretches(data: bytes) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time; more only where a line is longer."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _STRETCH) + 1 or len(data)
        yield data[at:end]
        at = end


def line_breaks(data: bytes) -> int:
    """How many lines end, as editors count lines."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _mark(line: int, before: str) -> int:
    """The packed line and column of what follows on a text that stands after so many lines."""
    starts = _line_starts(before)
    return packed(line + len(starts), len(before) - starts[-1] + 1)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_BREAK.finditer(text))]


def line_starts(data: bytes) -> array[int] | None:
    """The characters that lines begin with, as editors count lines; None where YAML counts the same ones."""
    if not any(mark in data for mark in _ODD_BREAKS):
        return None
    starts, at = array("I", [0]), 0
    for stretch in stretches(data):
        text = stretch.decode()
        starts.extend(at + start for start in _line_starts(text)[1:])
        at += len(text)
    return starts


def mark_at(starts: Sequence[int], at: int) -> int:
    """The packed line and column of a character, given where the lines begin."""
    line = bisect_right(starts, at)
    return packed(line, at - starts[line - 1] + 1)


def text_from(data: bytes, at: int) -> Iterator[tuple[str, int]]:
    """Stretches of text from a character on, each with the place in it to begin at."""
    for stretch in stretches(data):
        text = stretch.decode()
        if at < len(text):
            yield text, max(at, 0)
        at -= len(text)


class Source:
    """A file handed to the parser bit by bit, and no further once a text or comment in it has no end.

    A text of 60 MiB with an emoji would take five times as much.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0
        """Bytes that were read."""
        self.begun = 0
        """Bytes that were read when the last event was given."""
        self.last: Any = None
        """The event after which what has no end begins."""
        self.cut = False
        """Whether the rest was kept back."""

    def told(self, event: Any) -> None:
        """Take note that the parser gave an event."""
        if not self.cut:
            self.begun, self.last = self.at, event

    def read(self, size: int = 0, /) -> bytes:
        """The next bytes; none at the end."""
        self.cut = self.cut or self.at - self.begun > MAX_LINE
        part = b"" if self.cut else self._data[self.at : self.at + size]
        self.at += len(part)
        return part
