"""Questions that have answers, while somebody is still typing.

The last word is taken as the beginning of one; the words before it count as they would in a question. Cheap by
construction: a few lookups by name and the lists of entries behind them.
"""

from __future__ import annotations

from assistant.base.model import ANSWER, SMALL_TALK
from assistant.index.store import Store
from assistant.matching.normalize import fold, stem, words
from assistant.matching.reading import read
from assistant.matching.vocabulary import FILLER_STEMS
from assistant.record import Record

LOOKED_AT = 40
"""Entries whose questions are compared with what was typed."""
WRITTEN_OUT = 0.6
"""What a word in the entry's own question adds, against the same word in one of its variants."""


class Suggestion(Record):
    """A question that has an answer."""

    entry: str
    question: str
    section: str
    spans: tuple[tuple[int, int], ...]
    """Where the question has what was typed: (start, end) in characters."""


def suggest(store: Store, typed: str, limit: int = 6) -> list[Suggestion]:
    """Suggest questions for what is in the prompt.

    Args:
        store: the index.
        typed: the text so far.
        limit: at most so many.

    Returns:
        Best first; equal ones in the order of the base. Empty for a blank text.
    """
    found = words(typed)
    if not found:
        return []
    begun = "" if typed[-1:].isspace() else found[-1]
    whole = found if not begun else found[:-1]
    weights = dict(read(" ".join(whole), store).features) if whole else {}
    begins = store.beginning_with(begun) if begun else {}
    for feature, weight in begins.items():
        weights[feature] = max(weight, weights.get(feature, 0.0))
    if not weights:
        weights = read(typed, store).features
    entries = store.fetch(sorted(weights, key=lambda f: (-weights[f], f)), LOOKED_AT, weights)
    ranked = []
    sought = {stem(word) for word in whole} - FILLER_STEMS
    for place, (entry, score) in enumerate(entries):
        id, section, kind, question = store.heading(entry)
        if kind == SMALL_TALK:
            continue
        spans = _spans(question, sought, begun)
        rank = score * (1 + WRITTEN_OUT * len(spans) / (len(sought) + bool(begun) or 1))
        ranked.append(
            (-(rank if kind == ANSWER else 0.8 * rank), place, Suggestion(id, question, section, spans))
        )
    return [suggestion for _, _, suggestion in sorted(ranked)[:limit]]


def _spans(question: str, sought: set[str], begun: str) -> tuple[tuple[int, int], ...]:
    """Where a question has the words that were typed, and the beginning of the last one."""
    spans: list[tuple[int, int]] = []
    at = 0
    for token in question.split():
        start = question.index(token, at)
        at = start + len(token)
        parts = words(token)
        if any(stem(part) in sought for part in parts):
            bare = token.strip("?!.,;:\"'()“”‘’")
            begin = start + token.index(bare) if bare else start
            spans.append((begin, begin + len(bare)))
        elif begun and fold(token).startswith(begun):
            spans.append((start, start + len(begun)))
    return tuple(spans)
