"""The window of a long conversation whose exchanges have widgets.

The rest is stored as values, counted in a line above or below, and mounted again when needed. Memory and latency
therefore do not grow with the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from assistant.tui.widgets.block import Block
from assistant.tui.widgets.exchange import Exchange, Find

LEAST = 10
"""Minimum number of exchanges with widgets."""
SHORTEST = 3
"""Minimum height of an exchange, lines."""
STEP = 4
"""Number of exchanges by which the window moves, and by which it may grow before the oldest are unmounted."""
EARLIER, LAST = "-earlier", "-last"
"""Classes of the blocks of all exchanges but the last, and of the last block of each of these."""


class ExchangeWindow(VerticalScroll, can_focus=False):
    """The exchanges of a conversation, some of them as blocks."""

    def __init__(self, empty: Block) -> None:
        """Create the window.

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

    def compose(self) -> ComposeResult:
        """Compose the counts of unmounted exchanges and the empty state."""
        yield self._earlier
        yield self._empty
        yield self._later

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

    async def append(self, exchange: Exchange) -> None:
        """Append an exchange."""
        self.exchanges.append(exchange)
        place = len(self.exchanges) - 1
        if place != self.shown.stop or len(self._shown) >= self.window + STEP:
            await self.show(place)
            return
        blocks = exchange.blocks(self.sections)
        self._shown.append(blocks)
        self._empty.display = False
        await self.mount_all(blocks, before=self._later)
        self._dress(place)
        self._dress(place - 1)

    async def add_answers(self, place: int) -> list[Block]:
        """Mount the answers of an exchange that so far has only a question, and return their blocks."""
        blocks = self.exchanges[place].blocks(self.sections)[1:]
        await self.mount_all(blocks, after=self.blocks_of(place)[-1])
        self.blocks_of(place).extend(blocks)
        self._dress(place)
        return blocks

    async def show(self, first: int) -> None:
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
                    for block in self._shown[offset]:
                        block.render()  # render one exchange at a time, not all during the layout
                self._dress(first + offset)
                anchor = self._shown[offset][0]
            self._empty.display = not self.exchanges
            _count(self._earlier, first, -1)
            _count(self._later, len(self.exchanges) - last, 1)

    def mark(self, needle: re.Pattern[str] | None, find: Find | None = None) -> None:
        """Highlight matches in all blocks, and the current match more strongly."""
        self._needle, self._find = needle, find
        for place in self.shown:
            self._dress(place)

    def _dress(self, place: int) -> None:
        """Highlight matches in an exchange, and dim it unless it is the last one."""
        find = self._find if self._find is not None and self._find.exchange == place else None
        current = self.block_of(place, find.block) if find is not None else None
        for block in self.blocks_of(place):
            block.mark(self._needle, find.number if find is not None and block is current else None)
            earlier = place < len(self.exchanges) - 1
            block.set_class(earlier, EARLIER)
            block.set_class(earlier and block is self.blocks_of(place)[-1], LAST)


def _count(line: Static, number: int, step: int) -> None:
    """Show the number of earlier (-1) or later (1) questions; a click mounts some."""
    line.display = number > 0
    words = f"{'↑' if step < 0 else '↓'} {number} {'earlier' if step < 0 else 'later'} question{'s' * (number != 1)}"
    line.update(Content.styled(words, "$quiet").stylize(Style.from_meta({"@click": f"screen.more({step})"})))
