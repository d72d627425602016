"""What lies over the page."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the dimmed page; returns what was decided."""

    CSS_PATH = "dialog.tcss"
