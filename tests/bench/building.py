"""Makes the index of a base in a new cache directory. ``python -m tests.bench.building FOLDER CACHE``."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.index.cache import Cache


def main(folder: str, cache: str) -> None:
    """Open a base whose index is not there; what is fitted to it may follow later and is not waited for."""
    kept = Cache([Path(folder)], Path(cache), notice=print, progress=lambda stage, share: None)
    kept.open().store.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
