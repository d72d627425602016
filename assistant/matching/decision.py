"""Answer, offer a choice, or hold back: the judged candidates in, a verdict with its reason out.

Three different noes: two candidates too close (``Offered``), none good enough (``Abstained``), and an entry
that says the source is silent, which is an answer like any other. After Rasa's fallback classifier, which
tells "too low" from "too close" in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.base.model import SMALL_TALK, Entry
from assistant.matching.confidence import JUDGED, Explained, Judge, explain_words, signals
from assistant.matching.normalize import says_anything
from assistant.matching.query import AS_TYPED, REPAIRED, Reading
from assistant.matching.ranking import Ranking
from assistant.matching.word_frequency import band
from assistant.record import Record

SURE = 99.0
"""Score of an entry asked in its own words."""
SINGLE_WORD_LIKENESS = 0.75
"""A question that shares one everyday word with an entry is answered only when it is this near to a phrasing."""

_YEAR = re.compile(r"(?<![\d])(?:1[5-9]|20)\d\d(?!\d)")


class Judged(Record):
    """A candidate with its score and what the score is made of."""

    entry: int
    phrasing: int
    score: float
    """0-100."""
    signals: tuple[float, ...]
    explained: Explained
    guards: tuple[str, ...] = ()


class Lines(Record):
    """Where the lines are drawn, on the scale of scores (0-100)."""

    threshold: float
    margin: float
    offered: float


class Answered(Record):
    """The first candidate is the answer."""

    reason: str


class Offered(Record):
    """The candidates are offered as choices."""

    reason: str


class Abstained(Record):
    """Nothing is good enough."""

    reason: str


Verdict = Answered | Offered | Abstained


def judge_ranking(ranking: Ranking, reading: Reading, judge: Judge) -> list[Judged]:
    """Score the contenders: the first by the judge's order, the others behind them, for a longer list."""
    judged = []
    for place, contender in enumerate(ranking.contenders):
        explained = explain_words(reading.telling, ranking.features[contender.entry])
        values = signals(ranking.contenders, place, ranking.foreign, explained, len(reading.telling))
        judged.append(Judged(contender.entry, contender.phrasing, judge.score(values), values, explained))
    first = in_order(judged[:JUDGED])
    return [*first, *behind(first, judged[JUDGED:])]


def behind(first: Sequence[Judged], others: Sequence[Judged]) -> list[Judged]:
    """The others in their order, none with a score above the last of the first."""
    most = first[-1].score if first else 100.0
    return [one._replace(score=min(one.score, most)) for one in in_order(others)]


def in_order(judged: Sequence[Judged]) -> list[Judged]:
    """Best first; equal ones in the order of the base."""
    return sorted(judged, key=lambda one: (-one.score, one.entry))


def guarded(one: Judged, reading: Reading, features: frozenset[int], entry: Entry, lines: Lines) -> Judged:
    """The candidate after the guards: each that fires keeps the score below the threshold and says why."""
    guards = list(one.guards)
    if not says_anything(word.typed for word in reading.words):
        guards.append("too short: a letter or less says nothing")
    missing = _missing_years(reading, features, entry.answer)
    if missing:
        guards.append(f"year: the question says {', '.join(missing)}, the entry does not")
    if entry.kind != SMALL_TALK and _rests_on_one_common_word(one, reading, features):
        guards.append("one word: all it shares with the entry is one everyday word")
    if not guards:
        return one
    return one._replace(score=min(one.score, max(lines.threshold - 1.0, 0.0)), guards=tuple(guards))


def _missing_years(reading: Reading, features: frozenset[int], answer: str) -> list[str]:
    """Years of the question that neither the entry's phrasings nor its answer have."""
    missing = []
    for word, telling in reading.told():
        if _YEAR.fullmatch(word.understood) and word.understood not in answer:
            known = telling.feature is not None and telling.feature in features
            if not known:
                missing.append(word.understood)
    return missing


def _rests_on_one_common_word(one: Judged, reading: Reading, features: frozenset[int]) -> bool:
    shared = [
        word
        for word, told in reading.told()
        if (told.feature is not None and told.feature in features)
        or any(c in features for c in told.concepts)
    ]
    if len(shared) != 1 or one.signals[3] >= SINGLE_WORD_LIKENESS:
        return False
    return shared[0].how in (AS_TYPED, REPAIRED) and band(shared[0].understood) == 1


def decide(judged: Sequence[Judged], lines: Lines) -> Verdict:
    """The verdict on judged candidates, best first."""
    if not judged:
        return Abstained("nothing in the base shares a telling word with the question")
    first = judged[0]
    lead = first.score - judged[1].score if len(judged) > 1 else 100.0
    if first.score >= lines.threshold:
        if lead >= lines.margin:
            return Answered(f"score {first.score:.1f} reaches the threshold of {lines.threshold:.1f}")
        return Offered(f"the second candidate is {lead:.1f} behind, within the margin of {lines.margin:.1f}")
    if first.score >= lines.offered:
        return Offered(f"score {first.score:.1f} is below the threshold of {lines.threshold:.1f}")
    return Abstained(f"score {first.score:.1f} is below {lines.offered:.1f}, where choices begin")
