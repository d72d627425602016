"""The side pane: contents above, source below."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from assistant.tui.messages import FilterChanged
from assistant.tui.widgets.contents import Contents
from assistant.tui.widgets.field import Field
from assistant.tui.widgets.source import SourceDetails, SourcePanel


class SidePane(Vertical):
    """Mounted on first use; covers the conversation on narrow terminals."""

    SCOPED_CSS = False  # its position depends on the screen's classes
    DEFAULT_CSS = Path(__file__).with_name("side_pane.tcss").read_text(encoding="utf-8")

    def __init__(self) -> None:
        super().__init__(id="side")
        self.contents = Contents()
        self.source = SourcePanel()

    def compose(self) -> ComposeResult:
        """Compose headings, filter, contents and source."""
        with Vertical(id="listing"):
            yield Static("CONTENTS", classes="label", markup=False)
            yield Field(placeholder="/ filter by words", id="filter")
            yield self.contents
        with VerticalScroll(id="behind", can_focus=False):
            yield Static("SOURCE", classes="label", markup=False)
            yield self.source

    @property
    def filter(self) -> Input:
        """The filter of the contents."""
        return self.query_one("#filter", Input)

    def show_source(self, details: SourceDetails | None, *, browsed: bool) -> None:
        """Show a source from its heading on; see :meth:`SourcePanel.show`."""
        self.source.show(details, browsed=browsed)
        self.query_one("#behind").scroll_home(animate=False)

    @on(Input.Changed, "#filter")
    def post_filter(self, event: Input.Changed) -> None:
        """Post the new filter."""
        event.stop()
        self.post_message(FilterChanged(event.value))

    @on(Input.Submitted, "#filter")
    def focus_contents(self, event: Input.Submitted) -> None:
        """Focus the filtered contents."""
        event.stop()
        self.contents.focus()
