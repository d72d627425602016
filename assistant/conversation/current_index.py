"""The index of a base that is in use, replaced when the files of the base change."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from assistant.base.files import FileProblem, read_bytes
from assistant.errors import BaseError, Problem
from assistant.index.cache import Cache, Opened
from assistant.index.cache_entry import content_hash
from assistant.index.index_file import open_store
from assistant.index.store import Store
from assistant.record import Record


class Change(Record):
    """The effect of a change of the base files."""

    summary: str
    """One line: "Base updated: 2 entries changed", or the first problem."""
    problems: tuple[Problem, ...] = ()
    """Why the old content stays in use; empty if the new content is used."""


class CurrentIndex:
    """The index in use. Safe to use from several threads.

    Attributes:
        cache: Opens the index of the base.
        opened: The index in use.
        problems: Why newer content is not in use; empty if it is.
    """

    def __init__(self, cache: Cache, opened: Opened) -> None:
        self.cache = cache
        self.opened = opened
        self.problems: tuple[Problem, ...] = ()
        self._local = threading.local()

    def store(self) -> Store:
        """Return the index, with a connection of its own for each thread."""
        opened = self.opened
        mine: tuple[Store, Store] | None = getattr(self._local, "mine", None)
        if mine is not None and mine[0] is opened.store:
            return mine[1]
        store: Store | None = None
        if opened.path is not None and threading.current_thread() is not threading.main_thread():
            store = open_store(opened.path, opened.content, opened.store.rebuild)
        store = store or opened.store
        self._local.mine = (opened.store, store)
        return store

    def is_unchanged(self) -> bool:
        """Return whether the base and its index are unchanged, as far as that can be seen without reading them."""
        return self.cache.unchanged(self.opened)

    def refresh(self, expected: Mapping[Path, bytes] | None = None) -> Change | None:
        """Check for changed files, and switch to the new content. If it has problems, keep the old content.

        Args:
            expected: The contents to load; files with other contents are not loaded.

        Returns:
            What changed; ``None`` if nothing has changed. The same problems are reported only once.
        """
        if self.is_unchanged():
            return self._fixed()
        try:
            opened = self.cache.open()
        except BaseError as error:
            if error.problems == self.problems or not _holds_expected(expected):
                return None
            self.problems = error.problems
            return Change(str(error.problems[0]), error.problems)
        if expected is not None and opened.content != content_hash(opened.files, expected):
            opened.store.close()  # the files were written between poll and open
            return None
        before, self.opened = self.opened, opened
        fixed = self._fixed()
        if opened.content != before.content:
            return Change(f"Base updated: {_differences(before.store, opened.store)}")
        if opened.store.training == before.store.training:
            opened.store.close()
            self.opened = opened._replace(store=before.store)
        return fixed

    def _fixed(self) -> Change | None:
        """Clear the problems of the base, and report the fix if there were any."""
        problems, self.problems = self.problems, ()
        return Change("base fixed") if problems else None


def _holds_expected(expected: Mapping[Path, bytes] | None) -> bool:
    """Return whether the files still have the expected contents."""
    try:
        return expected is None or all(read_bytes(path) == data for path, data in expected.items())
    except FileProblem:
        return False


def _differences(before: Store, after: Store) -> str:
    """Return how many entries are changed, new and removed, in words."""
    old, new = before.contents(), after.contents()
    counts = {
        "changed": sum(1 for id in old.keys() & new.keys() if old[id] != new[id]),
        "new": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
    }
    parts = [
        f"{count} {'entry' if count == 1 else 'entries'} {word}" for word, count in counts.items() if count
    ]
    return ", ".join(parts) or "no entry changed"
