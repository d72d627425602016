"""Lower the scores of entries that match for a poor reason, and of denials that an entry with a fact may contradict.

Each guard gives a reason, which the explanation of an answer shows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Sequence
from operator import mul

from assistant.base.model import ANSWER, NOT_IN_SOURCE, SMALL_TALK, Entry
from assistant.matching.confidence import ContentWord
from assistant.matching.decision import TIE, ScoredEntry, Thresholds
from assistant.matching.normalize import has_content, stem, words
from assistant.matching.query import AS_TYPED, REPAIRED, SYNONYM, UNKNOWN, ParsedQuery
from assistant.matching.ranking import Ranking
from assistant.matching.vocabulary import content_stems
from assistant.matching.word_frequency import frequency_band
from assistant.matching.word_vectors import WordVectors

SINGLE_WORD_SIMILARITY = 0.75
"""Lowest similarity (0-1) at which a query that shares only one everyday word with an entry is answered."""

NEGATIONS = frozenset({"not", "no", "never", "without"})
"""Words that reverse a question."""
LIKE = 0.3
"""Cosine (0-1) from which two words have to do with each other."""
REPLACED_SHARE = 0.25
"""Share (0-1) of words of a question that stand in place of other words of the phrasing from which an entry is not
certain: "how do I cancel an order" is not "how do I place an order"."""
UNRELATED_SHARE = 0.35
"""Share (0-1) of unrelated, unknown words in a question from which an entry is not even a likely answer."""
MOSTLY_UNRELATED = 0.6
"""Share (0-1) of unrelated words, with those of the thesaurus, from which it is not offered as a choice either."""

OWN_WORDING = 0.8
"""Similarity (0-1) from which "the source does not say" was asked for in its own words."""
ALL_WORDS = 0.99
"""Coverage (0-1) of an entry that has every informative word of the question."""
CLEAR_LEAD = 60.0
"""Lead (0-100) over every entry that states something with which "the source does not say" wins."""
DENIAL = "denial: another entry may state it"

_YEAR = re.compile(r"(?<![\d])(?:1[5-9]|20)\d\d(?!\d)")


def apply_guards(
    one: ScoredEntry,
    query: ParsedQuery,
    features: frozenset[int],
    entry: Entry,
    thresholds: Thresholds,
    vectors: WordVectors | None,
) -> ScoredEntry:
    """Lower the score below a threshold for each guard that fires, and record why.

    Args:
        one: The scored entry.
        query: The query.
        features: Features of the phrasings of the entry.
        entry: The entry.
        thresholds: The thresholds.
        vectors: The word vectors for the language of the base.
    """
    not_certain, not_likely = thresholds.below_certain, thresholds.below_likely
    found: list[tuple[float, str]] = []
    if not has_content(word.typed for word in query.words):
        found.append((thresholds.below_choice, "too short: a single letter is not a question"))
    missing = _missing_years(query, features, entry.answer)
    if missing:
        found.append((not_likely, f"year: the question mentions {', '.join(missing)}, the entry does not"))
    shared = [word for word in query.content_words if word.is_in(features) or word.has_synonym_in(features)]
    if entry.kind != SMALL_TALK and _is_only_one_common_word(shared, one):
        found.append((not_likely, "one word: the question shares only one everyday word with the entry"))
    if not shared:
        found.append((not_certain, "no word: the question shares no word with a phrasing of the entry"))
    if any(word.text in NEGATIONS and not word.is_in(features) for word in query.content_words):
        found.append((not_certain, "negation: the question says no, the entry does not"))
    found.extend(
        _foreign_word_guards(query, features, words(entry.phrasings[one.phrasing]), thresholds, vectors)
    )
    if not found:
        return one
    score = min(one.score, *(limit for limit, _ in found))
    return one._replace(score=score, guards=(*one.guards, *(reason for _, reason in found)))


def has_same_words(query: ParsedQuery, phrasing: str) -> bool:
    """Return whether a query and a phrasing differ in fillers and order only."""
    asked = {stem(word.understood) for word in query.words}
    return set(content_stems(asked)) == set(content_stems(map(stem, words(phrasing))))


def without_denials(ranking: Ranking, kinds: Sequence[str]) -> Ranking:
    """Return the ranking as it would be if no entry said that the source does not say."""
    denied = 0.0
    for one, kind in zip(ranking.entries, kinds, strict=True):
        denied += math.exp(one.log_probability) * (kind == NOT_IN_SOURCE)
    shift = math.log(1 - denied) if denied < 1 else 0.0  # without training, log probabilities are 0
    entries = tuple(
        one._replace(log_probability=one.log_probability - shift)
        for one, kind in zip(ranking.entries, kinds, strict=True)
        if kind != NOT_IN_SOURCE
    )
    return ranking._replace(entries=entries, background=ranking.background - shift)


def prefer_facts(
    scored: Sequence[ScoredEntry],
    kinds: Sequence[str],
    undenied: Sequence[ScoredEntry],
    thresholds: Thresholds,
    *,
    verbatim: Container[int] = (),
    trained: bool = True,
) -> list[ScoredEntry]:
    """Put "the source does not say" behind an entry that may state it, unless it wins clearly or by its own words.

    If an entry has all words of the question and would be asserted by itself, both are offered.

    Args:
        scored: The scored entries.
        kinds: The kind of each.
        undenied: The entries as scored :func:`without_denials`.
        thresholds: The thresholds.
        verbatim: Entries that have a phrasing of the same informative words as the question.
        trained: Whether the base is trained. If it is not, "the source does not say" is not certain.
    """
    facts = [one for one, kind in zip(scored, kinds, strict=True) if kind == ANSWER]
    best = max((one.score for one in facts), default=0.0)
    stating = {
        one.entry
        for one in undenied
        if one.score >= thresholds.threshold and one.coverage.coverage >= ALL_WORDS
    }.intersection(one.entry for one in facts)
    even = thresholds.below_likely
    first, kind_of_first = max(zip(scored, kinds, strict=True), key=lambda pair: pair[0].score)
    is_denied = kind_of_first == NOT_IN_SOURCE and first.entry not in verbatim
    if stating and is_denied:
        return [
            one._replace(
                score=even if one.entry in stating else min(one.score, even), guards=(*one.guards, DENIAL)
            )
            for one in scored
        ]
    return [
        _doubted(
            one, best, even if stating and one.entry not in verbatim else None, thresholds, trained=trained
        )
        if kind == NOT_IN_SOURCE
        else one
        for one, kind in zip(scored, kinds, strict=True)
    ]


def _doubted(
    one: ScoredEntry, best: float, even: float | None, thresholds: Thresholds, *, trained: bool
) -> ScoredEntry:
    """Return "the source does not say" with a lower score if another entry may state it.

    Args:
        one: The scored entry.
        best: The best score of an entry that states something.
        even: The score of an entry that has all words of the question, if any.
        thresholds: The thresholds.
        trained: Whether the base is trained.
    """
    limit = one.score if trained else thresholds.below_certain
    wins = one.signals.similarity >= OWN_WORDING or one.score >= best + CLEAR_LEAD
    if even is not None:
        limit = min(limit, even)
    elif best >= thresholds.choice_threshold and not wins:
        limit = min(limit, max(best - TIE, 0.0))
    if limit >= one.score:
        return one
    return one._replace(score=limit, guards=(*one.guards, DENIAL))


def _missing_years(query: ParsedQuery, features: frozenset[int], answer: str) -> list[str]:
    """Return the years of the query that occur neither in the entry's phrasings nor in its answer."""
    return [
        word.text
        for word in query.content_words
        if _YEAR.fullmatch(word.text) and word.text not in answer and not word.is_in(features)
    ]


def _is_only_one_common_word(shared: Sequence[ContentWord], one: ScoredEntry) -> bool:
    if len(shared) != 1 or one.signals.similarity >= SINGLE_WORD_SIMILARITY:
        return False
    return shared[0].status in (AS_TYPED, REPAIRED) and frequency_band(shared[0].text) == 1


def _foreign_word_guards(
    query: ParsedQuery,
    features: frozenset[int],
    phrasing: Sequence[str],
    thresholds: Thresholds,
    vectors: WordVectors | None,
) -> Iterator[tuple[float, str]]:
    """Yield a limit and a reason if too much of the question is words that no entry has.

    Args:
        query: The query.
        features: Features of the phrasings of the entry.
        phrasing: The words of its most similar phrasing.
        thresholds: The thresholds.
        vectors: The word vectors for the language of the base.
    """
    foreign = [
        word
        for word in query.content_words
        if word.status in (SYNONYM, UNKNOWN) and not word.has_synonym_in(features)
    ]
    if not foreign:
        return
    total = sum(word.weight for word in query.content_words)
    unrelated = _unlike(foreign, phrasing, vectors)
    unknown = sum(word.weight for word in unrelated if word.status == UNKNOWN)
    reason = f"unknown: nothing in the entry is like {_listed(unrelated)}"
    if sum(word.weight for word in unrelated) >= MOSTLY_UNRELATED * total:
        yield thresholds.below_choice, reason
    elif unknown >= UNRELATED_SHARE * total:
        yield thresholds.below_likely, reason
    elif vectors is not None:
        asked = {stem(word.understood) for word in query.words}
        replaced = _unlike(foreign, [word for word in phrasing if stem(word) not in asked], vectors)
        if sum(word.weight for word in replaced) >= REPLACED_SHARE * total:
            yield thresholds.below_certain, f"other words: the phrasing has nothing like {_listed(replaced)}"


def _listed(found: Sequence[ContentWord]) -> str:
    return ", ".join(word.text for word in found)


def _unlike(
    foreign: Sequence[ContentWord], known: Sequence[str], vectors: WordVectors | None
) -> list[ContentWord]:
    """Return the words that are like none of the known words."""
    if not foreign or vectors is None:
        return list(foreign)
    known_vectors = [vectors.text_vector([word]) for word in known]
    found = []
    for word in foreign:
        vector = vectors.text_vector([word.text])
        if all(sum(map(mul, vector, other)) < LIKE for other in known_vectors):
            found.append(word)
    return found
