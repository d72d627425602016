"""The entry that was meant, found by words, off the event loop: a base may have a hundred thousand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from assistant.tui.screens.picker import Item, Picker

Search = Callable[[str], Awaitable[Sequence[Item] | None]]
"""Finds what fits some words; ``None`` when other words have come since."""


class EntryPicker(Picker):
    """A picker whose list comes in a moment after the words."""

    def __init__(self, title: str, search: Search, words: str = "") -> None:
        """Make the screen.

        Args:
            title: What is chosen.
            search: Finds the entries.
            words: The words to begin with.
        """
        super().__init__(title, (), words=words)
        self._search = search
        self._searching = False
        self._wanted = False
        """Whether Enter was pressed before the list had come."""

    def _filter(self, words: str) -> None:
        self._searching = True
        self.run_worker(self._find(words), group="find", exclusive=True)

    async def _find(self, words: str) -> None:
        found = await self._search(words)
        if found is None or not self.is_attached:
            return
        self._searching = False
        self._show(found)
        if self._wanted:
            self._wanted = False
            self._take()

    def _take(self) -> None:
        if self._searching:
            self._wanted = True
        else:
            super()._take()
