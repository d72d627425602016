"""Whether the user allows questions to be recorded.

Apart from :mod:`assistant.storage.settings`, because a one-shot answer cannot afford the YAML reader.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from assistant.paths import settings_file

_SIZE_LIMIT = 2**20
"""Bytes of a settings file that are searched."""
_LOG_OFF = rb"""(?mi)(?:^|[{,])[ \t]*(["']?)log\1[ \t]*:(?!\s*(["']?)(?:on|yes|true)\2[ \t]*(?:$|[\r,}]|#))"""
"""``log:`` with any value but ``on``, in any notation. Compiled only if there is a settings file."""


def logging_allowed(path: Path | None = None) -> bool:
    """Return whether the settings allow questions to be recorded, without parsing them.

    Any value of ``log`` but ``on`` forbids it, and so does a file that cannot be read, because it may
    forbid it.

    Args:
        path: The settings file; by default the usual one.
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
