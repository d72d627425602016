"""Asking for a file name."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from assistant.tui.screens.dialog import Dialog
from assistant.tui.widgets.hints import Hints


class AskName(Dialog[str | None]):
    """One line with a name in it; gives back the name, or nothing."""

    BINDINGS: ClassVar = [Binding("escape", "dismiss_nothing", "close")]
    AUTO_FOCUS = "Input"

    def __init__(self, title: str, name: str, objection: Callable[[str], str]) -> None:
        """Make the screen.

        Args:
            title: What the name is for.
            name: The one proposed.
            objection: Says in a few words what speaks against a name; empty when nothing does.
        """
        super().__init__(classes="picker")
        self._title = title
        self._proposed = name
        self._objection = objection

    def compose(self) -> ComposeResult:
        """Title, name, objection."""
        with Vertical(classes="dialog"):
            yield Static(Content.styled(self._title, "bold"), classes="label", markup=False)
            yield Input(self._proposed, compact=True, max_length=1000, select_on_focus=False)
            yield Static("", classes="remark", markup=False)
            yield Hints(("enter", "save"), ("escape", "close"))

    @on(Input.Changed)
    def check_name(self, event: Input.Changed) -> None:
        """Say at once what speaks against a name."""
        event.stop()
        self.query_one(".remark", Static).update(Content.styled(self._objection(event.value), "$second"))

    @on(Input.Submitted)
    def take_name(self, event: Input.Submitted) -> None:
        """Enter takes it, unless something speaks against it."""
        event.stop()
        objection = "" if event.value.strip() else "a name is needed"
        objection = objection or self._objection(event.value)
        if objection:
            self.query_one(".remark", Static).update(Content.styled(objection, "$second"))
        else:
            self.dismiss(event.value.strip())

    def action_dismiss_nothing(self) -> None:
        """Save nothing."""
        self.dismiss(None)
