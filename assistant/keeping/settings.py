"""The settings file that a person writes, and the choices made in the chat.

The file is YAML and is only ever read; what is chosen in the chat (the theme) is kept apart from it, so that
nobody's comments are touched. Whichever of the two was changed last holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.keeping.files import Log, Notice, quiet
from assistant.paths import CHOICES, settings_file, state_dir
from assistant.safe import safe_line

if TYPE_CHECKING:
    from assistant.base.nodes import Node, Table

KNOWN = ("theme", "keys", "log", "motion", "eval")
_YES = ("on", "yes", "true")
_NO = ("off", "no", "false")
_LARGEST = 2**20
"""Bytes of a settings file; a larger one is something else."""
_LOG_OFF = re.compile(
    rb"""(?:^|[{,])[ \t]*(["']?)log\1[ \t]*:\s*(["']?)(?:off|no|false)\2[ \t]*(?:$|[\r,}]|#)""",
    re.MULTILINE | re.IGNORECASE,
)


class Settings(NamedTuple):
    """What a person has set; the defaults where they have not."""

    theme: str = ""
    """Name of the chat's theme; empty for the usual one."""
    keys: Mapping[str, str] = {}
    """Keys by action id; several are separated by commas."""
    log: bool = True
    """Whether questions are kept on this machine."""
    motion: bool = True
    """Whether the chat may move anything."""
    eval_files: tuple[Path, ...] = ()
    """Labelled questions that the curator's tools go through."""


def keeps_log(path: Path | None = None) -> bool:
    """Whether the settings allow questions to be kept, found without reading them as YAML.

    A one-shot answer cannot afford the YAML reader. Anything that looks like ``log: off`` counts, and so does
    a file that cannot be read: who went to the trouble of writing one may have forbidden it there.

    Args:
        path: The settings file; the usual one when left out.
    """
    try:
        with open(path or settings_file(), "rb") as file:  # noqa: PTH123
            return _LOG_OFF.search(file.read(_LARGEST)) is None
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False


def load_settings(path: Path | None = None, *, notice: Notice = quiet) -> Settings:
    """Read the settings file.

    Args:
        path: The file; the usual one when left out. It may be missing.
        notice: Called with one line for everything in it that cannot be used.

    Returns:
        The settings as far as they can be read.
    """
    from assistant.base.files import Refused, read_bytes
    from assistant.base.nodes import Table
    from assistant.base.problems import Report
    from assistant.base.reader import Budget, read_document

    path = path or settings_file()
    try:
        data = read_bytes(path)
    except Refused as error:
        if error.problem.rule == "missing-file":
            return Settings()
        notice(str(error))
        return Settings(log=keeps_log(path))
    report = Report()
    document = read_document(data[:_LARGEST], safe_line(str(path), 300), report, Budget())
    read = _Reading(path, document.path, report)
    if isinstance(document.root, Table):
        settings = read.settings(document.root)
    else:
        settings = Settings()
        if document.root:
            read.refuse(document.mark, "wrong-type", "the settings are no table of keys", "Write key: value.")
    for problem in report.problems:
        notice(str(problem))
    return settings._replace(log=settings.log and keeps_log(path))


class _Reading:
    """Checks what one settings file holds."""

    def __init__(self, path: Path, name: str, report: object) -> None:
        from assistant.base.problems import Report

        assert isinstance(report, Report)
        self._path, self._name, self._report = path, name, report

    def refuse(self, mark: int, rule: str, message: str, remedy: str) -> None:
        self._report.add(self._name, mark, rule, message, remedy)

    def settings(self, table: Table) -> Settings:
        """The values of the known keys; what is wrong keeps its default."""
        from assistant.base.nearest import meant
        from assistant.base.problems import cited

        settings = Settings()
        for at, (key, value) in enumerate(table.fields.items()):
            key_mark, mark = table.marks[2 * at], table.marks[2 * at + 1]
            match key:
                case "theme":
                    settings = settings._replace(theme=self._text(key, value, mark))
                case "keys":
                    settings = settings._replace(keys=self._keys(value, mark))
                case "log":
                    settings = settings._replace(log=self._switch(key, value, mark))
                case "motion":
                    settings = settings._replace(motion=self._switch(key, value, mark))
                case "eval":
                    settings = settings._replace(eval_files=self._files(value, mark))
                case _:
                    self.refuse(key_mark, "unknown-key", f"no setting is called {cited(key)}", meant(key, KNOWN))
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
        from assistant.base.nodes import Table

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
        from assistant.base.nodes import Items

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


class Choices:
    """What was chosen in the chat, kept over restarts; the settings file wins when it was changed since."""

    def __init__(self, path: Path | None, settings: Settings = Settings(), notice: Notice = quiet) -> None:
        """Open nothing yet.

        Args:
            path: The file; ``None`` to keep no choice.
            settings: What the person has set.
            notice: Told, once, what cannot be kept or read.
        """
        self._log = Log(path, "the choices made in the chat", notice, 2**16)
        self._set = {"theme": settings.theme}

    @classmethod
    def open(cls, settings: Settings = Settings(), *, notice: Notice = quiet) -> Choices:
        """The choices at their usual place."""
        return cls(state_dir() / CHOICES, settings, notice)

    def prefer(self, name: str, value: str) -> None:
        """Keep a choice, and what the settings said when it was made."""
        self._log.append({"name": name, "value": value, "set": self._set.get(name, "")})

    def preferences(self) -> dict[str, str]:
        """What holds: the last choices, and settings changed since."""
        held = {name: value for name, value in self._set.items() if value}
        for line in self._log.lines():
            name, value, was = (line.value.get(key) for key in ("name", "value", "set"))
            if isinstance(name, str) and isinstance(value, str) and was == self._set.get(name, ""):
                held[safe_line(name)] = safe_line(value)
        return held
