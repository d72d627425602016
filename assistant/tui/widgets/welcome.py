"""The welcome page of an empty conversation."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from assistant.tui.markdown_page import BLANK
from assistant.tui.page import Page, Paragraph
from assistant.tui.turn_page import Choice, choice_line
from assistant.tui.widgets.block import Block

ABOUT = "Answers about “{title}”, written by people, each with its source. Ask in your own words."
SHORT = "Ask about “{title}”."


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
        lines = [
            Paragraph(Content((ABOUT if self.app.size.height >= 18 else SHORT).format(title=self._title))),
        ]
        if self.choices:
            lines += [BLANK, Paragraph(Content.styled("To begin with", "$quiet"))]
        look = self.look
        for number, choice in enumerate(self.choices):
            mark = "❯" if number == look.active else " "
            lines.append(choice_line(number, choice.label, look.style(number), mark))
        return Page(tuple(lines))
