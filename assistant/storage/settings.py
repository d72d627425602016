"""The settings that a person writes into a file, which is only ever read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from assistant.paths import settings_file
from assistant.storage.consent import keeps_log
from assistant.storage.json_lines import Notice, quiet


class Settings(NamedTuple):
    """What a person has set; the defaults where they have not."""

    theme: str = ""
    """Name of the chat's theme; empty for the usual one."""
    keys: Mapping[str, str] = {}
    """Keys by action id; several are separated by commas."""
    log: bool = True
    """Whether questions are kept on this machine."""
    eval_files: tuple[Path, ...] = ()
    """Labelled questions that the curator's tools go through."""


UNSET = Settings()
"""Nothing set."""


def load_settings(path: Path | None = None, *, notice: Notice = quiet) -> Settings:
    """Read the settings file.

    Args:
        path: The file; the usual one when left out. It may be missing.
        notice: Called with one line for everything in it that cannot be used.

    Returns:
        The settings as far as they can be read.
    """
    path = path or settings_file()
    settings = UNSET
    if not _missing(path):
        from assistant.storage.settings_file import read_settings

        values, problems = read_settings(path)
        settings = Settings(**values)
        for problem in problems:
            notice(str(problem))
    return settings._replace(log=settings.log and keeps_log(path))


def _missing(path: Path) -> bool:
    """Whether there is certainly no such file: most have none, and need no YAML to be told so."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return False
