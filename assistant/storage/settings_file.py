"""Reading the settings file: YAML with places, so that every complaint names line, column and remedy.

Apart from :mod:`assistant.storage.settings` because it needs the base's YAML reader, which a one-shot answer
cannot afford.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.base.files import Refused, read_bytes
from assistant.base.nearest import meant
from assistant.base.nodes import Items, Node, Table
from assistant.base.problems import Report, cited
from assistant.base.reader import Budget, read_document
from assistant.errors import Problem
from assistant.sanitize import safe_line

KNOWN = ("theme", "keys", "log", "eval")
_YES = ("on", "yes", "true")
_NO = ("off", "no", "false")


def read_settings(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read a settings file.

    Returns:
        The values that can be used, by field of :class:`Settings`, and everything that cannot, sorted by place.
    """
    try:
        data = read_bytes(path)
    except Refused as error:
        return {}, [] if error.problem.rule == "missing-file" else [error.problem]
    report = Report()
    document = read_document(data, safe_line(str(path), 300), report, Budget())
    # Of a file that breaks off, only that is told: what seems wrong in it may only be unfinished.
    reading = _Reading(path, document.path, report if document.whole else Report())
    settings: dict[str, Any] = {}
    if isinstance(document.root, Table):
        settings = reading.settings(document.root)
    elif document.root:
        reading.refuse(document.mark, "wrong-type", "the settings are no table of keys", "Write key: value.")
    return settings, report.problems


class _Reading:
    """Checks what one settings file holds."""

    def __init__(self, path: Path, name: str, report: Report) -> None:
        self._path, self._name, self._report = path, name, report

    def refuse(self, mark: int, rule: str, message: str, remedy: str) -> None:
        """Note what cannot be used."""
        self._report.add(self._name, mark, rule, message, remedy)

    def settings(self, table: Table) -> dict[str, Any]:
        """The values of the known keys; what is wrong keeps its default."""
        settings: dict[str, Any] = {}
        for at, (key, value) in enumerate(table.fields.items()):
            key_mark, mark = table.marks[2 * at], table.marks[2 * at + 1]
            match key:
                case "theme":
                    settings["theme"] = self._text(key, value, mark)
                case "keys":
                    settings["keys"] = self._keys(value, mark)
                case "log":
                    settings["log"] = self._switch(key, value, mark)
                case "eval":
                    settings["eval_files"] = self._files(value, mark)
                case _:
                    message = f"no setting is called {cited(key)}"
                    self.refuse(key_mark, "unknown-key", message, meant(key, KNOWN))
        return settings

    def _text(self, key: str, value: Node, mark: int) -> str:
        if isinstance(value, str):
            return safe_line(value.strip())
        self.refuse(mark, "wrong-type", f"{key} is to be one text", "Write it after the colon.")
        return ""

    def _switch(self, key: str, value: Node, mark: int) -> bool:
        """``on`` or ``off`` in any of the words people use; anything else leaves it on, and says so."""
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word not in (*_YES, *_NO):
            self.refuse(mark, "wrong-type", f"{key} is to be on or off", f"Write {key}: on or {key}: off.")
        return word not in _NO

    def _keys(self, value: Node, mark: int) -> dict[str, str]:
        if not isinstance(value, Table):
            remedy = "Write an action and its key on each line, such as contents: f6."
            self.refuse(mark, "wrong-type", "keys is to be a table", remedy)
            return {}
        return {
            safe_line(action): text
            for at, (action, keys) in enumerate(value.fields.items())
            if (text := self._text(f"the key of {safe_line(action)}", keys, value.marks[2 * at + 1]))
        }

    def _files(self, value: Node, mark: int) -> tuple[Path, ...]:
        """One file or several; relative ones lie beside the settings."""
        named: Sequence[Node] = value.values if isinstance(value, Items) else [value]
        texts = [name.strip() for name in named if isinstance(name, str) and name.strip()]
        if len(texts) < len(named):
            self.refuse(mark, "wrong-type", "eval is to name files", "Write one file, or a list of files.")
        return tuple(self._path.parent / _expanded(text) for text in texts)


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # a ~ without a home
        return Path(text)
