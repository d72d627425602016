"""The places of entries, phrasings and sections in the base files, for messages, editors and edits."""

from __future__ import annotations

from array import array

from assistant.base.problems import Place, place_of


class Places:
    """The places of a loaded base, stored as numbers: a large base has hundreds of thousands of phrasings."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        """The files of the base, as messages show them."""
        self._entries: dict[str, tuple[int, array[int]]] = {}
        self._fields: dict[tuple[str, str], int] = {}
        self._sections: dict[str, tuple[int, int]] = {}
        self._synonyms: list[tuple[int, int]] = []

    def add_entry(self, id: str, file: int, marks: list[int], fields: dict[str, int]) -> None:
        """Record the places of an entry.

        Args:
            id: The entry.
            file: Index of its file in ``paths``.
            marks: Marks of the id, the question and the variants, in this order.
            fields: Other keys of the entry with their marks.
        """
        self._entries[id] = (file, array("q", marks))
        for name, mark in fields.items():
            self._fields[id, name] = mark

    def add_section(self, id: str, file: int, mark: int) -> None:
        """Record the place of a section."""
        self._sections[id] = (file, mark)

    def add_synonyms(self, file: int, mark: int) -> None:
        """Record the place of the next group of synonyms."""
        self._synonyms.append((file, mark))

    def synonyms(self, index: int) -> Place:
        """Return the place of a group of synonyms."""
        return self._place(*self._synonyms[index])

    def file(self, id: str) -> int:
        """Return the index of the file of an entry."""
        return self._entries[id][0]

    def file_of_section(self, id: str) -> int:
        """Return the index of the file of a section."""
        return self._sections[id][0]

    def entry(self, id: str) -> Place:
        """Return the place of an entry."""
        file, marks = self._entries[id]
        return self._place(file, marks[0])

    def phrasing(self, id: str, index: int) -> Place:
        """Return the place of a phrasing: 0 is the question, 1 the first variant."""
        file, marks = self._entries[id]
        return self._place(file, marks[index + 1])

    def field(self, id: str, name: str) -> Place:
        """Return the place of the quote, locator or answer of an entry; if it has none, the place of the entry."""
        mark = self._fields.get((id, name))
        return self.entry(id) if mark is None else self._place(self._entries[id][0], mark)

    def section(self, id: str) -> Place:
        """Return the place of a section."""
        return self._place(*self._sections[id])

    def _place(self, file: int, mark: int) -> Place:
        return place_of(self.paths[file], mark)
