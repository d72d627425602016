"""Copy or export an answer or the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import wording
from assistant.conversation.export import (
    FORMATS,
    as_document,
    as_format,
    as_plain,
    file_format,
    format_named,
    save,
)
from assistant.conversation.turn import Turn
from assistant.errors import OutputError
from assistant.sanitize import safe_line
from assistant.tui.dialogs.picker import Item, Picker

if TYPE_CHECKING:
    from assistant.tui.chat_view import ChatView

WHOLE = (
    Item(".md", "Whole conversation as Markdown", "to a file"),
    Item(".txt", "Whole conversation as plain text", "to a file"),
    Item(".json", "Whole conversation as JSON", "to a file"),
)
"""File formats for a conversation, by suffix."""


class ExportController:
    """Runs the copy and export actions."""

    def __init__(self, screen: ChatView) -> None:
        self._screen = screen

    def copy(self, turn: Turn | None, form: str = "plain") -> None:
        """Copy an answer to the clipboard (with OSC 52, which also works over SSH)."""
        if turn is None or turn.answer is None:
            self._screen.say("Nothing to copy")
            return
        open_base = self._screen.services.open_base
        text = as_plain(turn) if form == "plain" else as_format(turn, form, open_base.source, open_base.title)
        if not text:
            self._screen.say(wording.NO_SOURCE)
            return
        self._screen.app.copy_to_clipboard(text)
        label = next(one.label for one in FORMATS if one.id == form)
        citation = ", with its citation" if form == "plain" and turn.source else ""
        self._screen.say(f"Copied as {label.lower() if form == 'plain' else label}{citation}")

    async def export(self, turn: Turn | None, name: str) -> None:
        """Copy the answer in a format, or save the conversation to a file; without a name, show a list to choose from.

        Args:
            turn: The answer; ``None`` if there is none.
            name: A format ("bibtex"), a suffix (".md") or a file name.
        """
        if not self._screen.turns():
            self._screen.say("Nothing to export yet")
            return
        form = format_named(name)
        if form is not None:
            self.copy(turn, form.id)
        elif name:
            await self._save(name)
        else:
            items = [Item(one.id, one.label, one.hint) for one in FORMATS] if turn is not None else []
            self._screen.app.push_screen(Picker("Export", [*items, *WHOLE]), partial(self._chosen, turn))

    async def _chosen(self, turn: Turn | None, form: str | None) -> None:
        if form is not None:
            await self.export(turn, form)

    async def _save(self, name: str) -> None:
        services, turns = self._screen.services, list(self._screen.turns())
        if self._screen.app.is_web:
            self._download(turns, name)
            return
        write = partial(save, turns, name, services.folder, services.open_base.title)
        try:
            path = await self._screen.runner.watch(write)
        except OutputError as error:
            self._screen.say(error.message, warning=True)
        else:
            self._screen.say(f"Saved {safe_line(str(path), 300)}")

    def _download(self, turns: Sequence[Turn], name: str) -> None:
        """Send the conversation to the browser, so that nothing is written on the server."""
        path = Path(re.sub(r"[^\w./-]+", "-", name))  # the name becomes part of an HTTP header
        try:
            text = as_document(turns, file_format(path.suffix or name), self._screen.services.open_base.title)
        except OutputError as error:
            self._screen.say(error.message, warning=True)
        else:
            filename = path.name if path.suffix else f"conversation{path}"
            self._screen.app.deliver_text(StringIO(text), save_filename=filename)
