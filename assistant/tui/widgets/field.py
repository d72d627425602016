"""A one-line text field."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """An input without border and with a steady cursor."""

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        """Create the field, with the arguments of Textual's ``Input``."""
        super().__init__(
            value, placeholder=placeholder, id=id, compact=True, max_length=200, select_on_focus=False
        )
        self.cursor_blink = False
