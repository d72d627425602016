"""Fits the index of a base in a process of its own: ``python -m assistant.index.training_process FOLDER PATH…``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.base.files import base_files
from assistant.errors import AssistantError
from assistant.index.cache import Cache
from assistant.index.staleness import stamps


class Outdated(Exception):
    """The files have changed since: nobody waits for this fit any more."""


def main(folder: str, *paths: str) -> None:
    """Build and fit; a base that is broken or changes meanwhile is left to the next question."""
    if hasattr(os, "nice"):
        os.nice(5)
    base = [Path(path) for path in paths]

    def seen() -> tuple[object, ...]:
        return stamps(base_files(base)[0])

    try:
        begun = seen()

        def progress(stage: str, share: float) -> None:
            if seen() != begun:
                raise Outdated

        Cache(
            base, Path(folder), notice=lambda text: None, progress=progress, patient=True
        ).open().store.close()
    except (AssistantError, Outdated, OSError):
        return
    finally:
        for lock in Path(folder).glob(".fitting-*"):
            lock.unlink(missing_ok=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
