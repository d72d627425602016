"""Show, hide and update the side pane."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from assistant.conversation.turn import Turn
from assistant.tui.services import Row

if TYPE_CHECKING:
    from assistant.conversation.open_base import OpenBase
    from assistant.tui.chat_view import ChatView
    from assistant.tui.widgets.contents import Filtered
    from assistant.tui.widgets.side_pane import SidePane
    from assistant.tui.widgets.source import SourceDetails

WIDE = 140
"""Columns from which the pane opens by default."""
BESIDE = 110
"""Columns from which the pane stands beside the conversation instead of covering it."""


def entries_by_section(open_base: OpenBase) -> dict[str, list[Row]]:
    """Return the listing by section; may run off the event loop."""
    rows: dict[str, list[Row]] = {section.id: [] for section in open_base.sections}
    for row in open_base.listing():
        if row[1] in rows:
            rows[row[1]].append(row)
    return rows


def source_details(open_base: OpenBase, id: str) -> SourceDetails | None:
    """Return the source of an entry and its neighbours in the section; may run off the event loop."""
    from assistant.tui.widgets.source import SourceDetails  # late: the first screen does not need it

    entry = open_base.entry(id)
    section = next((one for one in open_base.sections if entry is not None and one.id == entry.section), None)
    if entry is None or section is None:
        return None
    rows = list(open_base.listing(section.id))
    place = next((at for at, row in enumerate(rows) if row[0] == entry.id), None)
    before = rows[place - 1] if place else None
    after = rows[place + 1] if place is not None and place + 1 < len(rows) else None
    return SourceDetails(section, entry, open_base.source.url, before, after)


FOR_SOURCE = "-source"
"""Class of the pane when it was opened for the source."""


class SidePaneController:
    """Shows the pane by default on wide terminals, and on demand on narrow ones."""

    def __init__(self, screen: ChatView) -> None:
        self._screen = screen
        self._hidden = False  # closed by the user on a wide terminal
        self._requested = False  # opened by the user
        self._rows: dict[str, list[Row]] = {}
        self.pane: SidePane | None = None

    @property
    def shown(self) -> bool:
        """Whether the pane is on the screen."""
        return self.pane is not None and self.pane.display

    @property
    def over(self) -> bool:
        """Whether the pane covers the conversation."""
        return self.shown and self._screen.size.width < BESIDE

    async def fit(self) -> None:
        """Show or hide the pane depending on the width."""
        wanted = self._screen.size.width >= WIDE and not self._hidden
        if wanted:
            await self._show()
        elif self.shown and self.pane is not None and not (self._requested or self.pane.has_focus_within):
            self.pane.display = False
        self._lay()

    def _lay(self) -> None:
        self._screen.set_class(self.over, "-over")
        self._screen.set_class(self.shown and not self.over, "-beside")

    async def _show(self) -> None:
        if self.pane is None:
            from assistant.tui.widgets.side_pane import SidePane

            self.pane = SidePane()
            self.pane.display = False
            await self._screen.page.mount(self.pane)
            await self.reload()
        if not self.pane.display:
            self.pane.display = True
            turn = self._screen.answer_here()
            if turn is not None:
                await self._show_entry(turn.entry or "", False)
        self._lay()

    async def toggle(self) -> None:
        """Show and focus the pane, or close it if it has the focus or covers the conversation."""
        if self.pane is not None and self.shown and (self.over or self.pane.has_focus_within):
            await self.close()
        else:
            self._hidden, self._requested = False, True
            await self._show()
            if self.pane is not None:
                self._screen.set_focus(self.pane.contents)

    async def close(self) -> None:
        """Close the pane."""
        self._hidden = self._screen.size.width >= WIDE
        self._hide()
        self._screen.focus_prompt()

    def leave(self) -> None:
        """Focus the prompt after a choice in the pane; close the pane if it covers the conversation."""
        self.clear_filter()
        if self.over:
            self._hide()
        self._screen.focus_prompt()

    def _hide(self) -> None:
        self._requested = False
        if self.pane is not None:
            self.clear_filter()
            self.pane.display = False
        self._lay()

    def clear_filter(self) -> bool:
        """Clear the filter, and return whether there was one."""
        filtered = self.pane is not None and bool(self.pane.filter.value)
        if self.pane is not None and filtered:
            self.pane.filter.value = ""
            self.pane.contents.show_filtered(None)
        return filtered

    def focus_source(self) -> None:
        """Focus the source, which replaces the contents on a short screen."""
        if self.pane is not None:
            self.pane.add_class(FOR_SOURCE)
            self.pane.source.focus(scroll_visible=False)  # the heading above it stays

    async def reload(self) -> None:
        """Update the contents after a change of the base."""
        open_base = self._screen.services.open_base
        rows = await self._screen.runner.latest("rows", partial(entries_by_section, open_base))
        if rows is not None and self.pane is not None:
            self._rows = rows
            self.pane.contents.load(open_base.sections, rows)

    async def browse(self, section: str = "", words: str = "") -> None:
        """Show and focus the pane, at a section or filtered."""
        self._hidden, self._requested = False, True
        await self._show()
        if self.pane is None:
            return
        if words:
            self.pane.filter.value = words
            await self.filter(words)
        elif section:
            self.pane.contents.show_section(section)
        self.pane.remove_class(FOR_SOURCE)
        self._screen.set_focus(self.pane.contents)

    async def filter(self, words: str) -> None:
        """Filter the contents."""
        filtered: Filtered | None = None
        if words.strip():
            from assistant.tui.widgets.contents import filter_rows

            rows = [row for section in self._rows.values() for row in section]
            filtered = await self._screen.runner.latest("filter", partial(filter_rows, rows, words))
            if filtered is None:
                return
        if self.pane is not None:
            self.pane.contents.show_filtered(filtered)

    def start_following(self, turn: Turn) -> None:
        """Start showing the source of an answer; cancels an earlier request."""
        self.start_showing(turn.entry or "", browsed=False)

    def start_showing(self, entry: str, *, browsed: bool = True) -> None:
        """Start showing an entry, which is not part of the conversation if it is browsed."""
        work: Callable[[], Awaitable[None]] = partial(self._show_entry, entry, browsed)
        self._screen.run_worker(work, group="behind", exclusive=True)

    async def read_on(self, entry: str, step: int) -> None:
        """Show the previous (-1) or next (1) entry of the section, from the entry that is browsed or else ``entry``."""
        screen = self._screen
        start = (self.pane.source.browsed if self.pane is not None else "") or entry
        found = await screen.runner.latest("read", partial(source_details, screen.services.open_base, start))
        row = (found.before if step < 0 else found.after) if found is not None else None
        if row is None:
            screen.say(f"This is the {'first' if step < 0 else 'last'} entry of its section")
            return
        await self.browse()
        self.focus_source()
        await self._show_entry(row[0], True)

    async def _show_entry(self, entry: str, browsed: bool) -> None:
        if not self.shown:
            if self.pane is not None:
                self.pane.source.show(None, browsed=False)  # reading on starts again at the answer
            return
        found = await self._screen.runner.latest(
            "behind", partial(source_details, self._screen.services.open_base, entry)
        )
        if self.pane is not None:
            self.pane.show_source(found, browsed=browsed)
            self.pane.contents.show_current(entry, found.section.id if found is not None else "")
