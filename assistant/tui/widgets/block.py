"""One thing said in the conversation: a page of text with choices in it."""

from __future__ import annotations

import re
from typing import ClassVar, Self

from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.selection import Selection
from textual.widget import Widget

from assistant.tui.keys import BLOCK, bindings
from assistant.tui.messages import BlockLeft, PartPicked
from assistant.tui.page import Page
from assistant.tui.saying import Look, Part, State, digits_of

FOUND = "$foreground on $faint"
FOUND_HERE = "bold $block-cursor-foreground on $accent"


class Block(Widget, can_focus=True):
    """A page that can be walked to, chosen from by arrows, digits and mouse, and searched.

    One widget, however much it says: it draws itself from a ``Page``, and the letters of each choice carry
    its number. Subclasses say what is on the page and what the choices are.
    """

    BINDINGS: ClassVar = bindings(BLOCK)
    HELP = """\
## A question or an answer

**Up** and **down** go through its choices, then to the block above or below; **Enter** takes a choice, and so
do its **digit** and a click. Any other letter goes to the prompt.

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
        self._drawn: Page | None = None
        self.auto_links = False  # its links are parts; Textual's would draw every line to look for some

    def draw(self) -> Page:
        """The page as it stands now."""
        raise NotImplementedError

    def render(self) -> Page:
        """The page, with what is being looked for marked in it."""
        if self._drawn is None:
            self._drawn = self.draw()
        if self._needle is not None:
            return self._drawn.marked(self._needle, FOUND, self._found, FOUND_HERE)
        return self._drawn

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw it anew; a new size alone only wraps it anew."""
        if self._drawn is None and self._repaint_required and not (regions or layout or recompose):
            return self  # told already: new colours say so once for every style, of it and of all around it
        self._drawn = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # Nothing scrolls in a block: its new size is what came of a layout and no reason for another one.
        return super()._size_updated(size, virtual_size, container_size, layout=False)

    def mark(self, needle: re.Pattern[str] | None, found: int | None = None) -> None:
        """Mark words in it.

        Args:
            needle: What to mark; ``None`` to end marking.
            found: Which of the finds is the one in focus.
        """
        if (needle, found) != (self._needle, self._found):
            needles = [one for one in (self._needle, needle) if one is not None]
            self._needle, self._found = needle, found
            # Most blocks bear no mark, before or after; one that is not drawn yet will be drawn right.
            if self._drawn is not None and any(one.search(self._drawn.plain) for one in needles):
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
        """Let the drawn lines go.

        Textual keeps the last 1,024 of these caches alive by mistake (an ``lru_cache`` on a method), each
        with all its lines: some 40 kB for a block that has long been folded away.
        """
        self._styles_cache.clear()

    def on_blur(self) -> None:
        """Choices lose their cursor with the focus."""
        self.refresh()

    def on_focus(self) -> None:
        """Choices show their cursor."""
        self.refresh()
