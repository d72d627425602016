"""Where everything is: the bundled question base, and what the program keeps on this machine.

The directories are those of ``platformdirs``. On Linux and its kin the same rules are applied here: importing
``platformdirs`` loads ``tempfile`` and costs a one-shot answer 6 ms, the rules take microseconds. A test
holds the two together.
"""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "assistant"
DATABASE = "records.sqlite"
SETTINGS = "settings.yaml"

NOWHERE = Path(os.devnull) / NAME
"""Stands for a directory when there is no home to keep it in: nothing can be made or found below it."""

_PACKAGE = Path(__file__).parent

_OTHER_RULES = sys.platform in ("win32", "darwin", "ios") or hasattr(sys, "getandroidapilevel")
"""Systems that do not follow the XDG rules alone; cold start is measured on those that do."""


def bundled_base() -> Path:
    """The directory of the question base that comes with the program; beside the package in a checkout."""
    inside = _PACKAGE / "faq"
    return inside if inside.is_dir() else _PACKAGE.parent / "faq"


def base_paths(given: Sequence[str | Path] | None = None) -> list[Path]:
    """The files and directories of the base to use.

    Args:
        given: What the command line names (``--faq``), if anything.

    Returns:
        What was given; else what ``ASSISTANT_FAQ`` lists, separated as in ``PATH``; else the bundled base.
    """
    if given:
        return [Path(path) for path in given]
    listed = [Path(path) for path in os.environ.get("ASSISTANT_FAQ", "").split(os.pathsep) if path]
    return listed or [bundled_base()]


def cache_dir() -> Path:
    """The directory of what can be made again, such as the base index. It may not exist."""
    return _directory("cache", "XDG_CACHE_HOME", ".cache")


def state_dir() -> Path:
    """The directory of history, inbox and conversations. It may not exist."""
    return _directory("state", "XDG_STATE_HOME", ".local/state")


def config_dir() -> Path:
    """The directory of the settings file. It may not exist."""
    return _directory("config", "XDG_CONFIG_HOME", ".config")


def database_file() -> Path:
    """The database of history, inbox and conversations. It may not exist."""
    return state_dir() / DATABASE


def settings_file() -> Path:
    """The settings that a person writes. It may not exist."""
    return config_dir() / SETTINGS


def listing() -> list[tuple[str, Path]]:
    """Every place by its name in plain words, in the order ``assistant paths`` shows them."""
    database = database_file()
    return [
        ("question base", bundled_base()),
        ("base index", cache_dir()),
        ("question history", database),
        ("inbox", database),
        ("conversations", database),
        ("preferences", database),
        ("settings", settings_file()),
    ]


def _directory(kind: str, variable: str, usual: str) -> Path:
    """One of the three directories: as the variable says, or at the usual place in the home directory."""
    if _OTHER_RULES:
        return _by_platformdirs(kind)
    named = os.environ.get(variable, "")
    if posixpath.isabs(named):  # XDG: a relative path is to be ignored
        return Path(named) / NAME
    home = _home()
    return Path(home) / usual / NAME if home else NOWHERE


def _by_platformdirs(kind: str) -> Path:
    from platformdirs import PlatformDirs

    try:
        return Path(getattr(PlatformDirs(NAME, appauthor=False), f"user_{kind}_dir"))
    except (OSError, RuntimeError, KeyError):
        return NOWHERE


def _home() -> str:
    """The home directory; empty when neither HOME nor the user database knows one."""
    home = os.environ.get("HOME", "")
    if posixpath.isabs(home):
        return home
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""
    return home if posixpath.isabs(home) else ""
