"""Build hook: put the index of the bundled base into the wheel, so that the first answer needs no build.

Hatchling runs it when it makes a wheel or an editable install; the program never imports it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledIndexHook(BuildHookInterface[Any]):
    """Builds ``faq/index.sqlite`` before the files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the index unless an up-to-date one exists."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from assistant.index.cache import build_bundled_index

            build_bundled_index(root / "faq")
        finally:
            sys.path.remove(str(root))
