"""The place of the reader in a transcript, which a new width must not change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.containers import VerticalScroll

from assistant.tui.widgets.block import Block


class ReadingPlace:
    """The end of a scrolling view if it is visible, otherwise the line at the top."""

    def __init__(self, view: VerticalScroll) -> None:
        """Create the place: the end of an empty view."""
        self._view = view
        self._top: tuple[Block, int] | None = None
        self._width = 0
        self.at_end = True
        """Whether the end is visible. After a change of width, it is hidden until it is scrolled back."""

    def store(self, blocks: Sequence[Block], *, at_end: bool) -> None:
        """Store the place after scrolling.

        Args:
            blocks: The blocks in the view, top to bottom.
            at_end: Whether the end is visible.
        """
        self.at_end = at_end
        top = self._view.scroll_offset.y
        regions = ((block, block.virtual_region) for block in blocks)
        shown = ((block, max(0, top - region.y)) for block, region in regions if region.bottom > top)
        self._top = next(shown, self._top)

    def resized(self, width: int) -> Callable[[], None]:
        """Return a function that restores the place after the layout for a new width."""
        at_end, top, changed = self.at_end, self._top, width != self._width
        self._width = width

        def restore() -> None:
            if at_end:
                self._view.scroll_end(animate=False)
            elif top is not None and top[0].is_attached and changed:
                self._view.scroll_to(y=top[0].virtual_region.y + top[1], animate=False)

        return restore
