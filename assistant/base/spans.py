"""Where an entry and its parts begin and end in a file's text, so that something can be put between them.

Only what an edit needs is kept: of a hundred thousand entries, the one looked for and the last one.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.base.reader import Piece, pieces


class Span:
    """A text, list or table and the stretch of the file it takes up."""

    __slots__ = ("end", "kind", "parts", "start", "style", "value")

    def __init__(self, piece: Piece) -> None:
        self.kind, self.start, self.end, self.style, self.value = piece
        self.parts: list[Span] = []
        """Items of a list; keys and values of a table in turn."""

    @property
    def is_flow(self) -> bool:
        """Whether it is a list in brackets or a table in braces."""
        return self.style == "flow"

    def get(self, key: str) -> Span | None:
        """The value behind a key of a table."""
        pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
        return next((value for name, value in pairs if name.value == key), None)

    def key(self, key: str) -> Span | None:
        """A key of a table."""
        return next((name for name in self.parts[::2] if name.value == key), None)

    def last_text(self) -> Span:
        """The last thing written in it: itself, unless it is a block of several lines with parts."""
        return self if self.is_flow or not self.parts else self.parts[-1].last_text()


class Layout:
    """How a file is laid out around one entry."""

    def __init__(self, data: bytes, id: str) -> None:
        """Find the entry with an id in the contents of a file that has been read without problems."""
        self.entries: Span | None = None
        """The list of entries, of which ``parts`` keeps only the last."""
        self.entry: Span | None = None
        """The entry looked for, when it is written out in this file."""
        stream = pieces(data)
        self.root = Span(next(stream))
        """The whole file; of its entries only the last."""
        self._read_root(self.root, stream, id)

    def _read_root(self, root: Span, stream: Iterator[Piece], id: str) -> None:
        while (piece := next(stream)).kind != "end":
            keys = root.parts
            is_value = len(keys) % 2 == 1
            if is_value and keys[-1].value == "entries" and piece.kind == "list":
                self.entries = self._read_entries(piece, stream, id)
                keys.append(self.entries)
            else:
                keys.append(_whole(piece, stream))

    def _read_entries(self, first: Piece, stream: Iterator[Piece], id: str) -> Span:
        entries = Span(first)
        while (piece := next(stream)).kind != "end":
            entry = _whole(piece, stream)
            entries.parts = [entry]
            name = entry.get("id")
            if name is not None and name.value == id:
                self.entry = entry
        return entries


def _whole(piece: Piece, stream: Iterator[Piece]) -> Span:
    """A span with all its parts, taken from the stream; the reader lets no deep nesting through."""
    span = Span(piece)
    if piece.kind in ("list", "table"):
        while (inner := next(stream)).kind != "end":
            span.parts.append(_whole(inner, stream))
        # The end of a block is only noticed where the next thing begins.
        span.end = inner.end if span.is_flow else span.parts[-1].end
    return span
