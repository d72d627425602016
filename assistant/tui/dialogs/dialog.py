"""Base class of dialogs."""

from __future__ import annotations

from pathlib import Path

from textual.screen import ModalScreen, ScreenResultType

from assistant.tui.base_screen import BaseScreen


class Dialog(BaseScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A modal screen over the dimmed page."""

    CSS_PATH = Path(__file__).with_name(
        "dialog.tcss"
    )  # absolute: Textual resolves it relative to the subclass
