"""Whether a person allows questions to be kept, found without loading anything.

Apart from :mod:`assistant.storage.settings`, because a one-shot answer cannot afford the YAML reader.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from assistant.paths import settings_file

_LARGEST = 2**20
"""Bytes of a settings file that are looked at."""
_LOG_OFF = rb"""(?mi)(?:^|[{,])[ \t]*(["']?)log\1[ \t]*:\s*(["']?)(?:off|no|false)\2[ \t]*(?:$|[\r,}]|#)"""
"""A ``log: off`` in any way of writing it. Compiled only where there is a settings file."""


def keeps_log(path: Path | None = None) -> bool:
    """Whether the settings allow questions to be kept, found without reading them as YAML.

    A one-shot answer cannot afford the YAML reader. Anything that looks like ``log: off`` counts, and so does
    a file that cannot be read: who went to the trouble of writing one may have forbidden it there.

    Args:
        path: The settings file; the usual one when left out.
    """
    try:
        # Without waiting: the path might be a pipe.
        descriptor = os.open(path or settings_file(), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            return re.search(_LOG_OFF, os.read(descriptor, _LARGEST)) is None
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
