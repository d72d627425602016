"""Taking an answer or the whole conversation away."""

from __future__ import annotations

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.exporting import DOCUMENTS, FORMS, as_form, as_plain, conversation
from assistant.safe import safe_line
from assistant.tui.screens.ask_name import AskName
from assistant.tui.screens.picker import Item, Picker
from assistant.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.tui.screens.parts import Parts

WHOLE = (
    Item("file:.md", "Whole conversation as Markdown", "to a file"),
    Item("file:.txt", "Whole conversation as plain text", "to a file"),
    Item("file:.json", "Whole conversation as JSON", "to a file"),
)


def name_for(folder: Path, ending: str) -> str:
    """A file name that is not taken yet: the day, then the day and a number."""
    stem = f"conversation-{date.today().isoformat()}"
    for number in range(1, 1000):
        name = f"{stem}{'' if number == 1 else f'-{number}'}{ending}"
        if not os.path.lexists(folder / name):
            return name
    return f"{stem}{ending}"


def objection(folder: Path, name: str) -> str:
    """What speaks against saving under a name; empty when nothing does."""
    path = folder / Path(name).expanduser()
    if path.suffix.lower() not in DOCUMENTS:
        return "end it in .md, .txt or .json"
    try:
        if os.path.lexists(path):
            return "there is a file of that name already"
        if not path.parent.is_dir():
            return "there is no such folder"
    except (OSError, ValueError):
        return "that is no name for a file"
    return ""


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet, readable by its owner alone: it holds what someone asked."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


class TakingAway:
    """Copying and saving, driven by keys and commands."""

    def __init__(self, screen: Parts) -> None:
        self._screen = screen

    def copy(self, turn: Turn | None, form: str = "plain") -> None:
        """Copy an answer to the clipboard, over ssh too."""
        if turn is None:
            self._screen.say("nothing to copy yet")
            return
        library = self._screen.services.library
        text = as_plain(turn) if form == "plain" else as_form(turn, form, library.source, library.title)
        self._screen.app.copy_to_clipboard(text)
        label = next(one.label for one in FORMS if one.id == form)
        self._screen.say(
            f"copied: {label.lower()}{', with its citation' if form == 'plain' and turn.source else ''}"
        )

    def menu(self, turn: Turn | None, words: str = "") -> None:
        """Offer the forms there are."""
        items = [Item(one.id, one.label, one.hint) for one in FORMS] if turn is not None else []
        if self._screen.turns():
            items += WHOLE
        if not items:
            self._screen.say("nothing to take away yet")
            return
        exact = next((one.id for one in FORMS if words.casefold() in (one.id, one.label.casefold())), None)
        if exact is not None and turn is not None:
            self.copy(turn, exact)
            return
        self._screen.app.push_screen(Picker("Take away", items, words=words), partial(self._taken, turn))

    def _taken(self, turn: Turn | None, form: str | None) -> None:
        if form is None:
            return
        if form.startswith("file:"):
            self.ask_name(form.removeprefix("file:"))
        else:
            self.copy(turn, form)

    def ask_name(self, ending: str) -> None:
        """Ask under which name to save the conversation."""
        folder = self._screen.services.folder
        self._screen.app.push_screen(
            AskName("Save the conversation as", name_for(folder, ending), partial(objection, folder)),
            self._named,
        )

    def _named(self, name: str | None) -> None:
        if name is not None:
            self._screen.run_worker(self.save(name), group="save")

    async def save(self, name: str) -> None:
        """Save the conversation under a name, or say why not."""
        folder = self._screen.services.folder
        against = "nothing was said yet" if not self._screen.turns() else objection(folder, name)
        if against:
            self._screen.say(f"not saved: {against}", warning=True)
            return
        path = folder / Path(name).expanduser()
        turns: Sequence[Turn] = list(self._screen.turns())
        title = self._screen.services.library.title

        def write() -> str:
            try:
                write_new(path, conversation(turns, DOCUMENTS[path.suffix.lower()], title))
            except (OSError, ValueError) as error:
                return f"not saved: {getattr(error, 'strerror', None) or error}"
            return ""

        trouble = await self._screen.runner.watch(write)
        self._screen.say(trouble or f"saved: {safe_line(str(path), 300)}", warning=bool(trouble))
