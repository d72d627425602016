"""Base class of blocks: a page of text with choices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.widget import Widget

from assistant.tui.keys import BLOCK, bindings
from assistant.tui.page import Page
from assistant.tui.turn_page import Choice, Look, State, digit_count

BROWSING = "-browsing"
"""Screen class in browse mode, when letters are commands."""
FOUND = "$foreground on $faint"
FOUND_HERE = "bold $block-cursor-foreground on $accent"


@dataclass
class ChoicePicked(Message):
    """A choice of a block was picked."""

    block: Block
    choice: Choice


@dataclass
class BlockExited(Message):
    """The cursor moved beyond the first or last choice of a block."""

    block: Block
    step: int
    """-1 for up, 1 for down."""


class Block(Widget, can_focus=True):
    """A focusable page whose choices are picked by arrow keys, digits and mouse.

    A single widget that draws a ``Page``; the characters of each choice carry its number. Subclasses define the
    page and the choices.
    """

    BINDINGS: ClassVar = bindings(BLOCK)
    HELP = """\
## A question or an answer

**Up** and **Down** move through the choices, then to what is above or below. **Enter**, a **digit** or a click
takes a choice. In browse mode (**Alt+Up**), single letters are commands; any other letter goes to the prompt.

Drag with the mouse to select text; **Ctrl+C** copies it.
"""

    NUMBERED: ClassVar[bool] = True
    """Whether choices are picked by digits."""

    active: reactive[int] = reactive(-1)
    """Number of the choice under the cursor, -1 for none."""
    hovered: reactive[int] = reactive(-1)
    """Number of the choice under the mouse, -1 for none."""

    def __init__(
        self, choices: tuple[Choice, ...] = (), state: State | None = None, *, classes: str = ""
    ) -> None:
        """Create the block.

        Args:
            choices: The choices and links in it.
            state: Its state, kept when the widget is removed.
            classes: CSS classes.
        """
        super().__init__(classes=f"block {classes}".strip(), markup=False)
        self.choices = choices
        self.state = state or State()
        self._needle: re.Pattern[str] | None = None
        self._found: int | None = None

    def draw(self) -> Page:
        """Return the page."""
        raise NotImplementedError

    def render(self) -> Page:
        """Return the page, with matches of the search highlighted."""
        page = (
            self.draw() if not self.has_class("-earlier") or self.has_focus else self.draw().toned("$quiet")
        )
        return page.marked(self._needle, FOUND, self._found, FOUND_HERE) if self._needle else page

    def mark(self, needle: re.Pattern[str] | None, found: int | None = None) -> None:
        """Highlight matches of a search.

        Args:
            needle: The pattern; ``None`` for no highlights.
            found: Number of the current match in this block.
        """
        if (needle, found) != (self._needle, self._found):
            self._needle, self._found = needle, found
            self.refresh()

    def line_of_find(self) -> int:
        """Return the line of the current match, from the top of the block."""
        if self._needle is None or self._found is None:
            return 0
        return self.draw().line_of_find(self._needle, self._found, self.content_size.width)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return self.draw().extract(selection), "\n"

    @property
    def look(self) -> Look:
        """Cursor and mouse position; only a focused block has a cursor."""
        return Look(self.active if self.has_focus else -1, self.hovered)

    def change(self) -> None:
        """Redraw after a change of the state."""
        self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that would do nothing."""
        if action == "pick":
            return 0 <= self.active < len(self.choices)
        if action == "browse":  # letters are commands only in browse mode; otherwise they are typed
            return (
                self.is_attached
                and self.screen.has_class(BROWSING)
                and self.screen.check_action(str(parameters[0]), ())
            )
        return True

    def watch_active(self) -> None:
        """Update the footer, which shows Enter only on a choice."""
        self.refresh_bindings()

    def pick(self, number: int) -> None:
        """Pick a choice."""
        if 0 <= number < len(self.choices):
            self.active = number
            self.post_message(ChoicePicked(self, self.choices[number]))

    def action_pick(self) -> None:
        """Pick the choice under the cursor."""
        self.pick(self.active)

    async def action_browse(self, action: str) -> None:
        """Run the action of a letter in browse mode."""
        await self.screen.run_action(action)

    def action_move(self, step: int) -> None:
        """Move to the next choice, or leave the block."""
        goal = self.active + step
        if 0 <= goal < len(self.choices):
            self.active = goal
        else:
            self.post_message(BlockExited(self, step))

    def on_key(self, event: events.Key) -> None:
        """Pick a choice by its digit."""
        first = self.state.first
        digit = "123456789".find(event.character or "-") + 1 - first
        if self.NUMBERED and 0 <= digit < digit_count(self.choices, first):
            event.stop()
            self.pick(digit)

    def on_click(self, event: events.Click) -> None:
        """Pick a clicked choice."""
        if self.screen.get_selected_text():
            return
        event.stop()
        choice = event.style.meta.get("choice")
        if choice is not None:
            self.pick(choice)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlight the choice under the mouse."""
        self.hovered = event.style.meta.get("choice", -1)

    def on_leave(self) -> None:
        """Remove the highlight."""
        self.hovered = -1

    def on_unmount(self) -> None:
        """Drop the rendered lines: a Textual cache keeps the last 1,024 widgets in memory."""
        self.refresh()

    def on_blur(self) -> None:
        """Redraw without the cursor."""
        self.refresh()

    def on_focus(self) -> None:
        """Redraw with the cursor."""
        self.refresh()
