"""An open base, which is reloaded when its files change, and conversations about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant import paths as places
from assistant.base.model import Entry, Section, Source
from assistant.conversation.answering import thresholds_of
from assistant.conversation.conversation import Conversation
from assistant.conversation.current_index import Change, CurrentIndex
from assistant.conversation.starters import select_starters
from assistant.index.cache import Cache, Opened
from assistant.index.store import Store
from assistant.index.suggestions import Suggestion, suggest

TYPE_CHECKING = False  # importing ``typing`` would cost a one-shot answer 5 ms
if TYPE_CHECKING:
    from assistant.base.loader import Version
    from assistant.conversation.base_follower import BaseFollower

__all__ = ["Change", "Conversation", "OpenBase", "Suggestion"]


class OpenBase:
    """A base, open for questions. Safe to use from several threads.

    Attributes:
        title, source, sections: As in the base.
        identity: The name under which its records are stored.
        entry_count: Number of entries.
        files: The YAML files of the base.
    """

    def __init__(self, cache: Cache, opened: Opened) -> None:
        self._index = CurrentIndex(cache, opened)
        self._follower: BaseFollower | None = None

    @classmethod
    def open(
        cls,
        paths: Sequence[Path] | None = None,
        *,
        notice: Callable[[str], None] = lambda text: None,
        progress: Callable[[str, float], None] = lambda stage, share: None,
        wait_for_training: bool = False,
        copy_of: Sequence[Path] | None = None,
        version: Version | None = None,
    ) -> OpenBase:
        """Open a base.

        Args:
            paths: Files and directories; ``None`` opens the bundled base.
            notice: Called with one line if the index cannot be stored.
            progress: Called with the stage of a build and the share done (0-1).
            wait_for_training: Wait until the ranking is trained on the base, however long that takes.
            copy_of: The paths of the original base, if ``paths`` hold a temporary copy of it. The index is stored under
                the name of the original.
            version: The files as they were read before; if it is up to date, they are not parsed again.

        Raises:
            BaseError: The base has problems; it lists all of them.
        """
        chosen = list(paths) if paths else [places.bundled_base()]
        cache = Cache(
            chosen, places.cache_dir(), notice=notice, progress=progress, copy_of=copy_of, version=version
        )
        return cls(cache, cache.open(wait_for_training=wait_for_training))

    def store(self) -> Store:
        """Return the index, with a connection of its own for each thread."""
        return self._index.store()

    def conversation(self, *, section: str | None = None, top_k: int = 3) -> Conversation:
        """Start a conversation, about one section only if ``section`` is given."""
        return Conversation(self.store, section=section, top_k=top_k)

    def suggest(self, typed: str, limit: int = 6) -> list[Suggestion]:
        """Suggest questions that have answers, for the text in the prompt."""
        return suggest(self.store(), typed, limit)

    def entry(self, id: str) -> Entry | None:
        """Return the entry with this id, if any."""
        return self.store().entry(id)

    def listing(self, section: str | None = None) -> list[tuple[str, str, str, str]]:
        """Return (id, section, question, kind) of the entries of the base or a section, in order."""
        return self.store().listing(section)

    def starters(self, count: int = 6) -> list[tuple[str, str]]:
        """Return (id, question) of entries to begin with: those tagged ``start``, or else a selection."""
        tagged = self.store().tagged("start")
        return tagged[:count] or select_starters(self.sections, self.listing(), count)

    def section(self, id: str) -> Section | None:
        """Return the section with this id, if any."""
        return next((section for section in self.sections if section.id == id), None)

    def follow(self) -> Change | None:
        """Switch to changed content once the change is complete. Call it several times a second.

        Returns:
            What changed; ``None`` if nothing has changed or the change is not complete.
        """
        if self._follower is None:
            from assistant.conversation.base_follower import BaseFollower

            self._follower = BaseFollower(self._index)
            return self.refresh()
        return self._follower.follow()

    def confirm(self) -> bool:
        """Use content that is held back, from the next ``follow`` on.

        Returns:
            Whether there is such content.
        """
        return self._follower is not None and self._follower.confirm()

    def refresh(self, expected: Mapping[Path, bytes] | None = None) -> Change | None:
        """Check for changed files, and switch to the new content; see :meth:`CurrentIndex.refresh`."""
        return self._index.refresh(expected)

    def close(self) -> None:
        """Close the index."""
        self._index.opened.store.close()

    @property
    def title(self) -> str:
        return self._index.opened.store.title

    @property
    def identity(self) -> str:
        return places.identity(self.title, self._index.cache.paths)

    @property
    def source(self) -> Source:
        return self._index.opened.store.source

    @property
    def sections(self) -> tuple[Section, ...]:
        return self._index.opened.store.sections

    @property
    def entry_count(self) -> int:
        return self._index.opened.store.entry_count

    @property
    def files(self) -> tuple[Path, ...]:
        return self._index.opened.files

    @property
    def trained(self) -> bool:
        """Whether the ranking is trained on the base."""
        return self._index.opened.store.trained

    @property
    def threshold(self) -> float:
        """Lowest score (0-100) that is answered."""
        return thresholds_of(self._index.opened.store).threshold

    @property
    def likely_threshold(self) -> float:
        """Lowest score (0-100) that is shown as the closest match."""
        return thresholds_of(self._index.opened.store).likely_threshold

    @property
    def margin(self) -> float:
        """Smallest lead (0-100) over the second candidate."""
        return thresholds_of(self._index.opened.store).margin
