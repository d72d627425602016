"""The welcome page of an empty conversation."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from assistant.sanitize import safe_line
from assistant.tui.markdown_page import BLANK
from assistant.tui.page import Page, Paragraph
from assistant.tui.turn_page import Choice, choice_line
from assistant.tui.widgets.block import Block

ROOMY = 18
"""Screen height from which there is space for a blank line."""
ABOUT = "Ask in your own words. Answers are written by people and cite the source."


class Welcome(Block):
    """A description and starter questions."""

    def __init__(self, title: str, offered: Sequence[tuple[str, str]]) -> None:
        """Create the block.

        Args:
            title: The base's title.
            offered: Starters: entry id and question.
        """
        super().__init__(
            tuple(Choice("ask", entry, question) for entry, question in offered), classes="welcome"
        )
        self._title = title

    def draw(self) -> Page:
        """Return the page."""
        lines = [Paragraph(Content(ABOUT))]
        if not self.screen.query_one("#heading").display:
            lines.insert(0, Paragraph(program_and_title(self._title)))
        if self.choices:
            blank = [BLANK] if self.app.size.height >= ROOMY else []
            lines += [*blank, Paragraph(Content.styled("To begin with", "$quiet"))]
        look = self.look
        for number, choice in enumerate(self.choices):
            mark = "❯" if number == look.active else " "
            lines.append(choice_line(number, choice.label, look.style(number), mark))
        return Page(tuple(lines))


def program_and_title(title: str) -> Content:
    """Return the name of the program and the title of the base."""
    return Content.assemble(("assistant", "$accent"), (" · ", "$faint"), (safe_line(title), "bold"))
