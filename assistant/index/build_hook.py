"""Build hook: the bundled base's index travels in the wheel, so that the very first answer is at once.

Run by hatchling when a wheel is made or the checkout is installed in place; never imported by the program.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedIndex(BuildHookInterface[Any]):
    """Builds ``faq/index.sqlite`` before the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the index, unless the one that is there belongs to the base as it is."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from assistant.index.cache import ship

            index = ship(root / "faq")
        finally:
            sys.path.remove(str(root))
        del index  # travels with the directory
