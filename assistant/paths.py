"""Locations of the bundled base and of the files that the program stores for the user.

The directories are those of ``platformdirs``. On systems that follow the XDG rules, this module applies them itself:
importing ``platformdirs`` would add 6 ms to a one-shot answer. A test compares the two.
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

SEPARATOR = "\x1f"
"""Separates title and places in the identity of a base; no title contains it."""
NOWHERE = Path(os.devnull) / NAME
"""The directory to use if there is no home directory: nothing exists in it or can be created in it."""

_PACKAGE = Path(__file__).parent

_OTHER_RULES = sys.platform in ("win32", "darwin", "ios") or hasattr(sys, "getandroidapilevel")
"""Whether the system uses other rules than XDG."""


def bundled_base() -> Path:
    """Return the directory of the bundled base, which in a checkout is next to the package."""
    inside = _PACKAGE / "faq"
    return inside if inside.is_dir() else _PACKAGE.parent / "faq"


def belongs_to_installation(file: Path) -> bool:
    """Return whether a file belongs to the bundled base of an installed program, which an update overwrites."""
    return Path(os.path.realpath(_PACKAGE), "faq") in Path(os.path.realpath(file)).parents


def named_base(given: Sequence[str | Path] | None = None) -> list[Path]:
    """Return the files and directories of the base that the user named for this call.

    Args:
        given: The values of ``--faq``.

    Returns:
        ``given``, or the paths in ``ASSISTANT_FAQ`` (separated as in ``PATH``); empty if there are none.
    """
    if given:
        return [Path(path) for path in given]
    return [Path(path) for path in os.environ.get("ASSISTANT_FAQ", "").split(os.pathsep) if path]


def identity(title: str, base: Sequence[Path]) -> str:
    """Return the name under which the records of a base are stored: its identity, made of title and place.

    Args:
        title: Title of the base.
        base: The files and directories it was opened from. The place of the bundled base is the same wherever it is
            installed, so that an update keeps its records.
    """
    places = sorted({os.path.realpath(path) for path in base})
    if places == [os.path.realpath(bundled_base())]:
        places = ["bundled"]
    # SQLite stores valid Unicode only, and file names may be other bytes.
    return SEPARATOR.join(
        [title, *(os.fsencode(place).decode("utf-8", "backslashreplace") for place in places)]
    )


def cache_dir() -> Path:
    """Return the directory for files that can be rebuilt, such as the base index. It may not exist."""
    return _directory("cache", "XDG_CACHE_HOME", ".cache")


def state_dir() -> Path:
    """Return the directory of history, inbox and conversations. It may not exist."""
    return _directory("state", "XDG_STATE_HOME", ".local/state")


def config_dir() -> Path:
    """Return the directory of the settings file. It may not exist."""
    return _directory("config", "XDG_CONFIG_HOME", ".config")


def database_file() -> Path:
    """Return the database of history, inbox and conversations. It may not exist."""
    return state_dir() / DATABASE


def settings_file() -> Path:
    """Return the settings file. It may not exist."""
    return config_dir() / SETTINGS


def listing(base: Sequence[Path]) -> list[tuple[str, Path]]:
    """Return (name, path) of every location, in order; ``base`` are the paths of the base in use."""
    database = database_file()
    return [
        *((f"question base {at}" if at > 1 else "question base", path) for at, path in enumerate(base, 1)),
        ("base index", cache_dir()),
        ("question history", database),
        ("inbox", database),
        ("conversations", database),
        ("preferences", database),
        ("settings", settings_file()),
    ]


def _directory(kind: str, variable: str, usual: str) -> Path:
    """Return one of the three directories: from the variable, or the default in the home directory."""
    if _OTHER_RULES:
        return _by_platformdirs(kind)
    named = os.environ.get(variable, "")
    if posixpath.isabs(named):  # XDG: ignore relative paths
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
    """Return the home directory; empty if neither HOME nor the user database has one."""
    home = os.environ.get("HOME", "")
    if posixpath.isabs(home):
        return home
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):
        return ""
    return home if posixpath.isabs(home) else ""
