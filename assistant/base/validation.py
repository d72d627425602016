"""Checks a table of a file against the keys it may have, and takes the values out.

What is wrong is reported and left out; what is right is passed on, so that one mistake hides no other.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from assistant.base.decoding import CONTROL
from assistant.base.model import KINDS
from assistant.base.nearest import meant
from assistant.base.nodes import Items, Node, Table
from assistant.base.problems import Report, cited
from assistant.base.schema import ENTRY, ID_PATTERN, PERCENT_PATTERN, Form, Key, Shape
from assistant.sanitize import safe_text

MAX_TEXT = 100_000
"""Longest single text, in characters: a small book."""

_ID = re.compile(ID_PATTERN[:-1] + r"\Z")
_PERCENT = re.compile(PERCENT_PATTERN[:-1] + r"\Z")


class Text(NamedTuple):
    """A text and where it stands."""

    value: str
    mark: int


class Texts:
    """The texts of a list, and where each stands."""

    __slots__ = ("marks", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.marks = array("q")


class Values:
    """What a table holds, as far as it is right: by the form of the key."""

    __slots__ = ("groups", "lists", "mark", "seen", "tables", "texts", "whole")

    def __init__(self, mark: int, whole: bool) -> None:
        self.mark = mark
        """Where the table begins."""
        self.whole = whole
        """False when the file breaks off inside."""
        self.seen: Collection[str] = ()
        """Keys that are there, be their values right or not."""
        self.texts: dict[str, Text] = {}
        self.lists: dict[str, Texts] = {}
        self.groups: dict[str, list[Texts]] = {}
        self.tables: dict[str, list[Values]] = {}

    def text(self, key: str) -> str:
        """The text behind a key, or nothing."""
        found = self.texts.get(key)
        return found.value if found is not None else ""

    def list(self, key: str) -> tuple[str, ...]:
        """The texts of the list behind a key."""
        found = self.lists.get(key)
        return tuple(found.values) if found is not None else ()

    def items(self, key: str) -> Iterator[tuple[str, int]]:
        """The texts of the list behind a key, each with its place."""
        found = self.lists.get(key)
        return zip(found.values, found.marks, strict=True) if found is not None else iter(())


class Checker:
    """Checks the tables of one file."""

    def __init__(self, path: str, report: Report) -> None:
        self._path = path
        self._report = report
        self._nothing = Values(0, whole=False)
        self._takers: dict[Form, Callable[[Key, Node, int, Values], None]] = {
            Form.TEXT: self._take_text,
            Form.ID: self._take_id,
            Form.KIND: self._take_kind,
            Form.PERCENT: self._take_percent,
            Form.TEXTS: self._take_texts,
            Form.GROUPS: self._take_groups,
            Form.TABLE: self._take_table,
            Form.TABLES: self._take_tables,
        }

    def check(self, table: Table, mark: int, shape: Shape) -> Values:
        """Check one table against the keys it may have.

        Args:
            table: The table.
            mark: Where it begins.
            shape: The keys it may have.

        Returns:
            The values that are right.
        """
        if (
            self._report.is_full()
        ):  # nobody will read what else is wrong, and a hostile file could go on for long
            return self._nothing
        values = Values(mark, table.whole)
        values.seen = table.fields.keys()
        keys, marks = shape.keys, table.marks
        for at, (name, node) in enumerate(table.fields.items()):
            key = keys.get(name)
            if self._report.is_full():
                break
            if key is None:
                self._unknown_key(name, marks[2 * at], shape)
            else:
                self._takers[key.form](key, node, marks[2 * at + 1], values)
        if table.whole:
            self._missing_keys(table, values, shape)
        return values

    def _missing_keys(self, table: Table, values: Values, shape: Shape) -> None:
        names = [name for name in shape.required if name not in table.fields]
        if shape is ENTRY and "section" not in table.fields and values.text("kind") != "small_talk":
            names.append("section")
        for name in names:
            entry = table.fields.get("id")
            which = (
                f"{shape.name} {cited(entry)}" if isinstance(entry, str) and entry else f"this {shape.name}"
            )
            remedy = f"Add {name}: to it. {shape.keys[name].about}"
            self._add(values.mark, "missing-key", f"{which} has no {name}", remedy)

    def _unknown_key(self, name: str, mark: int, shape: Shape) -> None:
        message = f"{cited(name)} is no key of {_article(shape.name)} {shape.name}"
        self._add(mark, "unknown-key", message, meant(name, shape.keys))

    def _text(self, name: str, node: Node, mark: int) -> str | None:
        """One text, made safe; None when it is none.

        Args:
            name: What a message calls it.
            node: What stands there.
            mark: Where it stands.
        """
        if not isinstance(node, str):
            if not node.whole:  # a bracket that is never closed has been reported as such
                return None
            found = "a list" if isinstance(node, Items) else "a table of keys"
            remedy = "Put the text in quotes if it holds a colon or brackets; else write one text."
            self._add(mark, "wrong-type", f"{name} should be a text, but is {found}", remedy)
            return None
        if len(node) > MAX_TEXT:
            message = f"{name} is longer than {MAX_TEXT:,} characters"
            self._add(mark, "too-long", message, "Shorten it, or look for a quote that is closed too late.")
            return None
        safe = safe_text(node)
        if safe is not node and CONTROL.search(node):
            message, remedy = f"{name} holds an escaped control character", "Leave it out."
            self._add(mark, "control-character", message, remedy)
        if not safe or safe.isspace():
            remedy = "Write a text, in quotes if it begins with #, or delete the key."
            self._add(mark, "empty-text", f"{name} is empty", remedy)
            return None
        return safe

    def _take_text(self, key: Key, node: Node, mark: int, values: Values) -> None:
        text = self._text(key.name, node, mark)
        if text is not None:
            values.texts[key.name] = Text(text, mark)

    def _take_id(self, key: Key, node: Node, mark: int, values: Values) -> None:
        text = self._text(key.name, node, mark)
        if text is None:
            return
        if not _ID.match(text):
            message = f"the id {cited(text)} holds more than small letters, digits and - _ ."
            self._add(mark, "bad-id", message, f'Write for example "{_tidy_id(text)}".')
        values.texts[key.name] = Text(text, mark)

    def _take_kind(self, key: Key, node: Node, mark: int, values: Values) -> None:
        text = self._text(key.name, node, mark)
        if text is None:
            return
        if text not in KINDS:
            self._add(mark, "bad-kind", f"{cited(text)} is no kind of entry", meant(text, KINDS))
        values.texts[key.name] = Text(text, mark)

    def _take_percent(self, key: Key, node: Node, mark: int, values: Values) -> None:
        text = self._text(key.name, node, mark)
        if text is None:
            return
        if _PERCENT.match(text):
            values.texts[key.name] = Text(text, mark)
        else:
            message = f"{key.name} should be a number from 0 to 100, but is {cited(text)}"
            self._add(mark, "bad-number", message, "Write a number such as 60, or leave the key out.")

    def _items(self, name: str, node: Node, mark: int, of: str) -> Iterable[tuple[Node, int]]:
        """The items of a list; none when it is no list. ``of`` shows how to write one."""
        if isinstance(node, Items):
            return zip(node.values, node.marks, strict=True)
        if node == "":
            self._add(mark, "empty-text", f"{name} is empty", "Write its items, or delete the key.")
        else:
            found = "one text" if isinstance(node, str) else "a table of keys"
            remedy = f"Write each of them on a line of its own, after a dash: - {of}."
            self._add(mark, "wrong-type", f"{name} should be a list, but is {found}", remedy)
        return []

    def _texts(self, name: str, node: Node, mark: int) -> Texts:
        """The texts of a list."""
        found = Texts()
        for item, at in self._items(name, node, mark, "text"):
            text = self._text(f"an item of {name}", item, at)
            if text is not None:
                found.values.append(text)
                found.marks.append(at)
        return found

    def _take_texts(self, key: Key, node: Node, mark: int, values: Values) -> None:
        values.lists[key.name] = self._texts(key.name, node, mark)

    def _take_groups(self, key: Key, node: Node, mark: int, values: Values) -> None:
        name = f"an item of {key.name}"
        items = self._items(key.name, node, mark, "[word, word]")
        values.groups[key.name] = [self._texts(name, item, at) for item, at in items]

    def _inner(self, key: Key, node: Node, mark: int, name: str) -> Values | None:
        """A table within a table; ``name`` is what a message calls it."""
        if isinstance(node, Table) and key.inner is not None:
            return self.check(node, mark, key.inner)
        found = "a list" if isinstance(node, Items) else "a text"
        keys = ", ".join(key.inner.keys) if key.inner is not None else ""
        message = f"{name} should hold keys and texts, but here is {found}"
        self._add(mark, "wrong-type", message, f"Write key: text on lines of their own. Keys here: {keys}.")
        return None

    def _take_table(self, key: Key, node: Node, mark: int, values: Values) -> None:
        inner = self._inner(key, node, mark, key.name)
        values.tables[key.name] = [inner] if inner is not None else []

    def _take_tables(self, key: Key, node: Node, mark: int, values: Values) -> None:
        items = self._items(key.name, node, mark, "id: …")
        inner = (self._inner(key, item, at, f"an item of {key.name}") for item, at in items)
        values.tables[key.name] = [found for found in inner if found is not None]

    def _add(self, mark: int, rule: str, message: str, remedy: str) -> None:
        self._report.add(self._path, mark, rule, message, remedy)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _tidy_id(text: str) -> str:
    """An id of allowed form that resembles what was written."""
    return re.sub("[^a-z0-9._]+", "-", text.lower()[:40]).strip("-") or "some-id"
