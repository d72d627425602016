"""The place of the reader in a transcript, which only the reader and a new answer may change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.containers import VerticalScroll

from assistant.tui.widgets.block import Block

Goal = Callable[[], int | None]
"""Returns the line to scroll to, or ``None`` as long as it is not laid out."""


class ReadingPlace:
    """The end of a scrolling view if it is visible, otherwise the line at the top.

    New text has no position before its layout, and a layout may come at any time: after a change of size or theme,
    when the prompt grows, or when a side pane opens. Therefore all scrolling that depends on positions is done
    after a layout, and the place is restored after every layout that has changed a size.
    """

    def __init__(self, view: VerticalScroll, blocks: Callable[[], Sequence[Block]]) -> None:
        """Create the place.

        Args:
            view: The scrolling view.
            blocks: Returns the blocks in it, top to bottom.
        """
        self._view = view
        self._blocks = blocks
        self._stored: Goal = self.end
        self._goal: Goal | None = None
        self._sizes: object = None
        self.restoring = False
        """Whether the view is scrolled back to the place, which is no step of the reader."""

    def end(self) -> int:
        """Return the line to scroll to for the end of the view."""
        return self._view.max_scroll_y

    def line(self) -> Goal:
        """Return a function that finds the line now at the top, after any later layout."""
        top = self._view.scroll_offset.y
        regions = ((block, block.virtual_region) for block in self._blocks())
        shown = ((block, top - region.y) for block, region in regions if region.bottom > top)
        block, line = next(shown, (None, 0))

        def find() -> int | None:
            at = block if block is not None and block.is_attached else self._blocks()[0]
            region = at.virtual_region
            if not region:
                return None
            return region.y + (min(line, region.height - 1) if at is block else 0)

        return find

    def go(self, goal: Goal) -> None:
        """Scroll to a goal after the next layout that includes it."""
        self._goal = goal
        self._view.refresh(layout=True)

    def store(self) -> None:
        """Store the place after scrolling."""
        self._stored = self.end if self._view.scroll_offset.y >= self.end() - 1 else self.line()

    def laid_out(self) -> None:
        """Scroll to the goal, or restore the place after a change of size."""
        sizes = self._view.virtual_size, self._view.container_size
        if self._goal is None and sizes == self._sizes:
            return  # finding a position again after each scroll would be slow
        y = (self._goal or self._stored)()
        if y is None or self._blocks()[-1].virtual_region.bottom > self._view.virtual_size.height:
            return  # a block is not laid out yet, or the size of the view does not include it
        self._sizes = sizes
        self.restoring = self._goal is None
        self._view.scroll_to(y=y, animate=False, force=True, immediate=True)
        self.restoring = False
        if self._goal is not None:
            self._goal = None
            self.store()
