"""Locate an entry and its parts in the text of a file, for editing.

A base may have a hundred thousand entries, so only the wanted one and the last one are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.base.reader import YamlEvent, yaml_events


class Span:
    """A text, alias, list or table with its range in the file."""

    __slots__ = ("end", "kind", "parts", "start", "style", "value")

    def __init__(self, event: YamlEvent) -> None:
        self.kind, self.start, self.end, self.style, self.value = event
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
    """The positions of an entry and of the list of entries in a file."""

    def __init__(self, data: bytes, id: str) -> None:
        """Find an entry in a valid file."""
        self.entries: Span | None = None
        """The list of entries; ``parts`` has only the last one. None if the file has no such list."""
        self.entry: Span | None = None
        """The wanted entry; None if the file does not spell it out, for example because it is an alias."""
        stream = yaml_events(data)
        self.root = Span(next(stream))
        """The table of the whole file; its list of entries has only the last one."""
        self._read_root(self.root, stream, id)

    def _read_root(self, root: Span, stream: Iterator[YamlEvent], id: str) -> None:
        while (event := next(stream)).kind != "end":
            keys = root.parts
            is_value = len(keys) % 2 == 1
            if is_value and keys[-1].value == "entries" and event.kind == "list":
                self.entries = self._read_entries(event, stream, id)
                keys.append(self.entries)
            else:
                keys.append(_read_span(event, stream))

    def _read_entries(self, first: YamlEvent, stream: Iterator[YamlEvent], id: str) -> Span:
        entries = Span(first)
        while (event := next(stream)).kind != "end":
            entry = _read_span(event, stream)
            entries.parts = [entry]
            name = entry.get("id")
            if name is not None and name.value == id:
                self.entry = entry
        return entries


def read_spans(data: bytes) -> Span:
    """Return the table of a valid file with all its parts."""
    stream = yaml_events(data)
    return _read_span(next(stream), stream)


def _read_span(event: YamlEvent, stream: Iterator[YamlEvent]) -> Span:
    """Read a span with all its parts. Recursion is safe: the file has been checked for deep nesting."""
    span = Span(event)
    if event.kind in ("list", "table"):
        while (inner := next(stream)).kind != "end":
            span.parts.append(_read_span(inner, stream))
        # the parser reports the end of a block where the next node starts
        span.end = inner.end if span.is_flow else span.parts[-1].end
    return span
