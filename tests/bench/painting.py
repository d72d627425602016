"""A minimal app with the kinds of widgets that the chat has: ``python -m tests.bench.painting``.

A line of heading, a scrolling transcript with a list in it, a list of suggestions, a mark and a line to type in, a
bar of keys. It does nothing: what it takes to draw is what Textual itself takes.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Label, OptionList, Static


class Minimal(App[None]):
    """Only shows its widgets."""

    AUTO_FOCUS = "Input"
    CSS = "#mark { width: 2; } #offers { height: auto; } #page { height: 1fr; } OptionList { height: auto; }"

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield Label("A question-and-answer assistant")
        with Horizontal(id="page"), Vertical():
            with VerticalScroll():
                yield Static("Welcome", markup=False)
                yield OptionList("What is this?", "What is that?", "Why?", "When?", id="welcome")
            yield OptionList(id="offers")
            with Horizontal(id="line"):
                yield Static("❯", id="mark", markup=False)
                yield Input(placeholder="Ask a question", compact=True)
        yield Static("f1 help", markup=False)


if __name__ == "__main__":
    Minimal().run()
