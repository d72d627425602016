"""One thing said in the conversation: a page of text with choices in it."""

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
from assistant.tui.turn_page import Look, Part, State, digits_of

BROWSING = "-browsing"
"""Class of the screen while single letters are commands."""
FOUND = "$foreground on $faint"
FOUND_HERE = "bold $block-cursor-foreground on $accent"


@dataclass
class PartPicked(Message):
    """A choice in a block was taken, by key or by mouse."""

    block: Block
    part: Part


@dataclass
class BlockLeft(Message):
    """The cursor went beyond the first or last choice of a block."""

    block: Block
    step: int
    """-1 upwards, 1 downwards."""


class Block(Widget, can_focus=True):
    """A page that can be walked to, chosen from by arrows, digits and mouse, and searched.

    One widget, however much it says: it draws itself from a ``Page``, and the letters of each choice carry
    its number. Subclasses say what is on the page and what the choices are.
    """

    BINDINGS: ClassVar = bindings(BLOCK)
    HELP = """\
## A question or an answer

**Up** and **down** go through its choices, then to the block above or below; **Enter** takes a choice, and so
do its **digit** and a click. In browse mode (**Alt+Up**) single letters are commands; any other
letter goes to the prompt.

Drag with the mouse to select text; **Ctrl+C** copies it.
"""

    NUMBERED: ClassVar[bool] = True
    """Whether its choices bear digits."""

    active: reactive[int] = reactive(-1)
    """The part under the cursor, -1 for none."""
    hovered: reactive[int] = reactive(-1)
    """The part under the mouse, -1 for none."""

    def __init__(
        self, parts: tuple[Part, ...] = (), state: State | None = None, *, classes: str = ""
    ) -> None:
        """Make the block.

        Args:
            parts: What can be chosen in it.
            state: What happened to it since it was said.
            classes: Its kind, for the style sheet.
        """
        super().__init__(classes=f"block {classes}".strip(), markup=False)
        self.parts = parts
        self.state = state or State()
        self._needle: re.Pattern[str] | None = None
        self._found: int | None = None

    def draw(self) -> Page:
        """The page as it stands now."""
        raise NotImplementedError

    def render(self) -> Page:
        """Return the page, with what is being searched for marked in it."""
        page = self.draw()
        return page.marked(self._needle, FOUND, self._found, FOUND_HERE) if self._needle else page

    def mark(self, needle: re.Pattern[str] | None, found: int | None = None) -> None:
        """Mark words in it.

        Args:
            needle: What to mark; ``None`` to end marking.
            found: Which of the finds is the one in focus.
        """
        if (needle, found) != (self._needle, self._found):
            self._needle, self._found = needle, found
            self.refresh()

    def line_of_find(self) -> int:
        """The line, from the top of the block, of the find in focus."""
        if self._needle is None or self._found is None:
            return 0
        return self.draw().line_of_find(self._needle, self._found, self.content_size.width)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected words as clean text; part of Textual's protocol."""
        return self.draw().extract(selection), "\n"

    @property
    def look(self) -> Look:
        """How its choices look just now: only the block in focus has a cursor."""
        return Look(self.active if self.has_focus else -1, self.hovered)

    def change(self) -> None:
        """Draw it anew after its state was changed."""
        self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing are not offered."""
        if action == "pick":
            return 0 <= self.active < len(self.parts)
        if action == "browse":  # a letter is a command in browse mode alone; otherwise it is typed
            return (
                self.is_attached
                and self.screen.has_class(BROWSING)
                and self.screen.check_action(str(parameters[0]), ())
            )
        return True

    def watch_active(self) -> None:
        """The footer offers Enter only on a choice."""
        self.refresh_bindings()

    def pick(self, number: int) -> None:
        """Take a choice."""
        if 0 <= number < len(self.parts):
            self.active = number
            self.post_message(PartPicked(self, self.parts[number]))

    def action_pick(self) -> None:
        """Take the choice under the cursor."""
        self.pick(self.active)

    async def action_browse(self, action: str) -> None:
        """Do what a letter stands for in browse mode."""
        await self.screen.run_action(action)

    def action_move(self, step: int) -> None:
        """Go to the next choice, or out of the block."""
        goal = self.active + step
        if 0 <= goal < len(self.parts):
            self.active = goal
        else:
            self.post_message(BlockLeft(self, step))

    def on_key(self, event: events.Key) -> None:
        """A digit takes the choice that bears it."""
        digit = "123456789".find(event.character or "-")
        if self.NUMBERED and 0 <= digit < digits_of(self.parts):
            event.stop()
            self.pick(digit)

    def on_click(self, event: events.Click) -> None:
        """A click on a choice takes it."""
        part = event.style.meta.get("part")
        if part is not None and not self.screen.get_selected_text():
            event.stop()
            self.pick(part)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What looks like a choice answers to the mouse."""
        self.hovered = event.style.meta.get("part", -1)

    def on_leave(self) -> None:
        """The mouse has gone."""
        self.hovered = -1

    def on_unmount(self) -> None:
        """Drop the drawn lines: a cache of Textual's keeps the last 1,024 widgets in memory."""
        self.refresh()

    def on_blur(self) -> None:
        """Choices lose their cursor with the focus."""
        self.refresh()

    def on_focus(self) -> None:
        """Choices show their cursor."""
        self.refresh()
