"""A small base on disk and a way to open it, for the tests of the index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.conversation.conversation import Conversation
from assistant.index.cache import Cache, Opened
from assistant.index.store import Store

BASE = """\
title: A reading room
sections: [{id: room, title: The room}]
entries:
  - {id: hours, section: room, question: When is the room open, variants: [opening hours], answer: From nine.}
  - {id: loans, section: room, question: How many books may I borrow, variants: [limit on loans], answer: Five.}
  - {id: fines, section: room, question: What does a late book cost, variants: [overdue fines], answer: A coin.}
"""


class Desk:
    """A base, its cache directory and the notices about it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "base.yaml"
        self.file.write_text(BASE, encoding="utf-8")
        self.folder: Path | None = folder / "cache"
        self.notices: list[str] = []

    def cache(self, *, copy_of: list[Path] | None = None) -> Cache:
        return Cache(
            [self.file],
            self.folder,
            notice=self.notices.append,
            progress=lambda stage, share: None,
            copy_of=copy_of,
        )

    def open(self, *, wait_for_training: bool = False) -> Opened:
        return self.cache().open(wait_for_training=wait_for_training)

    def index(self) -> Path:
        """The one index in the cache directory."""
        assert self.folder is not None
        (found,) = self.folder.glob("index-*.sqlite")
        return found

    def entry(self) -> Path:
        """The one cache entry in the cache directory."""
        assert self.folder is not None
        (found,) = self.folder.glob("base-*.json")
        return found

    def hours(self) -> str:
        """The answer of one entry, from an index opened for it."""
        entry = self.open().store.entry("hours")
        assert entry is not None
        return entry.answer

    def answers(self, store: Store) -> list[tuple[str | None, float]]:
        """Entries and scores for a few questions."""
        talk = Conversation(lambda: store)
        asked = ("when is the room open", "how mny boks may i borow", "overdue", "what is the weather")
        return [(turn.entry, turn.score) for turn in (talk.ask(text, alone=True) for text in asked)]

    def edit(self, old: str, new: str) -> None:
        self.file.write_text(self.file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, quick_builds: None) -> Desk:
    """A base about a reading room, and an empty cache directory."""
    return Desk(tmp_path)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every index that is built."""
    from assistant.index import builder

    built: list[int] = []
    real: Callable[..., object] = builder.build

    def counted(*args: object) -> object:
        built.append(1)
        return real(*args)

    monkeypatch.setattr(builder, "build", counted)
    return built
