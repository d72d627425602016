"""Suggest answerable questions while the user is still typing.

The finished words count as in a question; the last word also counts as a prefix, with or without a typing error. An
entry is scored by its best phrasing, mainly by the share of the typed text that the phrasing contains; further words in
the phrasing matter less, because the user may still type them. The cost is small: a few lookups, and the phrasings of a
few dozen entries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from assistant.base.model import ANSWER, SMALL_TALK
from assistant.index.store import Store
from assistant.matching.index_rows import PhrasingVectors
from assistant.matching.normalize import fold, stem, words
from assistant.matching.query import ParsedQuery, max_edits, parse_query
from assistant.matching.ranking import rank
from assistant.matching.vocabulary import FILLER_STEMS
from assistant.record import Record

COMPARED_PHRASINGS = 40
"""Number of entries whose phrasings are compared with the typed text; again as many for its prefix alone."""
COMPARED_QUESTIONS = 24
"""Number of the best of these entries whose questions are compared, too."""
MIN_INFLECTED_PREFIX = 3
"""Letters of a prefix from which inflected words are looked up, too: it may be longer than their stem."""
MAX_FORMS = 200
"""Most words looked up for one prefix."""
FREQUENT_WORDS = 12
"""Number of the most frequent words that a prefix is completed to."""
MAX_FORM_LENGTH = 24
"""Letters of the longest word looked up for a prefix."""
MIN_SCORE = 0.4
"""Entries with a lower score are not suggested."""

# Bonuses and penalties. A phrasing that contains all of the typed text has a score of 1 before them.
SIMILARITY_BONUS = 0.5
"""If the phrasing contains nothing else."""
EVERY_PHRASING_BONUS = 0.3
"""If all phrasings contain the typed text."""
OWN_QUESTION_BONUS = 0.3
"""If the question of the entry contains the words, not just a variant."""
BEGINNING_BONUS = 0.5
"""If the question of the entry begins with the typed text."""
RANKING_BONUS = 0.5
"""If the entry is certain to answer the typed text as a whole question; otherwise in proportion to its probability."""
NOT_IN_SOURCE_PENALTY = 0.15
"""If the entry only says that the source has no answer."""


class Suggestion(Record):
    """A suggested question."""

    entry: str
    question: str
    section: str
    spans: tuple[tuple[int, int], ...]
    """Parts of the question that match the typed text: (start, end) in characters."""


class TypedText(Record):
    """The parsed text in the prompt."""

    reading: ParsedQuery
    """The finished words as a query; all words if the last one is not a prefix."""
    prefix: str
    """The last word if it is the prefix of a known word, otherwise empty."""
    completions: Mapping[int, float]
    """Features of the words that the prefix may become, and their weights."""
    corrections: frozenset[str]
    """Words that the prefix may become if it has a typing error."""
    stems: frozenset[str]
    """Stems of the finished words, without filler words."""

    @property
    def prefix_share(self) -> float:
        """Squared weight of the rarest completion: the prefix counts this much, whatever word it becomes."""
        return max((weight * weight for weight in self.completions.values()), default=0.0)


def suggest(store: Store, typed: str, limit: int = 6) -> list[Suggestion]:
    """Suggest questions for the text in the prompt.

    Args:
        store: The index.
        typed: The text so far.
        limit: Largest number of suggestions.

    Returns:
        The best first, ties in the order of the base; none if the text is blank or no entry is similar enough.
    """
    found = words(typed)
    if not found:
        return []
    text = _parsed(store, typed)
    expected = rank(parse_query(typed, store), store).entries if store.trained else ()
    chances = {one.entry: math.exp(one.log_probability) for one in expected}
    scores = [
        (-_similarity(text, vectors) - RANKING_BONUS * chances.get(entry, 0.0), entry)
        for entry, vectors in store.vectors([*{**chances, **_candidates(store, text)}]).items()
    ]
    ranked = []
    for score, entry in sorted(scores)[:COMPARED_QUESTIONS]:
        select = "SELECT id, section, kind, question FROM entry WHERE no = ?"
        id, section, kind, question = store.query(select, (entry,), lambda *row: row)[0]
        if kind == SMALL_TALK or -score < MIN_SCORE:
            continue
        spans = _spans(question, text)
        score -= OWN_QUESTION_BONUS * min(1.0, len(spans) / len(found))
        score -= BEGINNING_BONUS * fold(question).startswith(fold(typed).strip())
        score += NOT_IN_SOURCE_PENALTY * (kind != ANSWER)
        ranked.append((score, entry, Suggestion(id, question, section, spans)))
    return [suggestion for _, _, suggestion in sorted(ranked)[:limit]]


def _parsed(store: Store, typed: str) -> TypedText:
    found = words(typed)
    prefix = "" if typed[-1:].isspace() else found[-1]
    completions = _completions(store, prefix) if prefix else {}
    corrections: list[str] = []
    if prefix and not completions:
        corrections = _corrections(store, prefix)
        completions = _features_of(store, corrections)
    reading = parse_query(" ".join(found[:-1] if completions else found), store)
    stems = {stem(word.understood) for word in reading.words} - FILLER_STEMS
    return TypedText(
        reading, prefix if completions else "", completions, frozenset(corrections), frozenset(stems)
    )


def _completions(store: Store, prefix: str) -> dict[int, float]:
    """Return the features of the words that a prefix may become, and their weights."""
    select = (
        "SELECT feature, weight FROM term WHERE name >= ? AND name < ? AND df > 0 AND instr(name, ' ') = 0 "
        "ORDER BY df DESC, name LIMIT ?"
    )
    values = (prefix, prefix + "\U0010ffff", FREQUENT_WORDS)
    found = dict(store.query(select, values, lambda feature, weight: (feature, weight)))
    if len(prefix) >= MIN_INFLECTED_PREFIX:  # no stem begins with "policie", but the word "policies" does
        found |= _features_of(
            store, store.forms_with_prefix(prefix, len(prefix), MAX_FORM_LENGTH)[:MAX_FORMS]
        )
    return found


def _features_of(store: Store, forms: Iterable[str]) -> dict[int, float]:
    """Return the features of words, and their weights."""
    terms = store.find({stem(form) for form in forms}).values()
    return {term.feature: term.weight for term in terms if term.feature is not None and term.df}


def _corrections(store: Store, prefix: str) -> list[str]:
    """Return the words whose beginnings are closest to a misspelt prefix; its first letter is taken to be right."""
    from rapidfuzz.distance import OSA

    edits = max_edits(prefix)
    if not edits:
        return []
    lengths = range(len(prefix) - 1, len(prefix) + 2)
    distances = {
        form: min(OSA.distance(prefix, form[:length], score_cutoff=edits) for length in lengths)
        for form in store.forms_with_prefix(prefix[0], len(prefix) - 1, MAX_FORM_LENGTH)
    }
    least = min(distances.values(), default=edits + 1)
    return [form for form, distance in distances.items() if distance == least <= edits][:MAX_FORMS]


def _candidates(store: Store, text: TypedText) -> dict[int, None]:
    """Return the entries that share most with the typed text, and those that contain a completion."""
    weights = dict(text.reading.features)
    for feature, weight in text.completions.items():
        weights[feature] = max(weight, weights.get(feature, 0.0))
    found: dict[int, None] = {}
    for sense in (weights, text.completions):
        order = sorted(sense, key=lambda feature: (-sense[feature], feature))
        found.update(dict.fromkeys(entry for entry, _ in store.fetch(order, COMPARED_PHRASINGS, sense)))
    return found


def _similarity(text: TypedText, vectors: PhrasingVectors) -> float:
    """Return the share of the typed text that the best phrasing of an entry contains, plus bonuses."""
    products, completions, prefix_share = text.reading.products, text.completions, text.prefix_share
    total = prefix_share + (text.reading.length**2 if text.reading.words else 0.0)
    best, every, at = 0.0, 0.0, 0
    for size, length in zip(vectors.sizes, vectors.lengths, strict=True):
        members = vectors.members[at : at + size]
        at += size
        shared = sum([products[feature] for feature in members if feature in products])
        if prefix_share and not completions.keys().isdisjoint(members):
            shared += prefix_share
        best = max(best, shared / total + SIMILARITY_BONUS * shared / (length * math.sqrt(total)))
        every += shared / total
    return best + EVERY_PHRASING_BONUS * every / len(vectors.sizes)


def _spans(question: str, text: TypedText) -> tuple[tuple[int, int], ...]:
    """Return the parts of a question that match the typed words or the prefix: (start, end) in characters."""
    spans: list[tuple[int, int]] = []
    at = 0
    for token in question.split():
        start = question.index(token, at)
        at = start + len(token)
        parts = words(token)
        if any(stem(part) in text.stems for part in parts):
            bare = token.strip("?!.,;:\"'()“”‘’")
            begin = start + token.index(bare) if bare else start
            spans.append((begin, begin + len(bare)))
        elif text.prefix and (fold(token).startswith(text.prefix) or not text.corrections.isdisjoint(parts)):
            spans.append((start, start + len(text.prefix)))
    return tuple(spans)
