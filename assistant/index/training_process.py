"""Start the training of a base in another process, so that no answer has to wait for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

TRAINING_TIMEOUT = 300
"""Seconds after which a background training counts as dead."""


def start_training(folder: Path, index: str, paths: Sequence[Path]) -> None:
    """Start training, at most one process per index.

    Args:
        folder: The cache directory.
        index: Name of the index: the key of the base and its ``content_hash``.
        paths: Files and directories of the base.
    """
    lock = folder / f".training-{index}"
    with suppress(FileNotFoundError):
        if time.time() - lock.lstat().st_mtime < TRAINING_TIMEOUT:
            return
    import subprocess

    command = [sys.executable, "-m", "assistant.index.background_training", str(lock)]
    with suppress(OSError):
        lock.unlink(missing_ok=True)
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        subprocess.Popen(
            [*command, *map(os.path.abspath, paths)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
