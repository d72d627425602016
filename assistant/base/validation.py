"""Check the tables of a file against the schema, and extract the valid values.

Invalid values are reported and omitted, so that one mistake does not hide another.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from assistant.base.decoding import CONTROL
from assistant.base.model import KINDS
from assistant.base.nearest import spelling_hint
from assistant.base.nodes import Items, Node, Table
from assistant.base.problems import ProblemReport, in_quotes
from assistant.base.schema import ENTRY, ID_PATTERN, PERCENT_PATTERN, Field, TableSchema, ValueType
from assistant.sanitize import safe_text

MAX_TEXT = 100_000
"""Longest text in characters."""

_ID = re.compile(ID_PATTERN[:-1] + r"\Z")
_PERCENT = re.compile(PERCENT_PATTERN[:-1] + r"\Z")


class Text(NamedTuple):
    """A text with its place."""

    value: str
    mark: int


class Texts:
    """The texts of a list with their places."""

    __slots__ = ("marks", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.marks = array("q")


class Values:
    """The valid values of a table, by type."""

    __slots__ = ("groups", "lists", "mark", "seen", "tables", "texts", "whole")

    def __init__(self, mark: int, whole: bool) -> None:
        self.mark = mark
        """Place where the table starts."""
        self.whole = whole
        """False if reading stopped inside the table."""
        self.seen: Collection[str] = ()
        """All keys, whether their values are valid or not."""
        self.texts: dict[str, Text] = {}
        self.lists: dict[str, Texts] = {}
        self.groups: dict[str, list[Texts]] = {}
        self.tables: dict[str, list[Values]] = {}

    def text(self, key: str) -> str:
        """Return the text of a key, empty if there is none."""
        found = self.texts.get(key)
        return found.value if found is not None else ""

    def list(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list of a key."""
        found = self.lists.get(key)
        return tuple(found.values) if found is not None else ()

    def items(self, key: str) -> Iterator[tuple[str, int]]:
        """Yield the texts of the list of a key, with their places."""
        found = self.lists.get(key)
        return zip(found.values, found.marks, strict=True) if found is not None else iter(())


class Checker:
    """Checks the tables of a file."""

    def __init__(self, path: str, report: ProblemReport) -> None:
        self._path = path
        self._report = report
        self._nothing = Values(0, whole=False)
        self._takers: dict[ValueType, Callable[[Field, Node, int, Values], None]] = {
            ValueType.TEXTS: self._take_texts,
            ValueType.GROUPS: self._take_groups,
            ValueType.TABLE: self._take_table,
            ValueType.TABLES: self._take_tables,
        }

    def check(self, table: Table, mark: int, schema: TableSchema) -> Values:
        """Check a table against its schema.

        Args:
            table: The table.
            mark: Place where it starts.
            schema: The keys it may have.

        Returns:
            The valid values.
        """
        if self._report.is_full():  # a hostile file could have millions of problems
            return self._nothing
        values = Values(mark, table.whole)
        values.seen = table.fields.keys()
        keys, marks = schema.keys, table.marks
        for at, (name, node) in enumerate(table.fields.items()):
            key = keys.get(name)
            if self._report.is_full():
                break
            if key is None:
                self._unknown_key(name, marks[2 * at], schema)
            else:
                take = self._takers.get(key.type, self._take_text)
                take(key, node, marks[2 * at + 1], values)
        if table.whole:
            self._missing_keys(table, values, schema)
        return values

    def _missing_keys(self, table: Table, values: Values, schema: TableSchema) -> None:
        names = [name for name in schema.required if name not in table.fields]
        if schema is ENTRY and "section" not in table.fields and values.text("kind") != "small_talk":
            names.append("section")
        for name in names:
            entry = table.fields.get("id")
            which = (
                f"{schema.name} {in_quotes(entry)}"
                if isinstance(entry, str) and entry
                else f"this {schema.name}"
            )
            remedy = f'Add the key "{name}". {schema.keys[name].about}'
            self._add(values.mark, "missing-key", f"{which} has no {name}", remedy)

    def _unknown_key(self, name: str, mark: int, schema: TableSchema) -> None:
        message = f"unknown key {in_quotes(name)} in {_article(schema.name)} {schema.name}"
        self._add(mark, "unknown-key", message, spelling_hint(name, schema.keys))

    def _text(self, name: str, node: Node, mark: int) -> str | None:
        """Check a text; return it without unsafe characters, or None if it is invalid.

        Args:
            name: Its name in messages.
            node: The value.
            mark: Its place.
        """
        if not isinstance(node, str):
            if not node.whole:  # the unclosed bracket is already reported
                return None
            found = "a list" if isinstance(node, Items) else "a table of keys"
            remedy = (
                "Put the text in quotes if it contains a colon or brackets; otherwise write a single text."
            )
            self._add(mark, "wrong-type", f"{name} should be a text, but is {found}", remedy)
            return None
        if len(node) > MAX_TEXT:
            message = f"{name} is longer than {MAX_TEXT:,} characters"
            self._add(mark, "too-long", message, "Shorten it, or look for a quote that is closed too late.")
            return None
        safe = safe_text(node)
        if safe is not node and CONTROL.search(node):
            message, remedy = f"{name} contains an escaped control character", "Delete it."
            self._add(mark, "control-character", message, remedy)
        if not safe or safe.isspace():
            remedy = "Write a text, in quotes if it begins with #, or delete the key."
            self._add(mark, "empty-text", f"{name} is empty", remedy)
            return None
        return safe

    def _take_text(self, key: Field, node: Node, mark: int, values: Values) -> None:
        text = self._text(key.name, node, mark)
        if text is None:
            return
        if key.type is ValueType.ID and not _ID.match(text):
            message = f"the id {in_quotes(text)} contains characters other than a-z, 0-9, ., _ and -"
            self._add(mark, "bad-id", message, f'Write for example "{_valid_id(text)}".')
        elif key.type is ValueType.KIND and text not in KINDS:
            self._add(
                mark, "bad-kind", f"{in_quotes(text)} is not a kind of entry", spelling_hint(text, KINDS)
            )
        elif key.type is ValueType.PERCENT and not _PERCENT.match(text):
            message = f"{key.name} should be a number from 0 to 100, but is {in_quotes(text)}"
            self._add(
                mark, "bad-number", message, "Write a number from 0 to 100, such as 60, or delete the key."
            )
            return
        values.texts[key.name] = Text(text, mark)

    def _items(self, name: str, node: Node, mark: int, example: str) -> Iterable[tuple[Node, int]]:
        """Return the items of a list, none if it is not a list; ``example`` is an item to show in the message."""
        if isinstance(node, Items):
            return zip(node.values, node.marks, strict=True)
        if node == "":
            self._add(mark, "empty-text", f"{name} is empty", "Write its items, or delete the key.")
        else:
            found = "a single text" if isinstance(node, str) else "a table of keys"
            remedy = f"Write each item on its own line, after a dash: - {example}."
            self._add(mark, "wrong-type", f"{name} should be a list, but is {found}", remedy)
        return []

    def _texts(self, name: str, node: Node, mark: int) -> Texts:
        """Return the texts of a list."""
        found = Texts()
        for item, at in self._items(name, node, mark, "text"):
            text = self._text(f"an item of {name}", item, at)
            if text is not None:
                found.values.append(text)
                found.marks.append(at)
        return found

    def _take_texts(self, key: Field, node: Node, mark: int, values: Values) -> None:
        values.lists[key.name] = self._texts(key.name, node, mark)

    def _take_groups(self, key: Field, node: Node, mark: int, values: Values) -> None:
        name = f"an item of {key.name}"
        items = self._items(key.name, node, mark, "[word, word]")
        values.groups[key.name] = [self._texts(name, item, at) for item, at in items]

    def _inner(self, key: Field, node: Node, mark: int, name: str) -> Values | None:
        """Return the values of a nested table; ``name`` is its name in messages."""
        if isinstance(node, Table) and key.inner is not None:
            return self.check(node, mark, key.inner)
        found = "a list" if isinstance(node, Items) else "a text"
        keys = ", ".join(key.inner.keys) if key.inner is not None else ""
        message = f"{name} should be a table of keys, but is {found}"
        self._add(
            mark, "wrong-type", message, f"Write each key on its own line, as key: text. Known keys: {keys}."
        )
        return None

    def _take_table(self, key: Field, node: Node, mark: int, values: Values) -> None:
        inner = self._inner(key, node, mark, key.name)
        values.tables[key.name] = [inner] if inner is not None else []

    def _take_tables(self, key: Field, node: Node, mark: int, values: Values) -> None:
        items = self._items(key.name, node, mark, "id: …")
        inner = (self._inner(key, item, at, f"an item of {key.name}") for item, at in items)
        if isinstance(node, Items):  # otherwise the wrong type is reported, and not that there are no items
            values.tables[key.name] = [found for found in inner if found is not None]

    def _add(self, mark: int, rule: str, message: str, remedy: str) -> None:
        self._report.add(self._path, mark, rule, message, remedy)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _valid_id(text: str) -> str:
    """Return a valid id that resembles the text."""
    return re.sub("[^a-z0-9._]+", "-", text.lower()[:40]).strip("-") or "some-id"
