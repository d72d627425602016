"""Drawing a large change a slice at a time, so that a key pressed meanwhile does not wait for the whole picture.

Textual draws whatever changed in one go: at 200x60 that holds the event loop for 30 to 90 ms. Here the lines are
rendered a few at a time, each into the cache that its widget keeps, then put together a few at a time, and the
terminal gets them all at once. Between two slices the loop is free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import cast

from rich.console import Console, RenderableType
from textual import events
from textual._compositor import Compositor, CompositorUpdate, ReflowResult
from textual._context import visible_screen_stack
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

SLICE = 0.004
"""Seconds after which the loop gets its turn; the last step of a slice may take as long again."""
AGAIN = 0.004
"""Seconds until the next look while widgets come and go in a batch."""
AT_ONCE = 6
"""Lines that are drawn at once: the prompt answers to a key without a detour."""
PATIENCE = 0.1
"""Seconds after which a picture is shown, though all keeps moving; what has moved on follows in the next one."""
RENDERED = 4
"""Lines of a widget rendered before the clock is looked at."""
JOINED = 8
"""Lines of the screen put together before the clock is looked at."""


class Picture(CompositorUpdate):
    """What the terminal is told for a whole change."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def render_segments(self, console: Console) -> str:
        """The text as it is; part of Textual's protocol."""
        return "".join(self._texts)


class Mapped(Compositor):
    """Places the widgets once for a layout; Textual's does so again for the first who asks where it is."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out the whole screen."""
        self._full_map_invalidated = False  # who asks before it is done is told of the layout before
        return super().reflow(parent, size)


class Paced(Screen[ScreenResultType]):
    """A screen that draws large changes a slice at a time."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self._compositor = Mapped()
        self._undrawn: set[Region] = set()
        """What is still to be drawn."""
        self._in_hand: set[Region] = set()
        """What the picture on its way shows."""
        self._painting: Iterator[None] | None = None
        self._due = 0.0
        """When that is to be shown at the latest."""
        self._turn = 0
        """Counts the slices."""

    async def _get_message(self) -> Message:
        """Give the loop its turn between messages, each of which may lay out the whole screen."""
        await asyncio.sleep(0)
        return await super()._get_message()

    async def forget_lines(self) -> None:
        """Let go of the drawn lines, widget by widget, before they go out of date all at once: that takes 5 to 8 ms."""
        end = perf_counter() + SLICE
        for widget in list(self._compositor.visible_widgets):
            widget._styles_cache.clear()
            if perf_counter() > end:
                await asyncio.sleep(0)
                end = perf_counter() + SLICE
        await asyncio.sleep(0)

    async def _on_resize(self, event: events.Resize) -> None:
        """Lines of another width are of no use; Textual's own method, which lays out anew, comes after this one."""
        await self.forget_lines()

    def _compositor_refresh(self) -> None:
        """Draw what has changed: little at once, much by and by, but the first picture of all without a detour."""
        regions = self._compositor._dirty_regions
        if self is not self.app.screen or self.app.is_headless or not self.app._dom_ready:
            regions |= self._undrawn
            self._undrawn.clear()
            super()._compositor_refresh()
            return
        if self._painting is not None:
            self._undrawn |= regions  # whatever the picture on its way says of them is old by now
        if sum(region.height for region in regions) <= AT_ONCE:
            with _within(self._compositor, regions):
                super()._compositor_refresh()
            return
        self._undrawn |= regions
        regions.clear()
        self._dirty_widgets.clear()
        if self._painting is None:
            self._begin()
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        """Paint for a while."""
        if self._painting is None or not self.is_attached:
            return  # it was left, or the chat ends
        if self.app._batch_count:
            self._begin()  # what was rendered before the batch is old by the end of it
            asyncio.get_running_loop().call_later(AGAIN, self._go_on)
            return
        if self is not self.app.screen:
            self._painting = None
            self._undrawn |= self._in_hand
            self._in_hand.clear()
            self._compositor_refresh()
            return
        visible_screen_stack.set(self.app._background_screens)
        self._turn += 1
        end = perf_counter() + SLICE
        try:
            for _ in self._painting:
                if perf_counter() > end:
                    break
            else:
                self._painting = None
                if self._undrawn:
                    self._begin()
        except Exception as error:
            self.app._handle_exception(error)
            return
        if self._painting is None:
            self.app._update_mouse_over(self)
        else:
            asyncio.get_running_loop().call_soon(self._go_on)

    def _begin(self) -> None:
        """Begin the picture, or begin it anew."""
        self._undrawn |= self._in_hand
        self._in_hand.clear()
        self._due = perf_counter() + PATIENCE
        self._painting = self._paint()

    def _paint(self) -> Iterator[None]:
        """Render, put together, and show what is undrawn; a step at a time."""
        texts: list[str] = []
        while self._undrawn and (not texts or perf_counter() < self._due):
            regions, self._undrawn = self._undrawn, set()
            self._in_hand |= regions
            yield from self._join(regions, texts)  # what changes on the way is better seen at the same time
        self._in_hand.clear()
        self.app._display(self, cast("RenderableType", Picture(texts)))

    def _join(self, regions: set[Region], texts: list[str]) -> Iterator[None]:
        """Put together some regions, as the terminal understands them."""
        compositor = self._compositor
        for top in range(0, compositor.size.height, JOINED):
            band = Region(0, top, compositor.size.width, JOINED)
            if not any(map(band.overlaps, regions)):
                continue
            done = False
            while not done:
                turn = self._turn
                filled = yield from self._fill_caches()
                fresh = filled and self._turn == turn  # else what was rendered first may be old by now
                done = fresh or perf_counter() > self._due
                if not fresh:
                    yield  # what follows takes longer then
            band = band.intersection(compositor.size.region)  # which may be smaller by now
            changed = {part for region in regions if (part := region.intersection(band))}
            later, compositor._dirty_regions = compositor._dirty_regions, changed
            with _within(compositor, changed):
                update = compositor.render_partial_update()
            compositor._dirty_regions = later
            if update is not None:
                texts.append(update.render_segments(self.app.console))

    def _fill_caches(self) -> Generator[None, None, bool]:
        """Have the widgets render what is in sight into their caches, here and on the screens below.

        Textual asks every widget for all its lines, whichever of them it wants.

        Returns:
            Whether all was done; not when it was laid out anew meanwhile.
        """
        for screen in (*self.app._background_screens, self):
            compositor = screen._compositor
            layout = compositor.visible_widgets
            for widget, (region, clip) in list(layout.items()):
                seen = region.intersection(clip)
                x, y = seen.offset - region.offset
                for first in range(y, y + seen.height, RENDERED):
                    part = Region(x, first, seen.width, min(RENDERED, y + seen.height - first))
                    if compositor._visible_widgets is not layout:
                        return False
                    if not _rendered(widget, region.width, part):
                        widget.render_lines(part)
                        yield
            _ = compositor.cuts  # where widgets begin and end on each line
            yield
        return True


@contextmanager
def _within(compositor: Compositor, regions: Collection[Region]) -> Iterator[None]:
    """Have it ask only the widgets that are seen on the lines of some regions, and for those lines alone."""
    if not regions:
        yield
        return
    _ = compositor.cuts  # of all widgets; kept until the next layout
    layout = compositor.visible_widgets
    top = min(region.y for region in regions)
    height = max(region.bottom for region in regions) - top
    lines = Region(0, top, compositor.size.width, height)
    here = compositor._visible_widgets = {
        widget: (region, seen)
        for widget, (region, clip) in layout.items()
        if region.overlaps(seen := clip.intersection(lines))
    }
    try:
        yield
    finally:
        if compositor._visible_widgets is here:  # else somebody who asked for a place had all placed anew
            compositor._visible_widgets = layout


def _rendered(widget: Widget, width: int, part: Region) -> bool:
    """Whether a widget has some of its lines at hand."""
    kept = widget._styles_cache
    return kept._width == width and all(
        line in kept._cache and line not in kept._dirty_lines for line in part.line_range
    )
