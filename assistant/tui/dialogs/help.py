"""Help for the focused widget and for all keys and commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.conversation.slash_commands import commands_for
from assistant.tui.dialogs.dialog import Dialog
from assistant.tui.keys import GROUPS, shown_keys
from assistant.tui.markdown_page import BLANK, draw_markdown
from assistant.tui.page import Page, Paragraph
from assistant.tui.widgets.hints import Hints

KEY_WIDTH = 14


class HelpDialog(Dialog[None]):
    """A scrolling page of help."""

    BINDINGS: ClassVar = [
        Binding("escape,q,f1,enter", "dismiss", "close"),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("down,j", "scroll(1)", show=False),
    ]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, page: Page) -> None:
        """Create the dialog.

        Args:
            page: The content.
        """
        super().__init__("Help", classes="help")
        self._page = page

    def parts(self) -> ComposeResult:
        """Yield the page and the keys."""
        with VerticalScroll(classes="body"):
            yield Static(self._page, markup=False)
        yield Hints(("pagedown", "more"), ("escape", "close"))


def help_page(focused: str, rebound: Mapping[str, str], *, curate: bool) -> Page:
    """Return the help page; may run off the event loop.

    Args:
        focused: Help of the focused widget, as Markdown.
        rebound: Rebound keys by action id.
        curate: Whether to include the keys and commands for curators.
    """
    about = (Path(__file__).parent / "help.md").read_text(encoding="utf-8")
    paragraphs = [*draw_markdown(focused), BLANK] if focused else []
    paragraphs += draw_markdown(about)
    for title, keys in GROUPS:
        paragraphs += [BLANK, _heading(title)]
        shown = (key for key in keys if curate or not key.for_curators)
        paragraphs += _lines([(shown_keys(key, rebound), key.summary) for key in shown])
    paragraphs += [BLANK, _heading("Commands")]
    commands = commands_for("chat", curate=curate)
    paragraphs += _lines([(command.usage, command.summary) for command in commands])
    notes = ["To rebind keys, edit the settings file. “assistant paths” shows where it is."]
    notes += (
        [] if curate else ["Curators start the chat with “assistant --curate”, to teach and for the inbox."]
    )
    return Page((*paragraphs, BLANK, *(Paragraph(Content.styled(note, "$quiet")) for note in notes)))


def _heading(title: str) -> Paragraph:
    return Paragraph(Content.styled(title, "bold"))


def _lines(rows: list[tuple[str, str]]) -> list[Paragraph]:
    """Return keys or commands and their summaries in two columns."""
    width = max(KEY_WIDTH, *(cell_len(keys) + 2 for keys, _ in rows))
    return [
        Paragraph(
            Content(summary),
            Content.styled(keys, "$accent") + Content(" " * (width - cell_len(keys))),
            Content(" " * KEY_WIDTH),
        )
        for keys, summary in rows
    ]
