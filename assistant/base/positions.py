"""Where everything in a base stands, for messages, for editors and for adding to it."""

from __future__ import annotations

from array import array

from assistant.base.problems import Place, place_of


class Places:
    """Places of a loaded base, looked up by what stands there.

    A large base has hundreds of thousands of phrasings; the places are kept as numbers and made into a
    ``Place`` when asked for.
    """

    def __init__(self, paths: tuple[str, ...] = ()) -> None:
        self.paths = paths
        """The files of the base, as messages name them."""
        self._entries: dict[str, tuple[int, array[int]]] = {}
        self._fields: dict[tuple[str, str], int] = {}
        self._sections: dict[str, tuple[int, int]] = {}
        self._decoys: list[tuple[int, int]] = []

    def add_entry(self, id: str, file: int, marks: list[int], fields: dict[str, int]) -> None:
        """Note an entry: where it begins, its phrasings in order, and other keys of it."""
        self._entries[id] = (file, array("q", marks))
        for name, mark in fields.items():
            self._fields[id, name] = mark

    def add_section(self, id: str, file: int, mark: int) -> None:
        """Note where a section's id stands."""
        self._sections[id] = (file, mark)

    def add_decoy(self, file: int, mark: int) -> None:
        """Note where the next decoy stands."""
        self._decoys.append((file, mark))

    def file(self, id: str) -> int:
        """Which of the files an entry stands in, counted from 0."""
        return self._entries[id][0]

    def file_of_section(self, id: str) -> int:
        """Which of the files a section stands in, counted from 0."""
        return self._sections[id][0]

    def entry(self, id: str) -> Place:
        """Where the id of an entry stands."""
        file, marks = self._entries[id]
        return self._place(file, marks[0])

    def phrasing(self, id: str, index: int) -> Place:
        """Where a phrasing stands: 0 is the question, 1 the first variant."""
        file, marks = self._entries[id]
        return self._place(file, marks[index + 1])

    def field(self, id: str, name: str) -> Place:
        """Where ``quote``, ``answer`` or ``related`` of an entry stand; the entry's place without them."""
        mark = self._fields.get((id, name))
        return self.entry(id) if mark is None else self._place(self._entries[id][0], mark)

    def section(self, id: str) -> Place:
        """Where the id of a section stands."""
        return self._place(*self._sections[id])

    def decoy(self, index: int) -> Place:
        """Where a decoy stands, counted from 0 over the whole base."""
        return self._place(*self._decoys[index])

    def _place(self, file: int, mark: int) -> Place:
        return place_of(self.paths[file], mark)
