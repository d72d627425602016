"""Whether the user allows questions to be recorded.

Separate from :mod:`assistant.storage.settings`, because importing the YAML reader would slow down a one-shot answer.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from assistant.paths import settings_file

_SIZE_LIMIT = 2**20
"""Maximum number of bytes of a settings file that are searched."""
_LOG_OFF = rb"""(?mi)(?:^|[{,])[ \t]*(["']?)log\1[ \t]*:(?!\s*(["']?)(?:on|yes|true)\2[ \t]*(?:$|[\r,}]|#))"""
"""``log:`` with any value but ``on``, in any notation. Compiled only if there is a settings file."""


def logging_allowed(path: Path | None = None) -> bool:
    """Return whether the settings allow questions to be recorded, without parsing them.

    Any value of ``log`` but ``on`` forbids it, and so does an unreadable file, because it may
    forbid it.

    Args:
        path: The settings file; by default the one in the configuration directory.
    """
    try:
        # Without blocking: the path may be a pipe.
        descriptor = os.open(path or settings_file(), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            return re.search(_LOG_OFF, os.read(descriptor, _SIZE_LIMIT)) is None
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
