"""The settings file, which the user writes and the program only reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from assistant.paths import settings_file
from assistant.storage.consent import logging_allowed
from assistant.storage.database import Notice, ignore


class Settings(NamedTuple):
    """The user's settings, with defaults."""

    theme: str = ""
    """Name of the chat's theme; empty for the default."""
    keys: Mapping[str, str] = {}
    """Keys by action id; several are separated by commas."""
    log: bool = True
    """Whether questions are recorded on this machine."""
    curate: bool = False
    """Whether the chat starts in curator mode."""
    eval_files: tuple[Path, ...] = ()
    """Files of labelled questions, used to preview a change of the base."""
    base: tuple[Path, ...] | None = ()
    """Files and directories of the default base; empty for the bundled one, ``None`` if the setting is invalid."""
    places: Mapping[str, str] = {}
    """The place of each setting and of each action in ``keys``, as ``path:line:column``."""


UNSET = Settings()
"""The defaults."""


def load_settings(*, notice: Notice = ignore) -> Settings:
    """Read the settings file, which may be missing.

    Args:
        notice: Called with one line for each problem.

    Returns:
        The valid settings, and defaults for the rest.
    """
    path = settings_file()
    settings = UNSET
    if os.path.lexists(path):  # most users have none, and need no YAML reader
        from assistant.storage.settings_file import read_settings

        values, problems = read_settings(path)
        settings = Settings(**values)
        for problem in problems:
            notice(str(problem))
    return settings._replace(log=settings.log and logging_allowed(path))
