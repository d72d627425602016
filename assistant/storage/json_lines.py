"""Records kept in a file, one JSON object a line, so that nothing can tear them or lose them.

An append is one ``write`` on an ``O_APPEND`` descriptor under a lock. A file that has grown too large is cut
down, oldest lines first, into a new file that takes the old one's name in one step; whoever waited for the
lock meanwhile finds the name on another file and opens again. A line that a crash left half written is closed
with a line break by the next append. Files are for their owner alone, and no link is followed.

Whatever goes wrong, the program goes on without, and says so once. Only light modules are imported: a
one-shot answer that finds nothing passes through here.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from assistant.sanitize import safe_line
from assistant.storage.private_files import (
    REOPENINGS,
    content,
    is_current,
    locked,
    open_for_adding,
    read_all,
    replace,
)

Notice = Callable[[str], None]

OVERGROWN = 4
"""A file that cannot be cut down is added to until it is so many times its limit."""


def quiet(message: str) -> None:
    """Tell nobody."""


def now() -> str:
    """The time in UTC, to the second, as ISO 8601 has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Line(NamedTuple):
    """One record with its number."""

    number: int
    """Of the line, from 1; it stays the same when older lines are dropped."""
    value: dict[str, Any]


class Log:
    """A file of records that is added to.

    Attributes:
        path: The file; ``None`` to keep nothing.
        first: Whether the last append that succeeded was the first to the file.
    """

    def __init__(self, path: Path | None, what: str, notice: Notice = quiet, limit: int = 4 * 2**20) -> None:
        """Nothing is opened yet.

        Args:
            path: The file; ``None`` to keep nothing.
            what: The file's name in messages, such as "the inbox".
            notice: Called with one line when something goes wrong, at most once.
            limit: Size in bytes above which the oldest lines are dropped, down to half of it.
        """
        self.path = path
        self.first = False
        self._what = what
        self._notice = notice
        self._told = False
        self._limit = limit

    def append(self, *values: Mapping[str, Any]) -> bool:
        """Add records in one step.

        Returns:
            Whether they are kept.
        """
        if self.path is None or not values:
            return False
        # A lone surrogate cannot be encoded; backslashreplace makes it the escape that JSON has for it.
        texts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
        data = b"".join(text.encode("utf-8", "backslashreplace") + b"\n" for text in texts)
        try:
            self.first = self._add(self.path, data)
        except (OSError, ValueError) as error:  # ValueError: a path that no system takes
            self.tell(f"cannot be kept in {self.path}: {_reason(error)}")
            return False
        return True

    def lines(self) -> list[Line]:
        """The records, oldest first; damaged lines are passed over and stay in the file."""
        if self.path is None:
            return []
        try:
            raw = content(self.path, OVERGROWN * self._limit)
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            self.tell(f"cannot be read from {self.path}: {_reason(error)}")
            return []
        dropped, parts = _numbered(raw)
        values = [(number, _record(part)) for number, part in enumerate(parts, dropped + 1) if part.strip()]
        damaged = sum(value is None for _, value in values)
        if damaged:
            some = "a damaged line" if damaged == 1 else f"{damaged} damaged lines"
            self.tell(f"has {some}, passed over, in {self.path}")
        return [Line(number, value) for number, value in values if value is not None]

    def tell(self, words: str) -> None:
        """Say what is wrong with the file, the first time."""
        if not self._told:
            self._told = True
            self._notice(safe_line(f"{self._what} {words}", 600))

    def _add(self, path: Path, data: bytes) -> bool:
        """Add bytes to the file that has the name once the lock is held.

        Returns:
            Whether the file was empty before.
        """
        if len(data) > self._limit // 2:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        for _ in range(REOPENINGS):
            descriptor = open_for_adding(path)
            try:
                alone = locked(descriptor)
                if not alone or is_current(path, descriptor):
                    return self._put(path, descriptor, data, alone)
            finally:
                os.close(descriptor)
        raise TimeoutError(errno.EBUSY, os.strerror(errno.EBUSY))

    def _put(self, path: Path, descriptor: int, data: bytes, alone: bool) -> bool:
        """Write to the open file, or put a shorter one in its place.

        Returns:
            Whether the file was empty before.
        """
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size and _last_byte(descriptor) != b"\n":
            data = b"\n" + data
        if alone and size + len(data) > self._limit:
            try:
                replace(path, _newest(read_all(descriptor), self._limit // 2 - len(data)) + data)
                return False
            except OSError:
                pass  # there may be room for a line where there is none for another file
        if size + len(data) > OVERGROWN * self._limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        written = os.write(descriptor, data)
        if written < len(data):
            if alone:
                os.ftruncate(descriptor, size)  # nobody has written since: half a record helps nobody
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return size == 0


def _last_byte(descriptor: int) -> bytes:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1)


def _numbered(raw: bytes) -> tuple[int, list[bytes]]:
    """The lines of a file, and how many older ones were dropped from it."""
    lines = raw.split(b"\n")
    first = _record(lines[0])
    dropped = first.get("dropped") if first is not None and len(first) == 1 else None
    if isinstance(dropped, int) and 0 <= dropped < 2**53:
        return dropped, lines[1:]
    return 0, lines


def _newest(raw: bytes, room: int) -> bytes:
    """The newest whole lines that fit into ``room`` bytes, after a line that says how many were dropped.

    Args:
        raw: What the file holds: more than ``room`` bytes.
        room: Bytes; none or less leaves no line.
    """
    dropped, lines = _numbered(raw)
    heads = raw.count(b"\n") + 1 - len(lines)
    if not raw.endswith(b"\n"):
        raw += b"\n"  # a torn line goes on as a line of its own
    cut = raw.index(b"\n", len(raw) - max(room, 1)) + 1
    head = json.dumps({"dropped": dropped + raw.count(b"\n", 0, cut) - heads})
    return head.encode() + b"\n" + raw[cut:]


def _record(line: bytes) -> dict[str, Any] | None:
    """The object a line holds; ``None`` when it is damaged."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
