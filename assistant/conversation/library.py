"""An open base that follows its files, and the conversations held with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant import paths as places
from assistant.base.files import Refused, read_bytes, shown
from assistant.base.model import ANSWER, Entry, Section, Source
from assistant.conversation.answering import lines_of
from assistant.conversation.conversation import Conversation
from assistant.errors import BaseError, Problem
from assistant.index.cache import Cache, Opened
from assistant.index.index_file import content_hash, open_store
from assistant.index.store import Store
from assistant.index.suggestions import Suggestion, suggest
from assistant.record import Record

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.base.watching import Settled

__all__ = ["Change", "Conversation", "Library", "Suggestion"]


class Change(Record):
    """What became of a base whose files changed."""

    summary: str
    """One line: "base updated: 2 entries changed", or what is wrong."""
    problems: tuple[Problem, ...] = ()
    """Why the old content goes on answering; empty when the new one does."""


def _silent(text: str) -> None:
    """Nobody is told."""


def _unwatched(stage: str, share: float) -> None:
    """No progress shown."""


class Library:
    """A base, open for questions. May be used by several threads.

    Attributes:
        title, language, source, sections: as the base has them.
        entry_count, phrasing_count: how large it is.
        files: the YAML files it was read from.
    """

    def __init__(self, cache: Cache, opened: Opened) -> None:
        self._cache = cache
        self._opened = opened
        self._broken: tuple[Problem, ...] = ()
        self._settled: Settled | None = None
        self._held: tuple[Path, ...] = ()
        self._local = threading.local()

    @classmethod
    def open(
        cls,
        paths: Sequence[Path] | None = None,
        *,
        notice: Callable[[str], None] = _silent,
        progress: Callable[[str, float], None] = _unwatched,
        patient: bool = False,
    ) -> Library:
        """Open a base.

        Args:
            paths: files and directories; ``None`` is the bundled base.
            notice: told in one line what could not be kept.
            progress: told the stage and the share done (0-1) of a build.
            patient: wait until ranking is fitted to the base, however long that takes.

        Raises:
            BaseError: the base has problems; all of them are listed.
        """
        chosen = list(paths) if paths else [places.bundled_base()]
        cache = Cache(chosen, places.cache_dir(), notice=notice, progress=progress, patient=patient)
        return cls(cache, cache.open())

    def store(self) -> Store:
        """The index, by a connection of the calling thread's own."""
        opened = self._opened
        mine: tuple[Opened, Store] | None = getattr(self._local, "mine", None)
        if mine is not None and mine[0] is opened:
            return mine[1]
        store: Store | None = opened.store
        if opened.path is not None and threading.current_thread() is not threading.main_thread():
            store = open_store(opened.path, opened.content, opened.store.again) or opened.store
        assert store is not None
        self._local.mine = (opened, store)
        return store

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> Conversation:
        """Begin a conversation; ``section`` keeps it to one section's entries."""
        return Conversation(self.store, section=section, top_k=top_k)

    def suggest(self, typed: str, limit: int = 6) -> list[Suggestion]:
        """Questions that have answers, for what is in the prompt."""
        return suggest(self.store(), typed, limit)

    def entry(self, id: str) -> Entry | None:
        """The entry of an id; ``None`` when there is none."""
        return self.store().entry(id)

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        """(id, section, question, kind) of every entry, in the order of the base."""
        return self.store().listing(section)

    def starters(self, count: int = 6) -> list[tuple[str, str]]:
        """Return (id, question) of entries to begin with: those the curator tagged ``start``, else a choice.

        The choice takes the first answered entry of every section, then the second, and so on, larger sections and
        short questions first; it is shown in the order of the base.
        """
        tagged = self.store().tagged("start")
        if tagged:
            return tagged[:count]
        rows: dict[str, list[tuple[str, str]]] = {section.id: [] for section in self.sections}
        for id, section, question, kind in self.listing():
            if kind == ANSWER and section in rows:
                rows[section].append((id, question))
        order = {section: place for place, section in enumerate(rows)}
        ranked = [
            (depth, -len(questions), order[section], one)
            for section, questions in rows.items()
            for depth, one in enumerate(sorted(questions, key=lambda one: len(one[1]) > 60)[:count])
        ]
        return [one for *_, one in sorted(sorted(ranked)[:count], key=lambda row: (row[2], row[0]))]

    def section(self, id: str) -> Section | None:
        """The section of an id; ``None`` when there is none."""
        return next((section for section in self.sections if section.id == id), None)

    def follow(self) -> Change | None:
        """Go on with new content once it has come to rest; to be called several times a second.

        An editor shows a short, empty or half-written file for a moment, and much of what is cut short loads
        without an error. So a change is believed when it has been still for a while, and a file that lost more
        than half of its size is held back, and said to be.

        Returns:
            What changed; ``None`` when nothing did, or nothing that can be believed yet.
        """
        from assistant.base.watching import HOLD_FOR, Settled, State, read_contents

        if self._settled is None:  # what has changed before is as old as it will get
            self._settled = Settled(lambda: read_contents(self._cache.paths), time.monotonic)
            self._cache.patient = False  # new text first: what is fitted to it follows
            return self.refresh()
        if self._cache.unchanged(self._opened):
            if self._broken or self._held:
                self._settled.accept()
                self._held = ()
            return self.refresh()
        look = self._settled.look()
        if look.state is State.HELD:
            told, self._held = self._held, look.shrunk
            name = shown(look.shrunk[0])
            held = f"{name} lost more than half of its size: held back for up to {HOLD_FOR:.0f} seconds"
            return Change(held) if look.shrunk != told else None
        if look.state is State.MOVING or (look.state is State.SAME and self._broken):
            return None
        self._held = ()
        return self.refresh(look.contents or None)

    def refresh(self, expected: Mapping[Path, bytes] | None = None) -> Change | None:
        """Look whether the files changed, and go on with the new content if they did.

        A base that is broken goes on answering as it last was.

        Args:
            expected: What the files hold, if only just that is to be taken.

        Returns:
            What changed; ``None`` when nothing did. The same problems are told once.
        """
        if self._cache.unchanged(self._opened):
            if self._broken:
                self._broken = ()
                return Change("base mended")
            return None
        try:
            opened = self._cache.open()
        except BaseError as error:
            if error.problems == self._broken or not _is(expected):
                return None
            self._broken = error.problems
            return Change(str(error.problems[0]), error.problems)
        if expected is not None and opened.content != content_hash(opened.files, expected):
            opened.store.close()  # written to between the two looks
            return None
        before, mended = self._opened, Change("base mended") if self._broken else None
        self._broken = ()
        if opened.content == before.content and opened.store.fitted == before.store.fitted:
            opened.store.close()
            return mended
        changed = _differences(before.store, opened.store)
        self._opened = opened
        if opened.content == before.content:
            return mended
        return Change(f"base updated: {changed}")

    def close(self) -> None:
        """Let go of the index."""
        self._opened.store.close()

    @property
    def title(self) -> str:
        return self._opened.store.title

    @property
    def language(self) -> str:
        return self._opened.store.language

    @property
    def source(self) -> Source:
        return self._opened.store.source

    @property
    def sections(self) -> tuple[Section, ...]:
        return self._opened.store.sections

    @property
    def entry_count(self) -> int:
        return self._opened.store.entry_count

    @property
    def phrasing_count(self) -> int:
        return self._opened.store.phrasing_count

    @property
    def files(self) -> tuple[Path, ...]:
        return self._opened.files

    @property
    def fitted(self) -> bool:
        """Whether ranking is fitted to the base."""
        return self._opened.store.fitted

    @property
    def threshold(self) -> float:
        """Lowest score (0-100) that is answered."""
        return lines_of(self._opened.store).threshold

    @property
    def margin(self) -> float:
        """Least lead (0-100) over the second candidate."""
        return lines_of(self._opened.store).margin


def _is(expected: Mapping[Path, bytes] | None) -> bool:
    """Whether files still hold what they are expected to."""
    return expected is None or all(_holds(path, data) for path, data in expected.items())


def _holds(path: Path, data: bytes) -> bool:
    try:
        return read_bytes(path) == data
    except Refused:
        return False


def _differences(before: Store, after: Store) -> str:
    """How many entries are new, changed and gone, in words."""
    old, new = before.contents(), after.contents()
    counts = {
        "changed": sum(1 for id in old.keys() & new.keys() if old[id] != new[id]),
        "new": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
    }
    told = [
        f"{count} {'entry' if count == 1 else 'entries'} {word}" for word, count in counts.items() if count
    ]
    return ", ".join(told) or "no entry changed"
