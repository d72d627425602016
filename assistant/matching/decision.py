"""Decide whether to answer, show the closest match, offer choices or abstain.

Like Rasa's fallback classifier, this distinguishes two reasons not to be sure: the best score is too low, or the
best two are too close. An entry that says "the source does not say" is an answer like any other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Sequence
from math import floor
from operator import mul

from assistant.base.model import ANSWER, NOT_IN_SOURCE, SMALL_TALK, Entry
from assistant.matching.confidence import (
    RERANKED,
    ConfidenceModel,
    ContentWord,
    Signals,
    WordCoverage,
    measure_signals,
    word_coverage,
)
from assistant.matching.normalize import has_content, stem, words
from assistant.matching.query import AS_TYPED, REPAIRED, SYNONYM, UNKNOWN, ParsedQuery
from assistant.matching.ranking import Ranking
from assistant.matching.vocabulary import content_stems
from assistant.matching.word_frequency import frequency_band
from assistant.matching.word_vectors import WordVectors
from assistant.record import Record

SURE = 99.0
"""Score (0-100) of an entry if one of its phrasings was typed word for word."""
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
TIE = 0.5
"""Two candidates whose scores differ by less (0-100) are equally likely."""

_YEAR = re.compile(r"(?<![\d])(?:1[5-9]|20)\d\d(?!\d)")


class ScoredEntry(Record):
    """A ranked entry with its score and the basis of the score."""

    entry: int
    phrasing: int
    """Index of the most similar phrasing in the entry."""
    score: float
    """Match confidence, 0-100."""
    signals: Signals
    coverage: WordCoverage
    guards: tuple[str, ...] = ()
    """Reasons why the score was adjusted."""


class Thresholds(Record):
    """The thresholds of a decision, as scores (0-100).

    Scores are calibrated, so each threshold states what a wrong answer costs, in missed answers: four if it is
    asserted (4 / (4 + 1) = 80 %), one if it is shown as the closest match (50 %), a third if it is one of several
    choices (25 %).
    """

    threshold: float = 80.0
    """Lowest score that is answered."""
    margin: float = 5.0
    """Smallest lead over the second candidate."""
    likely_threshold: float = 50.0
    """Lowest score at which the first candidate is shown as the closest match."""
    choice_threshold: float = 25.0
    """Lowest score at which candidates are offered as choices."""

    @property
    def below_certain(self) -> float:
        """Score of an entry that must not be asserted."""
        return max(self.threshold - 1.0, 0.0)

    @property
    def below_likely(self) -> float:
        """Score of an entry that must not be the closest match."""
        return max(self.likely_threshold - 1.0, 0.0)

    @property
    def below_choice(self) -> float:
        """Score of an entry that must not be offered."""
        return max(self.choice_threshold - 1.0, 0.0)


class Answered(Record):
    """The first candidate is the answer."""

    reason: str


class Likely(Record):
    """The first candidate is more likely right than wrong, but not certain: it is shown as the closest match."""

    reason: str


class Offered(Record):
    """The candidates are offered as choices."""

    reason: str


class Abstained(Record):
    """No candidate is good enough."""

    reason: str


Decision = Answered | Likely | Offered | Abstained


def score_entries(
    ranking: Ranking, query: ParsedQuery, model: ConfidenceModel, kinds: Sequence[str]
) -> list[ScoredEntry]:
    """Score the ranked entries and rerank the first few by score.

    Args:
        ranking: The ranked entries.
        query: The query.
        model: The confidence model.
        kinds: The kind of each ranked entry. Small talk does not compete with other small talk: "ok, thanks" may be
            answered in several ways.
    """
    scored = []
    serious = [one for one, kind in zip(ranking.entries, kinds, strict=True) if kind != SMALL_TALK]
    for ranked, kind in zip(ranking.entries, kinds, strict=True):
        rivals = [ranked, *serious] if kind == SMALL_TALK else ranking.entries
        coverage = word_coverage(
            query.content_words, ranking.features[ranked.entry], ranking.bodies[ranked.entry]
        )
        signals = measure_signals(
            rivals, rivals.index(ranked), ranking.background, coverage, len(query.content_words)
        )
        scored.append(ScoredEntry(ranked.entry, ranked.phrasing, model.score(signals), signals, coverage))
    return rerank(scored)


def rerank(scored: Sequence[ScoredEntry]) -> list[ScoredEntry]:
    """Put the first ``RERANKED`` entries in order of score; the others follow and never score higher."""
    first = sorted_by_score(scored[:RERANKED])
    limit = first[-1].score if first else 100.0
    others = sorted_by_score(scored[RERANKED:])
    return [*first, *(one._replace(score=min(one.score, limit)) for one in others)]


def sorted_by_score(scored: Sequence[ScoredEntry]) -> list[ScoredEntry]:
    """Sort best first, ties in the order of the base."""
    return sorted(scored, key=lambda one: (-one.score, one.entry))


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


def shown_score(score: float) -> float:
    """Return a score with one decimal, rounded down, so that no score seems to reach a threshold that it does not."""
    return floor(score * 10 + 1e-6) / 10


def decide(scored: Sequence[ScoredEntry], thresholds: Thresholds) -> Decision:
    """Decide whether to answer, show the closest match, offer choices or abstain.

    Args:
        scored: The scored entries, best first.
        thresholds: The thresholds.
    """
    if not scored:
        return Abstained("no entry shares a word with the question")
    first = scored[0]
    score = shown_score(first.score)
    lead = first.score - scored[1].score if len(scored) > 1 else 100.0
    if first.score >= thresholds.threshold:
        if lead >= thresholds.margin:
            return Answered(f"score {score:.1f} reaches the threshold of {thresholds.threshold:.1f}")
        doubt = f"the second candidate is {lead:.1f} behind, within the margin of {thresholds.margin:.1f}"
    else:
        doubt = f"score {score:.1f} is below the threshold of {thresholds.threshold:.1f}"
    if first.score >= thresholds.likely_threshold and lead >= TIE:
        return Likely(f"{doubt}; a likely answer needs {thresholds.likely_threshold:.1f}")
    if first.score >= thresholds.choice_threshold:
        return Offered(doubt)
    return Abstained(
        f"score {score:.1f} is below {thresholds.choice_threshold:.1f}, the threshold for choices"
    )
