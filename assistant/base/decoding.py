"""Making sure that bytes are text: UTF-8, or a message that says which byte on which line is not."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice

from assistant.base.problems import Report, packed

MAX_SHOWN = 20
"""Control characters, or bytes that are not UTF-8, after which a file is taken for binary and not read on."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufeff]")
"""What may not stand in YAML, and a byte-order mark in the middle."""

ODD_BREAKS = ("\x85".encode(), "\u2028".encode(), "\u2029".encode())
"""Characters that YAML counts as line breaks and editors do not."""

_LINE_BREAK = re.compile("\r\n|\r|\n")
_BOM = "\ufeff"
_BOM_BYTES = _BOM.encode()
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
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        _report_byte(data, error.start, name, report)
        text = "" if data.startswith(_UTF16) else data.decode(errors="replace")
        if not text or text.count("\ufffd") > MAX_SHOWN:
            return None
        data = text.encode()
    if data.startswith(_BOM_BYTES):
        data, text = data[len(_BOM_BYTES) :], text[1:]
    return _without_controls(data, text, name, report)


def _report_byte(data: bytes, at: int, name: str, report: Report) -> None:
    """Say which byte is not UTF-8, and where."""
    before = data[:at].decode().removeprefix(_BOM)
    what = "UTF-16, not UTF-8" if data.startswith(_UTF16) else "not UTF-8"
    message = f"the file is {what}: byte 0x{data[at]:02x} is number {at + 1} of the file"
    mark = mark_at(line_starts(before), len(before))
    report.add(name, mark, "not-utf-8", message, "Save the file as UTF-8.")


def _without_controls(data: bytes, text: str, name: str, report: Report) -> bytes | None:
    """The bytes, with control characters reported and replaced by one that YAML can read."""
    found = [match.start() for match in islice(CONTROL.finditer(text), MAX_SHOWN + 1)]
    if not found:
        return data
    starts = line_starts(text[: found[-1]])
    for at in found[:MAX_SHOWN]:
        message = f"there is a control character (U+{ord(text[at]):04X})"
        report.add(name, mark_at(starts, at), "control-character", message, "Delete it.")
    return CONTROL.sub("\ufffd", text).encode() if len(found) <= MAX_SHOWN else None


def line_starts(text: str) -> list[int]:
    """Where each line begins, as editors count lines."""
    return [0, *(match.end() for match in _LINE_BREAK.finditer(text))]


def mark_at(starts: list[int], at: int) -> int:
    """The packed line and column of a character, given where the lines begin."""
    line = bisect_right(starts, at)
    return packed(line, at - starts[line - 1] + 1)
