"""Choose a question from a list below the shell's prompt, without leaving the shell's screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding

from assistant.tui.base_app import BaseApp
from assistant.tui.dialogs.picker import Item, Picker, Search
from assistant.tui.theme import TERMINAL


class PickApp(BaseApp[str]):
    """The picker of the chat, drawn inline; its result is the id of the chosen entry."""

    BINDINGS: ClassVar = [Binding("ctrl+c", "quit", show=False, priority=True)]

    def __init__(self, title: str, items: Sequence[Item], words: str, search: Search) -> None:
        """Create the app; see :class:`Picker` for the arguments."""
        super().__init__(TERMINAL)
        self._picker = Picker(title, items, words=words, search=search)

    def on_mount(self) -> None:
        """Show the list."""
        self.push_screen(self._picker, self.exit)


def pick(
    title: str, items: Sequence[Item], words: str, search: Callable[[str], Sequence[Item]]
) -> str | None:
    """Let the user choose an item.

    Args:
        title: The title above the list.
        items: All items.
        words: The initial query.
        search: Returns the items for a query, best first.

    Returns:
        The id of the chosen item; ``None`` if the user chose none.
    """

    async def found(query: str) -> Sequence[Item]:
        return search(query) if query.strip() else items

    return PickApp(title, items, words, found).run(inline=True)
