"""Choices made in the chat, kept over restarts, such as the theme.

Kept apart from the settings file, so that no program writes into what a person wrote. Whichever of the two
was changed last holds.
"""

from __future__ import annotations

from pathlib import Path

from assistant.paths import CHOICES, state_dir
from assistant.sanitize import safe_line
from assistant.storage.json_lines import Log, Notice, quiet
from assistant.storage.settings import UNSET, Settings


class Choices:
    """What was chosen in the chat, kept over restarts; the settings file wins when it was changed since."""

    def __init__(self, path: Path | None, settings: Settings = UNSET, notice: Notice = quiet) -> None:
        """Open nothing yet.

        Args:
            path: The file; ``None`` to keep no choice.
            settings: What the person has set.
            notice: Told, once, what cannot be kept or read.
        """
        self._log = Log(path, "the choices made in the chat", notice, 2**16)
        self._set = {"theme": settings.theme}

    @classmethod
    def open(cls, settings: Settings = UNSET, *, notice: Notice = quiet) -> Choices:
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
