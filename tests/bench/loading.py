"""The yardstick of building: the same files through ``yaml.load`` with libyaml. ``python loading.py FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml


def main(folder: str) -> None:
    """Load every file of a folder and let it go."""
    for path in sorted(Path(folder).glob("*.yaml")):
        with path.open("rb") as file:
            yaml.load(file, Loader=yaml.CSafeLoader)


if __name__ == "__main__":
    main(sys.argv[1])
