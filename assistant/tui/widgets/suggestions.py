"""The list under the prompt: questions that really have answers, or commands, as one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from assistant.safe import safe_line
from assistant.tui.drawing import part_style
from assistant.tui.page import Page, Paragraph

LINE_LIMIT = 400
COMMAND_WIDTH = 12


class Offer(NamedTuple):
    """One line of the list."""

    text: str
    """What comes into the prompt when it is taken."""
    hint: str = ""
    """What stands at the right: its section, or what a command does."""
    spans: tuple[tuple[int, int], ...] = ()
    """The letters that match what was typed."""
    entry: str = ""
    """The entry it asks; empty for a command."""


class Suggestions(Widget):
    """Offers under each other, matched letters marked; the cursor in it is moved by the prompt."""

    ALLOW_SELECT = False

    offers: reactive[tuple[Offer, ...]] = reactive((), layout=True)
    chosen: reactive[int] = reactive(-1)
    """The offer under the cursor, -1 for none."""
    hovered: reactive[int] = reactive(-1)

    class Clicked(Message):
        """An offer was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self) -> None:
        super().__init__(id="suggestions", markup=False)
        self._height = 0
        self.display = False

    def show(self, offers: Sequence[Offer]) -> None:
        """Show other offers; the height does not shrink while one goes on typing, so nothing jumps."""
        self.chosen = -1
        self.offers = tuple(offers)
        self.display = bool(self.offers) or (self.display and self._height > 0)

    def close(self) -> None:
        """Go away."""
        self._height = 0
        self.chosen = -1
        self.offers = ()
        self.display = False

    def page(self, width: int) -> Page:
        """As many offers as there is room for, at most a third of the screen."""
        most = 6 if self.app.size.height >= 20 else 3
        paragraphs: list[Paragraph] = []
        used = 0
        for number, offer in enumerate(self.offers):
            paragraph = self._line(number, offer)
            used += len(paragraph.spans(width))
            if paragraphs and used > most:
                break
            paragraphs.append(paragraph)
        return Page(tuple(paragraphs))

    def _line(self, number: int, offer: Offer) -> Paragraph:
        here = number == self.chosen
        text = safe_line(offer.text, LINE_LIMIT)
        words = Content.styled(text, "bold" if here else "underline" if number == self.hovered else "")
        for start, end in offer.spans:
            words = words.stylize("bold $accent", start, min(end, len(text)))
        first = Content.styled("❯ " if here else "  ", "$accent")
        hint = Content.styled(safe_line(offer.hint, LINE_LIMIT), "$quiet")
        if not offer.entry:
            # What a command does reads better right beside it.
            words, hint = words + Content(" " * max(2, COMMAND_WIDTH - cell_len(text))) + hint, Content("")
        return Paragraph(words.stylize(part_style(number)), first, Content("  "), right=hint)

    @property
    def in_sight(self) -> int:
        """How many offers there is room for."""
        return len(self.page(max(1, self.content_size.width)).paragraphs)

    def render(self) -> Page:
        """The list at the width there is."""
        return self.page(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as it has been since it opened."""
        self._height = max(self._height, len(self.page(width).breaks(width)))
        return self._height

    def on_click(self, event: events.Click) -> None:
        """A click asks the offer."""
        part = event.style.meta.get("part")
        if part is not None and part < len(self.offers):
            event.stop()
            self.post_message(self.Clicked(self.offers[part]))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The offer under the mouse shows that it can be clicked."""
        self.hovered = event.style.meta.get("part", -1)

    def on_leave(self) -> None:
        """The mouse has gone."""
        self.hovered = -1
