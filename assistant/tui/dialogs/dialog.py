"""What lies over the page."""

from __future__ import annotations

from pathlib import Path

from textual.screen import ModalScreen, ScreenResultType

from assistant.tui.base_screen import BaseScreen


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen over the dimmed page; returns what was decided."""

    CSS_PATH = Path(__file__).with_name("dialog.tcss")  # absolute, as subclasses live elsewhere
