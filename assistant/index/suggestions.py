"""Questions that have answers, while somebody is still typing.

The words typed so far count as they would in a question; the last one is also taken as the beginning of one, be it
with a slip in it. An entry is as good as the best of its phrasings, by the share of what was typed that stands in
it: a list to choose from wants everything that could still be meant, where an answer wants the one that is.
Cheap by construction: a few lookups by name, and the phrasings of a few dozen entries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from assistant.base.model import ANSWER, SMALL_TALK
from assistant.index.store import Store
from assistant.matching.index_rows import Vectors
from assistant.matching.normalize import fold, stem, words
from assistant.matching.query import Reading, allowed_slips, read
from assistant.matching.ranking import rank
from assistant.matching.vocabulary import FILLER_STEMS
from assistant.record import Record

LOOKED_AT = 40
"""Entries whose phrasings are compared with what was typed, for the words and for the beginning of the last."""
COMPARED = 24
"""Of these the ones whose questions, too, are looked at."""
INFLECTED = 3
"""Letters from which on a beginning may be longer than the stem of its word."""
FORMS = 200
"""Words looked up for one beginning."""
FORM_LENGTH = 24
"""Letters of the longest word that a mistyped beginning is looked for in."""
LEAST = 0.4
"""Share of what was typed that must stand in a phrasing; below it nothing is better than a stray question."""
ALIKE = 0.5
"""What a phrasing wins that says nothing else besides."""
OFTEN = 0.3
"""What an entry wins whose phrasings all have what was typed, and not just the best of them."""
WRITTEN_OUT = 0.3
"""What an entry wins whose own question has the words, rather than one of its variants."""
BEGINS_SO = 0.5
"""What an entry wins whose own question begins with just what was typed."""
EXPECTED = 0.5
"""What an entry wins that would be the answer for sure if what was typed were the whole question."""
SILENT = 0.15
"""What an entry loses that has no answer but that the source is silent."""


class Suggestion(Record):
    """A question that has an answer."""

    entry: str
    question: str
    section: str
    spans: tuple[tuple[int, int], ...]
    """Where the question has what was typed: (start, end) in characters."""


class Typed(Record):
    """What stands in the prompt, understood."""

    text: str
    reading: Reading
    """Of the words that are finished; of all, when the last may be a whole word."""
    begun: str
    """The word that is still being typed; empty when there is none."""
    completions: Mapping[int, float]
    """Features that the word may become, to their weights."""
    mistyped: frozenset[str]
    """Words that the begun one may become when there is a slip in it."""
    stems: frozenset[str]
    """Stems of the finished words that tell something."""

    @property
    def begun_share(self) -> float:
        """What the begun word counts in likeness, whatever it becomes: the rarest is no likelier than another."""
        return max((weight * weight for weight in self.completions.values()), default=0.0)


def suggest(store: Store, typed: str, limit: int = 6) -> list[Suggestion]:
    """Suggest questions for what is in the prompt.

    Args:
        store: the index.
        typed: the text so far.
        limit: at most so many.

    Returns:
        Best first; equal ones in the order of the base. Empty for a blank text, or when nothing comes near.
    """
    found = words(typed)
    if not found:
        return []
    sought = _understood(store, typed)
    expected = rank(read(typed, store), store).contenders if store.fitted else ()
    chances = {one.entry: math.exp(one.chance) for one in expected}
    alike = [
        (-_likeness(sought, vectors) - EXPECTED * chances.get(entry, 0.0), entry)
        for entry, vectors in store.vectors([*{**chances, **_candidates(store, sought)}]).items()
    ]
    ranked = []
    for score, entry in sorted(alike)[:COMPARED]:
        id, section, kind, question = store.heading(entry)
        if kind == SMALL_TALK or -score < LEAST:
            continue
        spans = _spans(question, sought)
        score -= WRITTEN_OUT * min(1.0, len(spans) / len(found))
        score -= BEGINS_SO * fold(question).startswith(fold(typed).strip())
        score += SILENT * (kind != ANSWER)
        ranked.append((score, entry, Suggestion(id, question, section, spans)))
    return [suggestion for _, _, suggestion in sorted(ranked)[:limit]]


def _understood(store: Store, typed: str) -> Typed:
    found = words(typed)
    begun = "" if typed[-1:].isspace() else found[-1]
    completions = _completions(store, begun) if begun else {}
    mistyped: list[str] = []
    if begun and not completions:
        mistyped = _mistyped(store, begun)
        completions = _features_of(store, mistyped)
    reading = read(" ".join(found[:-1] if completions else found), store)
    stems = {stem(word.understood) for word in reading.words} - FILLER_STEMS
    return Typed(
        typed, reading, begun if completions else "", completions, frozenset(mistyped), frozenset(stems)
    )


def _completions(store: Store, begun: str) -> dict[int, float]:
    """Features of the words that a beginning may become."""
    found = store.beginning_with(begun)
    if len(begun) >= INFLECTED:  # "policie" begins no stem, but "policies"
        found |= _features_of(store, store.forms_begun(begun, len(begun), FORM_LENGTH)[:FORMS])
    return found


def _features_of(store: Store, forms: Iterable[str]) -> dict[int, float]:
    """Features of words, to their weights."""
    terms = store.find({stem(form) for form in forms}).values()
    return {term.feature: term.weight for term in terms if term.feature is not None and term.df}


def _mistyped(store: Store, begun: str) -> list[str]:
    """Words that begin as nearly as this beginning, its first letter being right."""
    from rapidfuzz.distance import OSA

    slips = allowed_slips(begun)
    if not slips:
        return []
    lengths = range(len(begun) - 1, len(begun) + 2)
    near: dict[str, int] = {}
    for form in store.forms_begun(begun[0], len(begun) - 1, FORM_LENGTH):
        near[form] = min(OSA.distance(begun, form[:length], score_cutoff=slips) for length in lengths)
    least = min(near.values(), default=slips + 1)
    return [form for form, distance in near.items() if distance == least <= slips][:FORMS]


def _candidates(store: Store, sought: Typed) -> dict[int, None]:
    """Entries that have the most of what was typed, and those that have the word that is begun."""
    weights = dict(sought.reading.features)
    for feature, weight in sought.completions.items():
        weights[feature] = max(weight, weights.get(feature, 0.0))
    found: dict[int, None] = {}
    for sense in (weights, sought.completions):
        order = sorted(sense, key=lambda feature: (-sense[feature], feature))
        found.update(dict.fromkeys(entry for entry, _ in store.fetch(order, LOOKED_AT, sense)))
    return found


def _likeness(sought: Typed, vectors: Vectors) -> float:
    """How much of what was typed stands in the best phrasing of an entry, 0 to 1, and a little for what else does."""
    products, completions, share = sought.reading.products, sought.completions, sought.begun_share
    total = share + (sought.reading.length**2 if sought.reading.words else 0.0)
    best, every, at = 0.0, 0.0, 0
    for size, length in zip(vectors.sizes, vectors.lengths, strict=True):
        members = vectors.members[at : at + size]
        at += size
        shared = sum([products[feature] for feature in members if feature in products])
        if share and not completions.keys().isdisjoint(members):
            shared += share
        best = max(best, shared / total + ALIKE * shared / (length * math.sqrt(total)))
        every += shared / total
    return best + OFTEN * every / len(vectors.sizes)


def _spans(question: str, sought: Typed) -> tuple[tuple[int, int], ...]:
    """Where a question has the words that were typed, and the beginning of the last one."""
    spans: list[tuple[int, int]] = []
    at = 0
    for token in question.split():
        start = question.index(token, at)
        at = start + len(token)
        parts = words(token)
        if any(stem(part) in sought.stems for part in parts):
            bare = token.strip("?!.,;:\"'()“”‘’")
            begin = start + token.index(bare) if bare else start
            spans.append((begin, begin + len(bare)))
        elif sought.begun and (fold(token).startswith(sought.begun) or not sought.mistyped.isdisjoint(parts)):
            spans.append((start, start + len(sought.begun)))
    return tuple(spans)
