"""How far a candidate is trusted: the signals and the judge."""

from __future__ import annotations

import pytest

from assistant.matching.confidence import (
    CONCEPT_SHARE,
    PLAIN_JUDGE,
    SIGNAL_NOTES,
    SIGNALS,
    Contender,
    Foreign,
    Telling,
    explain_words,
    signals,
)

NEAR = Contender(0, -0.1, 0.9)
FAR = Contender(1, -3.0, 0.2)
ELSEWHERE = Foreign(-5.0, 0.1)


def taken(place: int, *contenders: Contender, foreign: Foreign = ELSEWHERE) -> dict[str, float]:
    explained = explain_words([Telling(2.0, 1)], {1})
    return dict(zip(SIGNALS, signals(contenders, place, foreign, explained, 1), strict=True))


def test_known_words_synonyms_and_unknown_words_are_told_apart() -> None:
    words = [Telling(3.0, 1), Telling(2.0, None, (7,)), Telling(1.0, None), Telling(4.0, 5)]
    explained = explain_words(words, {1, 7})
    assert explained.coverage == pytest.approx((3.0 + CONCEPT_SHARE * 2.0) / 10)
    assert explained.unknown == pytest.approx(1 / 10)
    assert explained.unexplained == pytest.approx(10 - 3.0 - CONCEPT_SHARE * 2.0)


def test_a_question_without_telling_words_explains_nothing() -> None:
    assert explain_words([], {1}) == (0.0, 0.0, 0.0)


def test_the_leader_leads_and_the_second_trails_by_as_much() -> None:
    first, second = taken(0, NEAR, FAR), taken(1, NEAR, FAR)
    assert first["lead"] == -second["lead"] > 0
    assert first["nearest lead"] == pytest.approx(0.7)


def test_a_rival_from_elsewhere_speaks_against_a_candidate() -> None:
    calm = taken(0, NEAR, foreign=Foreign(-8.0, 0.0))
    pressed = taken(0, NEAR, foreign=Foreign(-0.5, 0.8))
    assert pressed["against"] < calm["against"]
    assert pressed["foreign lead"] < calm["foreign lead"]
    assert PLAIN_JUDGE.score(list(pressed.values())) < PLAIN_JUDGE.score(list(calm.values()))


def test_no_signal_runs_away() -> None:
    wild = taken(0, Contender(0, -1e9, 1.0), Contender(1, 1e9, 0.0), foreign=Foreign(1e9, 1.0))
    assert all(abs(value) <= 8 for value in wild.values())


@pytest.mark.parametrize("value", [-1e6, -1.0, 0.0, 1.0, 1e6])
def test_a_score_stays_on_its_scale(value: float) -> None:
    assert 0 <= PLAIN_JUDGE.score([value] * len(SIGNALS)) <= 100


def test_better_signals_never_lower_the_score() -> None:
    base = [0.0] * len(SIGNALS)
    for at, weight in enumerate(PLAIN_JUDGE.weights[:-1]):
        better = [*base]
        better[at] = 1.0 if weight >= 0 else -1.0
        assert PLAIN_JUDGE.score(better) >= PLAIN_JUDGE.score(base)


def test_every_signal_is_explained() -> None:
    assert set(SIGNALS) == set(SIGNAL_NOTES)
    assert len(PLAIN_JUDGE.weights) == len(SIGNALS) + 1
