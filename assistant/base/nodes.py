"""What a file of a base holds before anybody asks whether it makes sense: texts, lists, tables, places.

Texts are plain strings; their places lie beside them in flat arrays. A large base has half a million texts,
and an object for each with its line and column would cost more than the texts themselves.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple


class Items:
    """A YAML list; ``marks[i]`` is where ``values[i]`` stands."""

    __slots__ = ("marks", "values", "whole")

    def __init__(self) -> None:
        self.values: list[Node] = []
        self.marks = array("q")
        self.whole = True
        """False when the file breaks off inside."""


class Table:
    """A YAML mapping; ``marks`` holds the places of key and value in turn, in the order of ``fields``."""

    __slots__ = ("fields", "marks", "whole")

    def __init__(self) -> None:
        self.fields: dict[str, Node] = {}
        self.marks = array("q")
        self.whole = True
        """False when the file breaks off inside, so that what seems to be missing may only be unread."""

    def key_mark(self, key: str) -> int:
        """Where a key stands."""
        return self.marks[2 * list(self.fields).index(key)]


Node = str | Items | Table


class Document(NamedTuple):
    """What one file holds."""

    path: str
    """The file as messages name it."""
    root: Node | None
    """The contents, as far as they could be read; None when there are none."""
    mark: int
    """Where they begin."""
    whole: bool = True
    """Whether the file was read to its end."""
    unread_ids: frozenset[str] = frozenset()
    """What looks like an id after the place where reading ended: references to it are not called wrong."""


def plain(node: Node) -> object:
    """The node as ordinary lists, dicts and strings, for a schema validator or a test."""
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.fields.items()}
    if isinstance(node, Items):
        return [plain(value) for value in node.values]
    return node
