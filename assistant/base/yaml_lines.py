"""Read YAML line by line, as far as the parser does not get: keys, list items, values and their columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from assistant.base.schema import BASE, Field, TableSchema, ValueType

MAX_LIST = 5000
"""Most lines of a list that are searched for its key, or for tabs."""
MAX_ABOVE = 100
"""Most lines above an error that are searched for the columns of its neighbors."""

BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2}(?:[ \t]+#.*)?\Z")
"""A value that is a text block on the lines below."""

_LINE = re.compile(r"""([ \t]*)((?:-[ \t]+)*)(?:(["']?)([A-Za-z_][\w.-]*)\3[ ]*:(?:[ \t]+|\Z))?(.*)\Z""")


def _fields(schema: TableSchema) -> Iterator[Field]:
    for field in schema.keys.values():
        yield field
        if field.inner is not None:
            yield from _fields(field.inner)


TYPES = {field.name: field.type for field in _fields(BASE)}
"""The type of each key of a base."""
KEY = "|".join(sorted(TYPES, key=len, reverse=True))
"""Pattern of a key of a base."""
KEY_LINE = re.compile(rf"[ \t]*(?:-[ \t]+)*(?:{KEY})[ ]*:(?:[ \t]|\Z)")
"""The beginning of a line with a key of a base."""


class Line(NamedTuple):
    """The parts of a line."""

    indent: int
    dash: int
    """Column of the last dash, or -1."""
    key: str
    column: int
    """Column of what follows the dashes."""
    value: str
    value_column: int

    @property
    def is_text(self) -> bool:
        """Whether the line has neither a key nor a dash."""
        return not self.key and self.dash < 0


class Value(NamedTuple):
    """The value of a key or list item over all its lines, joined by spaces."""

    text: str
    starts: list[tuple[int, int, int]]
    """Index in the text, line and column of each part."""
    end: int
    """Line after the last."""

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of a character."""
        start, line, column = self.starts[bisect_right(self.starts, index, key=lambda part: part[0]) - 1]
        return line, column + index - start


class YamlLines:
    """The lines of a file that the parser cannot read. Lines and columns count from 0."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def parts(self, at: int) -> Line:
        """Return the parts of a line."""
        match = _LINE.match(self.texts[at])
        assert match is not None  # it matches every line
        indent, dashes, _, key, value = match.groups(default="")
        column = match.end(2)
        dash = match.start(2) + dashes.rfind("-") if dashes else -1
        if dashes and key and key not in TYPES and self.list_type(at, dash) is not ValueType.TABLES:
            return Line(len(indent), dash, "", column, self.texts[at][column:].rstrip(), column)
        return Line(len(indent), dash, key, column, value.rstrip(), match.start(5))

    def is_blank(self, at: int) -> bool:
        """Return whether a line has nothing but space."""
        return not self.texts[at].strip()

    def list_key(self, at: int, dash: int) -> str:
        """Return the key of the list that has an item in a line, or nothing."""
        for line in range(at - 1, max(at - MAX_LIST, 0) - 1, -1):
            match = _LINE.match(self.texts[line])
            if match is not None and match[4] and not match[5].strip() and match.end(2) <= dash:
                return match[4]
        return ""

    def list_type(self, at: int, dash: int) -> ValueType:
        """Return the type of the list that has an item in a line."""
        return TYPES.get(self.list_key(at, dash), ValueType.TEXTS)

    def value(self, at: int, part: Line) -> Value:
        """Return the value that starts in a line, up to the next key or item."""
        left = part.column if part.key else part.dash if part.dash >= 0 else part.indent - 1
        block = BLOCK_HEADER.match(part.value)
        text, starts, end = part.value, [(0, at, part.value_column)], at + 1
        while end < len(self.texts):
            line = self.texts[end]
            bare = line.strip()
            indent = len(line) - len(line.lstrip(" "))
            if bare and (indent <= left or (not block and KEY_LINE.match(line))):
                break
            if bare and not block:
                starts.append((len(text) + 1, end, indent))
                text += " " + bare
            end += 1
        while end > at + 1 and self.is_blank(end - 1):
            end -= 1
        return Value(text, starts, end)

    def sibling(self, at: int, indent: int) -> Line | None:
        """Return the nearest line above that is not indented more."""
        for line in range(at - 1, max(at - MAX_LIST, 0) - 1, -1):
            if not self.is_blank(line):
                part = self.parts(line)
                if part.indent <= indent:
                    return part
        return None

    def end_of_item(self, start: int) -> int:
        """Return the line after an item."""
        indent = self.parts(start).indent
        end = start + 1
        while end < len(self.texts) and (self.is_blank(end) or self.parts(end).indent > indent):
            end += 1
        return end

    def columns_above(self, at: int, *, dashes: bool) -> list[int]:
        """Return the columns of the keys or dashes above a line, the nearest column first."""
        columns: set[int] = set()
        for line in range(at - 1, max(at - MAX_ABOVE, -1), -1):
            if KEY_LINE.match(self.texts[line]) or self.texts[line].lstrip(" ").startswith("- "):
                part = self.parts(line)
                column = part.dash if dashes else part.column if part.key else -1
                if column >= 0:
                    columns.add(column)
        own = self.parts(at).indent
        return sorted(columns, key=lambda column: (abs(column - own), -column))
