"""Copying and exporting an answer or the whole conversation."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.exporting import DOCUMENTS, FORMS, as_form, as_plain, conversation
from assistant.safe import safe_line
from assistant.tui.screens.picker import Item, Picker
from assistant.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.tui.screens.parts import Parts

WHOLE = (
    Item(".md", "Whole conversation as Markdown", "to a file"),
    Item(".txt", "Whole conversation as plain text", "to a file"),
    Item(".json", "Whole conversation as JSON", "to a file"),
)
"""Documents of a conversation, by the suffix of their file."""


def name_for(folder: Path, suffix: str) -> str:
    """Return a file name that is not taken yet: the day, then the day and a number."""
    stem = f"conversation-{date.today().isoformat()}"
    for number in range(1, 1000):
        name = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        if not os.path.lexists(folder / name):
            return name
    return f"{stem}{suffix}"


def objection(folder: Path, name: str) -> str:
    """Return what speaks against saving under a name; empty when nothing does."""
    path = folder / Path(name).expanduser()
    if path.suffix.lower() not in DOCUMENTS:
        return "End the name in .md, .txt or .json"
    try:
        if os.path.lexists(path):
            return "A file of that name exists"
        if not path.parent.is_dir():
            return "There is no such folder"
    except (OSError, ValueError):
        return "This is not a file name"
    return ""


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet, readable by its owner alone: it holds what someone asked."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


class Exporter:
    """Copying and saving, driven by keys and commands."""

    def __init__(self, screen: Parts) -> None:
        self._screen = screen

    def copy(self, turn: Turn | None, form: str = "plain") -> None:
        """Copy an answer to the clipboard, over ssh too."""
        if turn is None:
            self._screen.say("Nothing to copy yet")
            return
        library = self._screen.services.library
        text = as_plain(turn) if form == "plain" else as_form(turn, form, library.source, library.title)
        self._screen.app.copy_to_clipboard(text)
        label = next(one.label for one in FORMS if one.id == form)
        citation = ", with its citation" if form == "plain" and turn.source else ""
        self._screen.say(f"Copied as {label.lower()}{citation}")

    async def export(self, turn: Turn | None, name: str) -> None:
        """Export to the file or in the form named; without a name, choose from a list.

        Args:
            turn: The answer; ``None`` when there is none.
            name: A form ("bibtex"), a suffix (".md"), or a file name.
        """
        if not self._screen.turns():
            self._screen.say("Nothing to export yet")
            return
        form = next((one.id for one in FORMS if name.casefold() in (one.id, one.label.casefold())), None)
        if form is not None:
            self.copy(turn, form)
        elif name in DOCUMENTS:
            await self.save(name_for(self._screen.services.folder, name))
        elif name:
            await self.save(name)
        else:
            items = [Item(one.id, one.label, one.hint) for one in FORMS] if turn is not None else []
            self._screen.app.push_screen(Picker("Export", [*items, *WHOLE]), partial(self._chosen, turn))

    async def _chosen(self, turn: Turn | None, form: str | None) -> None:
        if form is not None:
            await self.export(turn, form)

    async def save(self, name: str) -> None:
        """Save the conversation under a name, or say why not."""
        folder = self._screen.services.folder
        against = objection(folder, name)
        if against:
            self._screen.say(f"Not saved. {against}", warning=True)
            return
        path = folder / Path(name).expanduser()
        turns: Sequence[Turn] = list(self._screen.turns())
        title = self._screen.services.library.title

        def write() -> str:
            try:
                write_new(path, conversation(turns, DOCUMENTS[path.suffix.lower()], title))
            except (OSError, ValueError) as error:
                return f"Not saved. {getattr(error, 'strerror', None) or error}"
            return ""

        trouble = await self._screen.runner.watch(write)
        self._screen.say(trouble or f"Saved {safe_line(str(path), 300)}", warning=bool(trouble))
