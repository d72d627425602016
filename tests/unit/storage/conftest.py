"""Directories of its own for every test, and turns to store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversation.turn import Candidate, Turn

Ask = Callable[..., Turn]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Store everything in a temporary directory."""
    for name in ("CACHE", "STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("ASSISTANT_FAQ", raising=False)
    return tmp_path


@pytest.fixture
def said() -> list[str]:
    """Collect the notices of a test."""
    return []


@pytest.fixture
def ask() -> Ask:
    """Make turns from question, status, and the scores of candidates by id."""

    def make(
        question: str, status: str = "no_match", near: dict[str, float] | None = None, **rest: object
    ) -> Turn:
        candidates = tuple(Candidate(id, f"About {id}?", id, score) for id, score in (near or {}).items())
        return Turn(question, status, candidates=candidates)._replace(**rest)

    return make
