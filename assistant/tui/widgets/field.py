"""One line to type into."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """A line without a box whose cursor does not blink."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """Create it; the arguments are those of Textual's ``Input``."""
        super().__init__(
            value, placeholder=placeholder, id=id, compact=True, max_length=200, select_on_focus=False
        )
        self.cursor_blink = False
