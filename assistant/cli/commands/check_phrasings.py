"""Ask the phrasings of a base, to find those that match another entry better or nearly as well.

Exact matching is turned off, because users rarely type the exact phrasing. Small talk is skipped, because it only
matches exactly.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base import checks
from assistant.base.checks import RankedId
from assistant.base.model import SMALL_TALK
from assistant.conversation.answering import match
from assistant.conversation.open_base import OpenBase
from assistant.matching.query import ParsedQuery, parse_query
from assistant.terminal.output import Progress, note

if TYPE_CHECKING:
    from assistant.base.loader import LoadedBase, Version
    from assistant.errors import Problem
    from assistant.matching.decision import ScoredEntry

MOST_ASKED = 20_000
"""Number of phrasings above which only the main questions are asked, to limit the time."""
MAX_CLEAR_MARGIN = 20.0
"""Margin (0-100) above which even an entry that leads clearly may be within it."""
ALIKE = 0.97
"""Similarity (0-1) from which two phrasings count as the same."""
NEARLY = 0.8
"""Similarity (0-1) from which two phrasings with the same content words count as the same."""


def matching_problems(paths: Sequence[Path], loaded: LoadedBase, version: Version) -> list[Problem]:
    """Return the warnings found by asking every phrasing, which takes a few milliseconds each.

    Args:
        paths: The files and directories of the base.
        loaded: The base.
        version: The files that it was loaded from.
    """
    entries = tuple(entry for entry in loaded.base.entries if entry.kind != SMALL_TALK)
    if sum(len(entry.phrasings) for entry in entries) > MOST_ASKED:
        note(
            f"The base is large: only the questions of its {len(entries)} entries are checked, not their variants."
        )
        entries = tuple(entry._replace(variants=()) for entry in entries)
    owners = {phrasing: entry.id for entry in entries for phrasing in entry.phrasings}
    with Progress() as progress:
        open_base = OpenBase.open(
            paths, notice=progress.notice, progress=progress.show, wait_for_training=True, version=version
        )
        ranker = _PhrasingRanker(open_base, owners, progress)
        try:
            base = loaded.base._replace(entries=entries)
            return checks.matching_warnings(
                loaded._replace(base=base),
                ranker.rank,
                margin=open_base.margin,
                doubtful=_doubtful(open_base),
            )
        finally:
            open_base.close()


def _doubtful(open_base: OpenBase) -> Container[tuple[str, int]] | None:
    """Return (entry id, phrasing number) of the phrasings that need asking; ``None`` if all do."""
    store = open_base.store()
    if not store.trained or open_base.margin > MAX_CLEAR_MARGIN:
        return None
    from assistant.index.doubts import doubtful_phrasings

    ids = [row[0] for row in store.listing()]
    return {(ids[entry], phrasing) for entry, phrasing in doubtful_phrasings(store)}


class _PhrasingRanker:
    """Rank entries for a phrasing, giving near-identical phrasings the same score.

    The ranking was trained on these phrasings and would otherwise always prefer the phrasing's own entry.
    """

    def __init__(self, open_base: OpenBase, owners: dict[str, str], progress: Progress) -> None:
        self._store = open_base.store()
        self._owners = owners
        self._progress = progress
        self._asked = 0

    def rank(self, phrasing: str) -> list[RankedId]:
        """Return the entries that match a phrasing, best first."""
        self._asked += 1
        self._progress.show("asking every phrasing", self._asked / max(1, len(self._owners)))
        query = parse_query(phrasing, self._store)
        scored = match(phrasing, self._store, query=query).scored
        if not scored:
            return [RankedId(self._owners[phrasing], 100.0)]
        best = scored[0].score
        return [
            RankedId(
                self._store.entry_at(one.entry).id,
                best if self._is_equal(one, query) else one.score,
                one.phrasing,
            )
            for one in scored
        ]

    def _is_equal(self, scored: ScoredEntry, query: ParsedQuery) -> bool:
        similarity = scored.signals.similarity
        if similarity < NEARLY:
            return False
        nearest = self._store.entry_at(scored.entry).phrasings[scored.phrasing]
        return similarity >= ALIKE or _concepts(parse_query(nearest, self._store)) == _concepts(query)


def _concepts(query: ParsedQuery) -> frozenset[object]:
    """Return the content words of a phrasing, with synonyms merged."""
    return frozenset(word.concepts or word.text for word in query.content_words)
