"""The line at the top: what the base is, and how much there is in it."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.safe import safe_line
from assistant.tui.page import fit


class Heading(Widget):
    """Title at the left, counts at the right; the counts go first when there is no room."""

    ALLOW_SELECT = False

    base_title: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__(id="heading", markup=False)

    def render(self) -> Content:
        """The line, at the width there is."""
        width = self.content_size.width
        title = safe_line(self.base_title)
        room = width - cell_len(title) - cell_len(self.counts)
        if room >= 4:
            return Content.styled(title, "bold") + Content(" " * room) + Content.styled(self.counts, "$quiet")
        return Content.styled(fit(title, width), "bold")
