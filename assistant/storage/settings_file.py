"""Parse the settings file, and report problems with line and column.

Separate from :mod:`assistant.storage.settings`, because the YAML reader is only needed if there is a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.base.files import FileProblem, read_bytes
from assistant.base.nearest import spelling_hint
from assistant.base.nodes import Items, Node, Table
from assistant.base.problems import ProblemReport, in_quotes, place_of
from assistant.base.reader import Budget, read_document
from assistant.errors import Problem
from assistant.sanitize import safe_line

_YES = ("on", "yes", "true")
_NO = ("off", "no", "false")


def read_settings(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Parse a settings file.

    Returns:
        The valid values, by field of :class:`Settings`, and the problems, sorted by position.
    """
    try:
        data = read_bytes(path)
    except FileProblem as error:
        return {}, [] if error.problem.rule == "missing-file" else [error.problem]
    report = ProblemReport()
    document = read_document(data, safe_line(str(path), 300), report, Budget())
    # Report nothing else about a truncated file: the truncation may cause other problems.
    reading = _Reading(path, document.path, report if document.whole else ProblemReport())
    settings: dict[str, Any] = {}
    if isinstance(document.root, Table):
        settings = reading.settings(document.root)
    elif document.root:
        reading.refuse(document.mark, "wrong-type", "the settings are not a mapping", "Write key: value.")
    return settings, report.problems


class _Reading:
    """Validates the values of one settings file."""

    def __init__(self, path: Path, name: str, report: ProblemReport) -> None:
        self._path, self._name, self._report = path, name, report
        self._places: dict[str, str] = {}

    def refuse(self, mark: int, rule: str, message: str, remedy: str) -> None:
        """Report a problem."""
        self._report.add(self._name, mark, rule, message, remedy)

    def settings(self, table: Table) -> dict[str, Any]:
        """Return the values of the known keys; an invalid value becomes the default."""
        readers = {
            "theme": ("theme", self._text),
            "keys": ("keys", self._keys),
            "log": ("log", self._switch),
            "curate": ("curate", self._switch),
            "eval": ("eval_files", self._files),
            "faq": ("base", self._base),
        }
        settings: dict[str, Any] = {"places": self._places}
        for at, (key, value) in enumerate(table.fields.items()):
            key_mark, mark = table.marks[2 * at], table.marks[2 * at + 1]
            if key in readers:
                self._places[key] = str(place_of(self._name, mark))
                field, read = readers[key]
                settings[field] = read(key, value, mark)
            else:
                self.refuse(
                    key_mark,
                    "unknown-key",
                    f"unknown setting {in_quotes(key)}",
                    spelling_hint(key, [*readers]),
                )
        return settings

    def _text(self, key: str, value: Node, mark: int) -> str:
        if isinstance(value, str):
            return safe_line(value.strip())
        self.refuse(mark, "wrong-type", f"{key} must be text", "Write it after the colon.")
        return ""

    def _switch(self, key: str, value: Node, mark: int) -> bool:
        """Return whether a switch is on; an invalid value is reported and counts as off."""
        word = value.strip().casefold() if isinstance(value, str) else ""
        if word not in (*_YES, *_NO):
            self.refuse(mark, "wrong-type", f"{key} must be on or off", f"Write {key}: on or {key}: off.")
        return word in _YES

    def _keys(self, key: str, value: Node, mark: int) -> dict[str, str]:
        if not isinstance(value, Table):
            remedy = "Write an action and its key on each line, such as contents: f6."
            self.refuse(mark, "wrong-type", f"{key} must be a mapping", remedy)
            return {}
        found: dict[str, str] = {}
        for at, (action, keys) in enumerate(value.fields.items()):
            name, key_mark, mark = safe_line(action), *value.marks[2 * at : 2 * at + 2]
            if text := self._text(f"the key of {name}", keys, mark):
                found[name] = text
                self._places[name] = str(place_of(self._name, key_mark))
        return found

    def _base(self, key: str, value: Node, mark: int) -> tuple[Path, ...] | None:
        """Return the paths of the base; ``None`` if one is invalid, because the others are another base."""
        count = len(value.values) if isinstance(value, Items) else 1
        paths = self._files(key, value, mark)
        return paths if 0 < len(paths) == count else None

    def _files(self, key: str, value: Node, mark: int) -> tuple[Path, ...]:
        """Return the files of a list, or a single file; relative paths start at the directory of the settings."""
        named: Sequence[Node] = value.values if isinstance(value, Items) else [value]
        texts = [name.strip() for name in named if isinstance(name, str) and name.strip()]
        if len(texts) < len(named):
            self.refuse(mark, "wrong-type", f"{key} must name files", "Write one file, or a list of files.")
        return tuple(self._path.parent / _expanded(text) for text in texts)


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~ without a home directory
        return Path(text)
