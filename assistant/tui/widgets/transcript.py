"""The transcript: questions and answers as blocks.

Only a window of a long conversation has widgets. The rest is stored as values, counted in a line above or below,
and mounted again on scrolling, browsing or finding. Memory and latency therefore do not grow with the conversation.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.style import Style
from textual.widgets import Static

from assistant.tui.widgets.block import Block
from assistant.tui.widgets.exchange import Exchange, Find
from assistant.tui.widgets.reading_place import ReadingPlace

LEAST = 10
"""Minimum number of exchanges with widgets."""
SHORTEST = 3
"""Minimum height of an exchange, lines."""
STEP = 4
"""Number of exchanges by which the window moves, and by which it may grow before the oldest are unmounted."""


class Transcript(VerticalScroll, can_focus=False):
    """A scrolling view of a conversation."""

    ALLOW_MAXIMIZE = False
    more_below = var(False)
    """Whether the end of the conversation is below the visible part."""
    BINDINGS: ClassVar = []

    def __init__(self, empty: Block) -> None:
        """Create the transcript.

        Args:
            empty: The block shown for an empty conversation.
        """
        super().__init__(id="transcript")
        self._empty = empty
        self.exchanges: list[Exchange] = []
        self.sections: Mapping[str, str] = {}
        self._shown: list[list[Block]] = []
        self._first = 0
        self._earlier = Static(classes="more")
        self._later = Static(classes="more")
        self._earlier.display = self._later.display = False
        self._needle: re.Pattern[str] | None = None
        self._find: Find | None = None
        self._place = ReadingPlace(self, self.blocks)
        self._one_at_a_time = asyncio.Lock()
        self._moving = False

    def compose(self) -> ComposeResult:
        """Compose the counts of unmounted exchanges and the empty state."""
        yield self._earlier
        yield self._empty
        yield self._later

    def on_mount(self) -> None:
        """Subscribe to layouts: only after one are positions known."""
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._laid_out())

    @property
    def window(self) -> int:
        """Number of exchanges with widgets: enough to fill the screen."""
        return max(LEAST, self.app.size.height // SHORTEST)

    @property
    def shown(self) -> range:
        """The exchanges with widgets."""
        return range(self._first, self._first + len(self._shown))

    def blocks(self) -> list[Block]:
        """Return the mounted blocks, top to bottom; the empty state if there are none."""
        return [block for blocks in self._shown for block in blocks] or [self._empty]

    def blocks_of(self, place: int) -> list[Block]:
        """Return the blocks of an exchange; empty if it is unmounted."""
        return self._shown[place - self._first] if place in self.shown else []

    def place_of(self, block: Block) -> int | None:
        """Return the number of the exchange of a block."""
        return next((place for place in self.shown if block in self.blocks_of(place)), None)

    def block_of(self, place: int, number: int) -> Block | None:
        """Return a block by exchange and number, if it is mounted."""
        blocks = self.blocks_of(place)
        return blocks[number] if number < len(blocks) else None

    async def load(self, exchanges: list[Exchange]) -> None:
        """Show a conversation, scrolled to its end."""
        async with self._one_at_a_time:
            self.exchanges = exchanges
            await self._show(len(exchanges))
        self._place.go(self._place.end)

    async def add(self, exchange: Exchange) -> None:
        """Append an exchange."""
        async with self._one_at_a_time:
            self.exchanges.append(exchange)
            place = len(self.exchanges) - 1
            if place != self.shown.stop or len(self._shown) >= self.window + STEP:
                await self._show(place)
            else:
                blocks = exchange.blocks(self.sections)
                self._shown.append(blocks)
                self._empty.display = False
                await self.mount_all(blocks, before=self._later)
                self._mark(blocks, place)
        self._show_last()

    async def answered(self, exchange: Exchange) -> list[Block]:
        """Show the answers of an exchange.

        Returns:
            The new blocks; empty if the exchange is outside the window.
        """
        async with self._one_at_a_time:
            place = next((at for at in reversed(self.shown) if self.exchanges[at] is exchange), None)
            if place is None or len(self.blocks_of(place)) > 1:
                return self.blocks_of(place)[1:] if place is not None else []
            blocks = exchange.blocks(self.sections)[1:]
            await self.mount_all(blocks, after=self.blocks_of(place)[-1])
            self.blocks_of(place).extend(blocks)
            self._mark(blocks, place)
        if place == len(self.exchanges) - 1:
            self._show_last()
        return blocks

    async def clear(self) -> None:
        """Remove all exchanges."""
        async with self._one_at_a_time:
            self.exchanges = []
            await self._show(0)
        self.scroll_home(animate=False, immediate=True)

    async def reveal(self, place: int) -> None:
        """Mount an exchange, moving the window if necessary."""
        async with self._one_at_a_time:
            if place not in self.shown and 0 <= place < len(self.exchanges):
                await self._show(place - STEP)

    async def to_start(self) -> None:
        """Scroll to the start of the conversation."""
        await self.reveal(0)
        self._place.go(lambda: 0)

    async def to_end(self) -> None:
        """Scroll to the end of the conversation."""
        await self.reveal(len(self.exchanges) - 1)
        self._place.go(self._place.end)

    async def more(self, step: int) -> None:
        """Move the window to earlier (-1) or later (1) exchanges, keeping the visible part in place."""
        async with self._one_at_a_time:
            old, top = self._first, self._place.line()
            await self._show(old - STEP if step < 0 else self.shown.stop + STEP - self.window)
            if self._first != old:
                self._place.go(top)
        self.call_after_refresh(setattr, self, "_moving", False)

    async def _show(self, first: int) -> None:
        """Move the window to ``first``, or as near as possible; blocks inside keep their widgets."""
        first = max(0, min(first, len(self.exchanges) - self.window))
        old = {place: self.blocks_of(place) for place in self.shown}
        last = min(len(self.exchanges), first + self.window)
        keep = {place: blocks for place, blocks in old.items() if first <= place < last}
        with self.app.batch_update():
            await self.remove_children([b for place, bs in old.items() if place not in keep for b in bs])
            self._first = first
            self._shown = [keep.get(place) or [] for place in range(first, last)]
            anchor: Block | Static = self._later
            for offset in reversed(range(len(self._shown))):
                if not self._shown[offset]:
                    self._shown[offset] = self.exchanges[first + offset].blocks(self.sections)
                    await self.mount_all(self._shown[offset], before=anchor)
                    self._mark(self._shown[offset], first + offset)
                    for block in self._shown[offset]:
                        block.render()  # render one exchange at a time, not all during the layout
                anchor = self._shown[offset][0]
            self._empty.display = not self.exchanges
            _count(self._earlier, first, -1)
            _count(self._later, len(self.exchanges) - last, 1)

    def mark(self, needle: re.Pattern[str] | None, find: Find | None = None) -> None:
        """Highlight matches in all blocks, and the current match more strongly."""
        self._needle, self._find = needle, find
        for place in self.shown:
            self._mark(self.blocks_of(place), place)

    def _mark(self, blocks: list[Block], place: int) -> None:
        find = self._find if self._find is not None and self._find.exchange == place else None
        current = self.block_of(place, find.block) if find is not None else None
        for block in blocks:
            block.mark(self._needle, find.number if find is not None and block is current else None)

    def _show_last(self) -> None:
        """Scroll to the last exchange: all of it, or its beginning if it does not fit."""

        def beginning() -> int | None:
            blocks = self.blocks_of(len(self.exchanges) - 1)
            return blocks[0].virtual_region.y if blocks and blocks[-1].virtual_region else None

        self._place.go(beginning)

    def show_line(self, block: Block, line: Callable[[], int]) -> None:
        """Scroll so that a line of a block is a third of the way down the screen.

        Args:
            block: The block.
            line: Returns the line, from the top of the block; called after the layout.
        """

        def above() -> int | None:
            region = block.virtual_region
            return region.y + min(line(), region.height) - self.size.height // 3 if region else None

        self._place.go(above)

    def _look_below(self) -> None:
        more = self.scroll_offset.y < self.max_scroll_y - 1 or self.shown.stop < len(self.exchanges)
        self.more_below = more and bool(self.exchanges)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Move the window of mounted exchanges when its start or end is reached."""
        super().watch_scroll_y(old_value, new_value)
        self._look_below()
        if self._place.restoring:
            return
        if old_value <= self.max_scroll_y:  # otherwise it is a shorter layout that scrolls, not the reader
            self._place.store()
        if self._moving:
            return
        if new_value < old_value and new_value <= 1 and self._first > 0:
            self._moving = True
            self.run_worker(self.more(-1), group="more")
        elif new_value > old_value and new_value >= self.max_scroll_y - 1 and self._later.display:
            self._moving = True
            self.run_worker(self.more(1), group="more")

    def _laid_out(self) -> None:
        """Keep the place of the reader; an empty conversation starts at the top."""
        if self.exchanges:
            self._place.laid_out()
            self._look_below()


def _count(line: Static, number: int, step: int) -> None:
    """Show the number of earlier (-1) or later (1) questions; a click mounts some."""
    line.display = number > 0
    words = f"{'↑' if step < 0 else '↓'} {number} {'earlier' if step < 0 else 'later'} question{'s' * (number != 1)}"
    line.update(Content.styled(words, "$quiet").stylize(Style.from_meta({"@click": f"screen.more({step})"})))
