"""Preferences set in the chat, such as the theme.

Separate from the settings file, which the user writes and the program never changes. Of a preference and a setting,
the one that changed last applies.
"""

from __future__ import annotations

from assistant.sanitize import safe_line
from assistant.storage.database import Database
from assistant.storage.settings import UNSET, Settings


class Preferences:
    """Preferences set in the chat; a setting that has changed since overrides them."""

    def __init__(self, database: Database, settings: Settings = UNSET) -> None:
        """Create the store; the database is opened on first use.

        Args:
            database: Where preferences are stored.
            settings: The user's settings.
        """
        self._database = database
        self._settings = {"theme": settings.theme}

    def set(self, name: str, value: str) -> None:
        """Store a preference together with the current setting."""
        row = (name, value, self._settings.get(name, ""))
        self._database.write(
            lambda connection: connection.execute("REPLACE INTO preference VALUES (?, ?, ?)", row)
        )

    def values(self) -> dict[str, str]:
        """Return the values that apply, by name."""
        values = {name: value for name, value in self._settings.items() if value}
        for name, value, setting in self._database.read("SELECT name, value, setting FROM preference"):
            if setting == self._settings.get(str(name), ""):
                values[safe_line(str(name))] = safe_line(str(value))
        return values
