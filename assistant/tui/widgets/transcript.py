"""The transcript: questions and answers as blocks, scrolled so that the reader keeps the place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual.reactive import var

from assistant.tui.widgets.block import Block
from assistant.tui.widgets.exchange import Exchange
from assistant.tui.widgets.exchange_window import STEP, ExchangeWindow
from assistant.tui.widgets.reading_place import ReadingPlace


class Transcript(ExchangeWindow, can_focus=False):
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
        super().__init__(empty)
        self._place = ReadingPlace(self, self.blocks)
        self._one_at_a_time = asyncio.Lock()
        self._moving = False

    def on_mount(self) -> None:
        """Subscribe to layouts: only after one are positions known."""
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda _: self._laid_out())

    async def load(self, exchanges: list[Exchange]) -> None:
        """Show a conversation, scrolled to its end."""
        async with self._one_at_a_time:
            self.exchanges = exchanges
            await self.show(len(exchanges))
        self._place.go(self._place.end)

    async def add(self, exchange: Exchange) -> None:
        """Append an exchange, and scroll to it."""
        async with self._one_at_a_time:
            await self.append(exchange)
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
            blocks = await self.add_answers(place)
        if place == len(self.exchanges) - 1:
            self._show_last()
        return blocks

    async def clear(self) -> None:
        """Remove all exchanges."""
        async with self._one_at_a_time:
            self.exchanges = []
            await self.show(0)
        self.scroll_home(animate=False, immediate=True)

    async def reveal(self, place: int) -> None:
        """Mount an exchange, moving the window if necessary."""
        async with self._one_at_a_time:
            if place not in self.shown and 0 <= place < len(self.exchanges):
                await self.show(place - STEP)

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
            old, top = self.shown.start, self._place.line()
            await self.show(old - STEP if step < 0 else self.shown.stop + STEP - self.window)
            if self.shown.start != old:
                self._place.go(top)
        self.call_after_refresh(setattr, self, "_moving", False)

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
        later = self.shown.stop < len(self.exchanges)
        if new_value < old_value and new_value <= 1 and self.shown.start > 0:
            self._moving = True
            self.run_worker(self.more(-1), group="more")
        elif new_value > old_value and new_value >= self.max_scroll_y - 1 and later:
            self._moving = True
            self.run_worker(self.more(1), group="more")

    def _laid_out(self) -> None:
        """Keep the place of the reader; an empty conversation starts at the top."""
        if self.exchanges:
            self._place.laid_out()
            self._look_below()
