"""Starting the fit of an index in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path


def fit_later(paths: Sequence[Path], folder: Path, content: str) -> None:
    """Fit in a process of its own, so that this answer need not wait; one at a time for a content."""
    import subprocess

    lock = folder / f".fitting-{content[:32]}"
    try:
        if lock.exists() and time.time() - lock.stat().st_mtime < 300:
            return
        lock.touch(mode=0o600)
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "assistant.index.training_process",
                str(folder),
                *map(os.path.abspath, paths),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
