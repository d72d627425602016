"""Read an FAQ from a text, and compare what was found in one readable line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.importing.found import Found
from assistant.importing.reading import read_faq

Reader = Callable[..., Found]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Return a function that reads a text as a file of the given name."""

    def read(text: str | bytes, name: str = "FAQ.md") -> Found:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_faq(path)

    return read
