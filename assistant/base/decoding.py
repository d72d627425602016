"""Check that a file is UTF-8 text, and locate invalid bytes and characters.

A file is decoded in chunks of lines: a single emoji makes a Python string take four bytes for every character.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.base.problems import ProblemReport, pack_mark

MAX_SHOWN = 20
"""Number of control characters or invalid bytes above which a file counts as binary."""
MAX_LINE = 4 * 2**20
"""Longest line, text or comment in bytes."""
MAX_LINES = 4_000_000
"""Most lines of a file; the largest allowed base needs half as many."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufeff]")
"""Characters that YAML does not allow, and byte-order marks inside the text."""

YAML_ONLY_BREAKS = "\x85\u2028\u2029"
"""Characters that YAML counts as line breaks, but editors do not."""

_CHUNK = 2**20
LINE_BREAK = re.compile("\r\n|\r|\n")
"""Line breaks as editors count them. ``str.splitlines`` also splits at U+2028, form feeds and others."""
_BOM_BYTES = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def checked_utf8(data: bytes, name: str, report: ProblemReport) -> bytes | None:
    """Return the contents as UTF-8 without byte-order mark or control characters.

    Invalid bytes and characters are reported and replaced, so that the rest of the file can still be checked.

    Args:
        data: The contents of a file.
        name: The file as messages show it.
        report: Collects the problems.

    Returns:
        The valid contents; None if the file is not text, or has too many or too long lines.
    """
    body = data.removeprefix(_BOM_BYTES)
    at, line, replaced, controls = len(data) - len(body), 0, 0, 0
    for chunk in line_chunks(body):
        if len(chunk) > _CHUNK + MAX_LINE:
            line += line_breaks(chunk[: chunk.rfind(b"\n", 0, -1) + 1])
            report_long_line(name, pack_mark(line + 1, 1), report)
            return None
        if line > MAX_LINES:
            message = f"the file has more than {MAX_LINES:,} lines"
            report.add(
                name, pack_mark(MAX_LINES + 1, 1), "too-large", message, "Split it into several files."
            )
            return None
        try:
            text = chunk.decode()
        except UnicodeDecodeError as error:
            if not replaced:
                before = chunk[: error.start].decode()
                _report_byte(data, at + error.start, name, _mark(line, before), report)
            text = "" if data.startswith(_UTF16) else chunk.decode(errors="replace")
            replaced += text.count("\ufffd")
            if not text or replaced > MAX_SHOWN:
                return None
        for match in CONTROL.finditer(text):
            if controls == MAX_SHOWN:
                return None
            controls += 1
            message = f"control character U+{ord(match.group()):04X}"
            mark = _mark(line, text[: match.start()])
            report.add(name, mark, "control-character", message, "Delete it.")
        at += len(chunk)
        line += line_breaks(chunk)
    return _repaired(body) if replaced or controls else body


def report_long_line(name: str, mark: int, report: ProblemReport) -> None:
    """Report a line, text or comment that is too long."""
    message = f"a line, text or comment is longer than {MAX_LINE // 2**20} MiB"
    report.add(name, mark, "too-large", message, "Check that this is a question base.")


def _report_byte(data: bytes, at: int, name: str, mark: int, report: ProblemReport) -> None:
    """Report the first byte that is not UTF-8."""
    what = "UTF-16, not UTF-8" if data.startswith(_UTF16) else "not UTF-8"
    message = f"the file is {what}: byte {at + 1} is 0x{data[at]:02x}"
    report.add(name, mark, "not-utf-8", message, "Save the file as UTF-8.")


def _repaired(data: bytes) -> bytes:
    """Return the contents with invalid bytes and characters replaced by U+FFFD."""
    texts = (chunk.decode(errors="replace") for chunk in line_chunks(data))
    return b"".join(CONTROL.sub("\ufffd", text).encode() for text in texts)


def line_chunks(data: bytes) -> Iterator[bytes]:
    """Yield chunks of whole lines, of about 1 MiB each; a chunk is larger only if a line is."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _CHUNK) + 1 or len(data)
        yield data[at:end]
        at = end


def split_lines(text: str) -> list[str]:
    """Split a text into lines as editors count them."""
    lines = LINE_BREAK.split(text)
    return lines if lines[-1] else lines[:-1]


def line_breaks(data: bytes) -> int:
    """Count line breaks as editors do."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _mark(line: int, before: str) -> int:
    """Return the mark at the end of ``before``, a text that starts after ``line`` lines."""
    starts = line_starts_of(before)
    return pack_mark(line + len(starts), len(before) - starts[-1] + 1)


def line_starts_of(text: str) -> list[int]:
    """Return the index of each line start in a text, as editors count lines."""
    return [0, *(match.end() for match in LINE_BREAK.finditer(text))]


def line_starts(data: bytes) -> array[int] | None:
    """Return the index of each line start, as editors count lines; None if YAML counts them the same way."""
    if not any(character.encode() in data for character in YAML_ONLY_BREAKS):
        return None
    starts, at = array("I", [0]), 0
    for chunk in line_chunks(data):
        text = chunk.decode()
        starts.extend(at + start for start in line_starts_of(text)[1:])
        at += len(text)
    return starts


def mark_at(starts: Sequence[int], at: int) -> int:
    """Return the mark of the character at an index, given the index of each line start."""
    line = bisect_right(starts, at)
    return pack_mark(line, at - starts[line - 1] + 1)


def text_from(data: bytes, at: int) -> Iterator[tuple[str, int]]:
    """Yield the text from a character on in chunks, each with the index in it to start at."""
    for chunk in line_chunks(data):
        text = chunk.decode()
        if at < len(text):
            yield text, max(at, 0)
        at -= len(text)


class LimitedReader:
    """Feeds a file to the parser, but stops in a text or comment that is too long.

    Without a limit, a text of 60 MiB with an emoji would take 300 MiB of memory.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0
        """Number of bytes read."""
        self.at_event = 0
        """Number of bytes read when the parser returned the last event."""
        self.last: Any = None
        """The last event."""
        self.cut = False
        """Whether the rest of the file was withheld from the parser."""

    def note_event(self, event: Any) -> None:
        """Record that the parser returned an event."""
        if not self.cut:
            self.at_event, self.last = self.at, event

    def read(self, size: int = 0, /) -> bytes:
        """Return the next bytes; none at the end."""
        self.cut = self.cut or self.at - self.at_event > MAX_LINE
        part = b"" if self.cut else self._data[self.at : self.at + size]
        self.at += len(part)
        return part
