"""The unchecked contents of a YAML file: texts, lists and tables with their places.

Texts are plain strings, with their places in parallel arrays: a large base has half a million texts, and an object for
each place would take more memory than the text itself.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple


class Items:
    """A YAML list; ``marks[i]`` is the place of ``values[i]``."""

    __slots__ = ("marks", "values", "whole")

    def __init__(self) -> None:
        self.values: list[Node] = []
        self.marks = array("q")
        self.whole = True
        """False if reading stopped inside the list."""


class Table:
    """A YAML mapping; ``marks`` alternates the places of keys and values, in the order of ``fields``."""

    __slots__ = ("fields", "marks", "whole")

    def __init__(self) -> None:
        self.fields: dict[str, Node] = {}
        self.marks = array("q")
        self.whole = True
        """False if reading stopped inside the table, so that missing keys may be in the unread part."""

    def key_mark(self, key: str) -> int:
        """Return the place of a key."""
        return self.marks[2 * list(self.fields).index(key)]


Node = str | Items | Table


class Document(NamedTuple):
    """The contents of a file."""

    path: str
    """The file as messages show it."""
    root: Node | None
    """The contents, as far as they could be read; None if there are none."""
    mark: int
    """Place where the contents start."""
    whole: bool = True
    """Whether the file was read to its end."""
    unread_ids: frozenset[str] = frozenset()
    """Everything in the unread rest that looks like an id; references to these ids are not reported."""


def plain(node: Node) -> object:
    """Return the node as plain lists, dicts and strings."""
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.fields.items()}
    if isinstance(node, Items):
        return [plain(value) for value in node.values]
    return node
