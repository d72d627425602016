"""Fits the index of a base in a process of its own: ``python -m assistant.index.fitter FOLDER PATH…``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.errors import AssistantError
from assistant.index.building import quiet
from assistant.index.cache import Cache


def main(folder: str, *paths: str) -> None:
    """Build and fit; a base that is broken meanwhile is left for the next question to report."""
    if hasattr(os, "nice"):
        os.nice(5)
    cache = Cache(
        [Path(path) for path in paths], Path(folder), notice=lambda text: None, progress=quiet, patient=True
    )
    try:
        cache.open().store.close()
    except (AssistantError, OSError):
        return
    finally:
        for lock in Path(folder).glob(".fitting-*"):
            lock.unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
