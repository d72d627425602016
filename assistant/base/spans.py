"""The text ranges of an entry and its parts in a file, for editing.

Of a hundred thousand entries, only the wanted one and the last one are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.base.reader import YamlEvent, yaml_events


class Span:
    """A text, list or table with its range in the file."""

    __slots__ = ("end", "kind", "parts", "start", "style", "value")

    def __init__(self, piece: YamlEvent) -> None:
        self.kind, self.start, self.end, self.style, self.value = piece
        self.parts: list[Span] = []
        """Items of a list; alternating keys and values of a table."""

    @property
    def is_flow(self) -> bool:
        """Whether it is a list in brackets or a table in braces."""
        return self.style == "flow"

    def get(self, key: str) -> Span | None:
        """Return the value of a key."""
        pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
        return next((value for name, value in pairs if name.value == key), None)

    def key(self, key: str) -> Span | None:
        """Return the span of a key itself."""
        return next((name for name in self.parts[::2] if name.value == key), None)

    def last_text(self) -> Span:
        """Return the last text in a block; the span itself if it has no parts or is in brackets."""
        return self if self.is_flow or not self.parts else self.parts[-1].last_text()


class Layout:
    """The layout of a file around an entry."""

    def __init__(self, data: bytes, id: str) -> None:
        """Find an entry in a valid file."""
        self.entries: Span | None = None
        """The list of entries; ``parts`` has only the last one."""
        self.entry: Span | None = None
        """The wanted entry; None if it is not written out in this file."""
        stream = yaml_events(data)
        self.root = Span(next(stream))
        """The whole file, with only the last entry."""
        self._read_root(self.root, stream, id)

    def _read_root(self, root: Span, stream: Iterator[YamlEvent], id: str) -> None:
        while (piece := next(stream)).kind != "end":
            keys = root.parts
            is_value = len(keys) % 2 == 1
            if is_value and keys[-1].value == "entries" and piece.kind == "list":
                self.entries = self._read_entries(piece, stream, id)
                keys.append(self.entries)
            else:
                keys.append(_complete(piece, stream))

    def _read_entries(self, first: YamlEvent, stream: Iterator[YamlEvent], id: str) -> Span:
        entries = Span(first)
        while (piece := next(stream)).kind != "end":
            entry = _complete(piece, stream)
            entries.parts = [entry]
            name = entry.get("id")
            if name is not None and name.value == id:
                self.entry = entry
        return entries


def _complete(piece: YamlEvent, stream: Iterator[YamlEvent]) -> Span:
    """Read a span with all its parts; the reader has limited the depth."""
    span = Span(piece)
    if piece.kind in ("list", "table"):
        while (inner := next(stream)).kind != "end":
            span.parts.append(_complete(inner, stream))
        # the parser reports the end of a block where the next node starts
        span.end = inner.end if span.is_flow else span.parts[-1].end
    return span
