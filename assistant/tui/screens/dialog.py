"""What lies over the page: a screen of its own on a dimmed picture of what is below."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from rich.console import RenderableType
from rich.segment import Segment
from textual.color import Color
from textual.geometry import Region
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from assistant.tui.lines import Lines
from assistant.tui.painting import Paced

BAND = 8
"""Lines of the page below that are put together at a time."""
REMEMBERED = 128
"""Dimmed lines that are kept: most of what is below stays as it is while a dialog is used."""


class Backdrop(Visual):
    """The page below, dimmed, each line when it is wanted: Textual's own dims all at once, which takes 40 ms."""

    def __init__(self, below: Screen[object], colour: Color) -> None:
        """Make it.

        Args:
            below: The screen to dim.
            colour: What to dim it with, translucent.
        """
        self._below = below
        self._colour = colour

    def get_optimal_width(self, rules: object, container_width: int) -> int:
        """All there is; part of Textual's protocol."""
        return container_width

    def get_height(self, rules: object, width: int) -> int:
        """All there is; part of Textual's protocol."""
        return self._below.size.height

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Draw it, each line when it is wanted; part of Textual's protocol."""
        compositor = self._below._compositor
        bands: dict[int, list[Strip]] = {}

        def draw(number: int) -> Strip:
            first = number - number % BAND
            if first not in bands:
                lines = range(first, min(first + BAND, compositor.size.height))
                chops = compositor._render_chops(Region(0, first, width, BAND), lines.__contains__)
                bands[first] = [Strip.join(chops[line].values()) for line in lines]
            strip = bands[first][number - first]
            return Strip(_dimmed(tuple(strip), self._colour), strip.cell_length)

        return cast("list[Strip]", Lines(min(height or 0, compositor.size.height), draw))


@lru_cache(maxsize=REMEMBERED)
def _dimmed(segments: tuple[Segment, ...], colour: Color) -> tuple[Segment, ...]:
    return tuple(BackgroundScreen.process_segments(segments, colour))


class Dialog(Paced[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen over the page; gives back what was decided."""

    CSS_PATH = "dialog.tcss"

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self.auto_links = False  # else every line of the backdrop would be drawn at once

    def render(self) -> RenderableType:
        """The page below."""
        stack = self.app.screen_stack
        colour = self.styles.background
        if self not in stack or self is stack[0] or colour.a == 1:
            return super().render()
        return cast("RenderableType", Backdrop(stack[stack.index(self) - 1], colour))
