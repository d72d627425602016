"""Fixtures of the command line tests: a caller, and one index cache for all tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for cli_driving, in any import mode

from cli_driving import STARTER, Caller


@pytest.fixture(scope="session")
def index_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def call(tmp_path: Path, index_cache: Path) -> Caller:
    """Calls the program on the bundled base."""
    home = tmp_path / "home"
    home.mkdir()
    return Caller(home, index_cache)


@pytest.fixture
def small(call: Caller) -> Caller:
    """Calls the program on the starter base, which is small and has every kind of entry."""
    call.env["ASSISTANT_FAQ"] = str(STARTER)
    return call


@pytest.fixture
def doubtful(call: Caller, tmp_path: Path) -> Caller:
    """Calls the program on the starter base with a threshold that only its phrasings reach, word for word."""
    base = tmp_path / "doubtful.yaml"
    base.write_text(
        STARTER.read_text(encoding="utf-8") + "\nsettings:\n  threshold: 99.9\n", encoding="utf-8"
    )
    call.env["ASSISTANT_FAQ"] = str(base)
    return call


@pytest.fixture
def own(small: Caller) -> Path:
    """A copy of the starter base, in use and writable."""
    path = small.home / "own.yaml"
    path.write_bytes(STARTER.read_bytes())
    small.env["ASSISTANT_FAQ"] = str(path)
    return path
