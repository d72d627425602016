"""The side pane: contents above, source below."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from assistant.tui.messages import FilterChanged
from assistant.tui.widgets.contents import Contents
from assistant.tui.widgets.field import Field
from assistant.tui.widgets.source import SourcePanel


class SidePane(Vertical):
    """Mounted on first use; covers the conversation on narrow terminals."""

    SCOPED_CSS = False  # its position depends on the screen's classes
    DEFAULT_CSS = """
    #side { width: 31%; min-width: 36; height: 1fr; padding: 1 2 0 2; border-left: vkey $faint; }
    ChatScreen.-over #side { width: 100%; border-left: none; }
    ChatScreen.-over.-narrow #side { padding: 0 1; }
    ChatScreen.-short #side { padding-top: 0; }
    #side .label { height: auto; text-style: bold; border-bottom: solid $faint; }
    #side #filter { margin: 0 0 1 0; }
    #contents {
        scrollbar-size: 0 1;
        height: 1fr;
        background: transparent;
        border: none;
        padding: 0;
        & > .option-list--option { padding: 0; color: $foreground; }
        & > .option-list--option-hover { background: $tint; }
        & > .option-list--option-highlighted { background: $tint; color: $foreground; text-style: none; }
    }
    #contents:focus {
        border: none;
        background-tint: transparent;
        & > .option-list--option-highlighted { background: $line; text-style: bold; }
    }
    #behind { scrollbar-size: 0 1; height: auto; max-height: 50%; margin: 1 0 0 0; padding: 0; }
    #behind:focus-within { max-height: 75%; }
    ChatScreen.-short #side #behind { display: none; margin: 0; max-height: 100%; }
    ChatScreen.-short #side.-source #behind { display: block; }
    ChatScreen.-short #side.-source #listing { display: none; }
    """

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
