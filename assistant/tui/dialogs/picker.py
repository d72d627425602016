"""A list to choose from: commands, themes, earlier questions, export formats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from assistant.sanitize import safe_line
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.page import Page, Paragraph
from assistant.tui.widgets.field import Field
from assistant.tui.widgets.hints import Hints

MOST = 200
LIMIT = 400


class Item(NamedTuple):
    """A line to choose."""

    id: str
    label: str
    hint: str = ""
    """Text at the right: a key or a hint."""
    also: str = ""
    """Words to match besides the label."""
    detail: str = ""
    """A second line, matched like the label."""


Search = Callable[[str], Awaitable[Sequence[Item] | None]]
"""Returns the items for a query; ``None`` if the query is out of date."""


class Picker(Dialog[str | None]):
    """A filter and a list; returns the id of the chosen item, or ``None``."""

    BINDINGS: ClassVar = [
        Binding("escape", "dismiss", "close"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
    ]
    HELP = """\
## A list to choose from

Type to filter: the lines with all words remain. **Up** and **Down** move, **Enter** or a click chooses, and **Esc**
closes the list without a choice.
"""
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        *,
        words: str = "",
        empty: str = "No match",
        preview: Callable[[str], None] | None = None,
        search: Search | None = None,
    ) -> None:
        """Create the picker.

        Args:
            title: The title.
            items: The items, best first.
            words: The initial filter.
            empty: Message for an empty list.
            preview: Called with the id of the highlighted item.
            search: Searches off the event loop; by default ``items`` are filtered.
        """
        super().__init__(title, classes="picker")
        self._items = items
        self._words = words
        self._empty = empty
        self._preview = preview
        self._search = search
        self._searching = self._taking = False
        self._shown: list[Item] = []
        self._list = OptionList(markup=False)
        self._list.can_focus = False

    def parts(self) -> ComposeResult:
        """Yield filter, list and keys."""
        yield Field(self._words, placeholder="type to filter")
        yield self._list
        yield Hints(("enter", "choose"), ("escape", "close"))

    def on_mount(self) -> None:
        """Show all items."""
        self._filter(self._words)

    @on(Input.Changed)
    def follow_typing(self, event: Input.Changed) -> None:
        """Update the list."""
        event.stop()
        self._filter(event.value)

    def _filter(self, words: str) -> None:
        if self._search is not None:
            self._searching = True
            self.run_worker(self._find(self._search(words)), group="find", exclusive=True)
            return
        wanted = words.casefold().split()
        fitting = [
            item
            for item in self._items
            if all(word in f"{item.label} {item.also} {item.detail}".casefold() for word in wanted)
        ][:MOST]
        # Show items that begin with the query first.
        if wanted:
            fitting.sort(key=lambda item: not item.label.casefold().startswith(wanted[0]))
        self._show(fitting)

    async def _find(self, found: Awaitable[Sequence[Item] | None]) -> None:
        items = await found
        if items is not None and self.is_attached:
            self._searching = False
            self._show(items)
            if self._taking:
                self._take()

    def _show(self, items: Sequence[Item]) -> None:
        self._shown = list(items)
        choices = self._list
        choices.clear_options()
        choices.add_options([Option(self._line(item)) for item in self._shown])
        if not self._shown:
            choices.add_option(Option(Content.styled(self._empty, "$quiet"), disabled=True))
        else:
            choices.highlighted = 0

    def _line(self, item: Item) -> Page:
        label, hint = safe_line(item.label, LIMIT), safe_line(item.hint, LIMIT)
        lines = [Paragraph(Content(label), rest=Content("  "), right=Content.styled(hint, "$quiet"))]
        if item.detail:
            detail = Content.styled(safe_line(item.detail, LIMIT), "$quiet")
            lines.append(Paragraph(detail, Content("  "), Content("  ")))
        return Page(tuple(lines))

    def action_move(self, step: int) -> None:
        """Move the highlight; the filter keeps the focus."""
        choices = self._list
        if self._shown:
            choices.highlighted = max(0, min(len(self._shown) - 1, (choices.highlighted or 0) + step))

    @on(OptionList.OptionHighlighted)
    def show_preview(self, event: OptionList.OptionHighlighted) -> None:
        """Preview the highlighted item."""
        event.stop()
        if self._preview is not None and event.option_index < len(self._shown):
            self._preview(self._shown[event.option_index].id)

    @on(Input.Submitted)
    def take_highlighted(self, event: Input.Submitted) -> None:
        """Choose the highlighted item."""
        event.stop()
        self._take()

    def _take(self) -> None:
        self._taking = self._searching  # Enter waits for the results
        if self._searching:
            return
        place = self._list.highlighted
        if place is not None and place < len(self._shown):
            self.dismiss(self._shown[place].id)

    @on(OptionList.OptionSelected)
    def take_clicked(self, event: OptionList.OptionSelected) -> None:
        """Choose the clicked item."""
        event.stop()
        if event.option_index < len(self._shown):
            self.dismiss(self._shown[event.option_index].id)
