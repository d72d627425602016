"""The list below the prompt: matching questions or commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.sanitize import safe_line
from assistant.tui.page import Page, Paragraph

LINE_LIMIT = 400
COMMAND_WIDTH = 12
MOST = 6
"""Maximum number of lines of the list."""


class Suggestion(NamedTuple):
    """A line of the list."""

    text: str
    """The text for the prompt."""
    hint: str = ""
    """Text at the right: the section, or the command's description."""
    spans: tuple[tuple[int, int], ...] = ()
    """The matching characters."""
    entry: str = ""
    """The entry's id; empty for a command."""


class Suggestions(OptionList, can_focus=False):
    """Suggestions with matches highlighted; the composer moves the highlight."""

    def __init__(self) -> None:
        super().__init__(id="suggestions", markup=False, compact=True)
        self.offers: tuple[Suggestion, ...] = ()
        self._height = 0
        self.display = False

    def show(self, offers: Sequence[Suggestion]) -> None:
        """Replace the suggestions; the height does not shrink while typing, so nothing jumps."""
        if self.offers != tuple(offers):
            self.offers = tuple(offers)
            pages = [_line(offer) for offer in offers]
            lines = sum(len(page.lines(max(1, self.app.size.width - 8))) for page in pages)
            if lines > self._height:
                self.styles.height = self._height = min(lines, MOST)
            self.set_options(map(Option, pages))
            self.highlighted = None
        self.display = self.display or bool(offers)

    def close(self) -> None:
        """Hide the list."""
        self.offers, self._height = (), 0
        self.clear_options()
        self.display = False


def _line(offer: Suggestion) -> Page:
    text = safe_line(offer.text, LINE_LIMIT)
    words = Content(text)
    for start, end in offer.spans:
        words = words.stylize("bold $accent", start, min(end, len(text)))
    hint = Content.styled(safe_line(offer.hint, LINE_LIMIT), "$quiet")
    if not offer.entry:  # a command's description follows it directly
        words, hint = words + Content(" " * max(2, COMMAND_WIDTH - cell_len(text))) + hint, Content("")
    return Page((Paragraph(words, rest=Content("  "), right=hint),))
