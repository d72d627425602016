"""Train the index of a base in a separate process.

Run as ``python -m assistant.index.background_training LOCK PATH…``. ``LOCK`` is a file in the cache directory that
the starting process has created.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.base.files import base_files
from assistant.errors import AssistantError
from assistant.index.cache import Cache
from assistant.index.cache_entry import stamp_files


class BaseChanged(Exception):
    """The base has changed, so training its former content is of no use."""


def main(lock: str, *paths: str) -> None:
    """Build and train the index. Give up if the base is broken or changes meanwhile.

    If the index was not stored, the lock stays, and the next attempt waits until it has expired.
    """
    if hasattr(os, "nice"):
        os.nice(5)
    base = [Path(path) for path in paths]
    before = stamp_files(base_files(base)[0])

    def progress(stage: str, share: float) -> None:
        if stamp_files(base_files(base)[0]) != before:
            raise BaseChanged

    cache = Cache(base, Path(lock).parent, notice=lambda text: None, progress=progress)
    try:
        opened = cache.open(exact=True)
    except (AssistantError, BaseChanged, OSError):
        return
    opened.store.close()
    if opened.path is not None:
        Path(lock).unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
