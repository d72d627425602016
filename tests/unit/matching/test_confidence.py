"""How far a candidate is trusted: the signals and the judge."""

from __future__ import annotations

import pytest

from assistant.matching.confidence import (
    DEFAULT_CONFIDENCE,
    SIGNAL_NOTES,
    SYNONYM_COVERAGE,
    ContentWord,
    RankedEntry,
    Signals,
    measure_signals,
    word_coverage,
)

NEAR = RankedEntry(0, -0.1, 0.9)
FAR = RankedEntry(1, -3.0, 0.2)


def measured(place: int, *entries: RankedEntry) -> Signals:
    coverage = word_coverage([ContentWord(2.0, 1)], {1})
    return measure_signals(entries, place, -5.0, coverage, 1)


def test_known_words_synonyms_and_unknown_words_are_told_apart() -> None:
    words = [ContentWord(3.0, 1), ContentWord(2.0, None, (7,)), ContentWord(1.0, None), ContentWord(4.0, 5)]
    coverage = word_coverage(words, {1, 7})
    assert coverage.coverage == pytest.approx((3.0 + SYNONYM_COVERAGE * 2.0) / 10)
    assert coverage.unexplained == pytest.approx(10 - 3.0 - SYNONYM_COVERAGE * 2.0)


def test_a_question_without_telling_words_explains_nothing() -> None:
    assert word_coverage([], {1}) == (0.0, 0.0)


def test_the_leader_leads_and_the_second_trails_by_as_much() -> None:
    first, second = measured(0, NEAR, FAR), measured(1, NEAR, FAR)
    assert first.lead == -second.lead > 0
    assert first.similarity_lead == pytest.approx(0.7)


def test_no_signal_runs_away() -> None:
    wild = measured(0, RankedEntry(0, -1e9, 1.0), RankedEntry(1, 1e9, 0.0))
    assert all(abs(value) <= 8 for value in wild)


@pytest.mark.parametrize("value", [-1e6, -1.0, 0.0, 1.0, 1e6])
def test_a_score_stays_on_its_scale(value: float) -> None:
    assert 0 <= DEFAULT_CONFIDENCE.score([value] * len(Signals._fields)) <= 100


def test_better_signals_never_lower_the_score() -> None:
    base = [0.0] * len(Signals._fields)
    for at, weight in enumerate(DEFAULT_CONFIDENCE.weights[:-1]):
        better = [*base]
        better[at] = 1.0 if weight >= 0 else -1.0
        assert DEFAULT_CONFIDENCE.score(better) >= DEFAULT_CONFIDENCE.score(base)


def test_every_signal_is_explained() -> None:
    assert set(Signals._fields) == set(SIGNAL_NOTES)
    assert len(DEFAULT_CONFIDENCE.weights) == len(Signals._fields) + 1
