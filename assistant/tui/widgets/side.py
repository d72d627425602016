"""The side pane: contents above, source below."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from assistant.tui.widgets.contents import Contents
from assistant.tui.widgets.source import SourcePanel


class SidePane(Vertical):
    """Mounted when it is first wanted; on narrow terminals it comes over the page."""

    class FilterTyped(Message):
        """The filter of the contents changed."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self) -> None:
        super().__init__(id="side")
        self.contents = Contents()
        self.source = SourcePanel()

    def compose(self) -> ComposeResult:
        """Two headings, a filter, the tree and the source."""
        yield Static(Content.styled("CONTENTS", "$quiet"), classes="label", markup=False)
        yield Input(placeholder="filter", compact=True, id="filter", max_length=200)
        yield self.contents
        with VerticalScroll(id="behind", can_focus=False):
            yield Static(Content.styled("SOURCE", "$quiet"), classes="label", markup=False)
            yield self.source

    @property
    def filter(self) -> Input:
        """Where the filter is typed."""
        return self.query_one("#filter", Input)

    @on(Input.Changed, "#filter")
    def tell_filter(self, event: Input.Changed) -> None:
        """Filter anew."""
        event.stop()
        self.post_message(self.FilterTyped(event.value))

    @on(Input.Submitted, "#filter")
    def leave_filter(self, event: Input.Submitted) -> None:
        """Enter in the filter goes to what it found."""
        event.stop()
        self.contents.focus()
