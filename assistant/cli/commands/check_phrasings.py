"""What the matcher makes of a base's own phrasings: which lead astray, and which of two entries it can hardly tell.

Each is asked as if it were not known word for word, since that is how near people will come to it. Small talk and
phrasings of nothing but small words are left out: only their exact wording is ever recognised.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base import checks
from assistant.base.checks import Ranked
from assistant.base.model import SMALL_TALK
from assistant.conversation.answering import consider
from assistant.conversation.library import Library
from assistant.matching.confidence import SIGNALS
from assistant.matching.query import Reading, read
from assistant.terminal.output import Progress, note

if TYPE_CHECKING:
    from assistant.base.loader import Loaded
    from assistant.errors import Problem
    from assistant.matching.decision import Judged

MOST_ASKED = 20_000
"""Phrasings that are asked one by one; of a larger base only the questions are, for time's sake."""
ALIKE = 0.97
"""Likeness (0-1) of two phrasings that differ in nothing that counts."""
NEARLY = 0.85
"""Likeness (0-1) from which two phrasings of the same telling words are one question: small words tell little."""

_NEAREST = SIGNALS.index("nearest")


def matching_problems(paths: Sequence[Path], loaded: Loaded) -> list[Problem]:
    """Warnings that take asking every phrasing, some milliseconds each.

    Args:
        paths: The files and directories of the base.
        loaded: The base.
    """
    entries = tuple(entry for entry in loaded.base.entries if entry.kind != SMALL_TALK)
    if sum(len(entry.phrasings) for entry in entries) > MOST_ASKED:
        note(f"The base is large: the questions of its {len(entries)} entries are asked, not their variants.")
        entries = tuple(entry._replace(variants=()) for entry in entries)
    owners = {phrasing: entry.id for entry in entries for phrasing in entry.phrasings}
    with Progress() as progress:
        library = Library.open(paths, notice=progress.notice, progress=progress.show, wait_for_training=True)
        radar = _Radar(library, owners, progress)
        try:
            base = loaded.base._replace(entries=entries)
            return checks.matching_warnings(loaded._replace(base=base), radar.rank, margin=library.margin)
        finally:
            library.close()


class _Radar:
    """Asks phrasings, and takes what is worded alike for level: a fit knows its own phrasings by heart."""

    def __init__(self, library: Library, owners: dict[str, str], progress: Progress) -> None:
        self._store = library.store()
        self._owners = owners
        self._progress = progress
        self._asked = 0

    def rank(self, phrasing: str) -> list[Ranked]:
        """The entries that a phrasing may lead to, best first."""
        self._asked += 1
        self._progress.show("asking every phrasing", self._asked / max(1, len(self._owners)))
        reading = read(phrasing, self._store)
        judged = consider(phrasing, self._store, reading=reading).judged
        if not judged:
            return [Ranked(self._owners[phrasing], 100.0)]
        best = judged[0].score
        return [
            Ranked(
                self._store.entry_at(one.entry).id,
                best if self._is_level(one, reading) else one.score,
                one.phrasing,
            )
            for one in judged
        ]

    def _is_level(self, judged: Judged, reading: Reading) -> bool:
        likeness = judged.signals[_NEAREST]
        if likeness < NEARLY:
            return False
        nearest = self._store.entry_at(judged.entry).phrasings[judged.phrasing]
        return likeness >= ALIKE or _told(read(nearest, self._store)) == _told(reading)


def _told(reading: Reading) -> frozenset[object]:
    """The telling words of a phrasing, synonyms as one."""
    return frozenset(telling.concepts or word.understood for word, telling in reading.told())
