"""What lies over the page."""

from __future__ import annotations

from textual.screen import ModalScreen, ScreenResultType

from assistant.tui.screens.base import BaseScreen


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen over the dimmed page; returns what was decided."""

    CSS_PATH = "dialog.tcss"
