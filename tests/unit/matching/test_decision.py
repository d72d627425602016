"""Answer, offer or hold back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.base.model import Entry
from assistant.conversation.answering import match
from assistant.index.store import Store
from assistant.matching.confidence import NO_SIGNALS, WordCoverage
from assistant.matching.decision import (
    Abstained,
    Answered,
    Decision,
    Likely,
    Offered,
    ScoredEntry,
    Thresholds,
    decide,
    shown_score,
    sorted_by_score,
)
from assistant.matching.guards import prefer_facts

LINES = Thresholds(threshold=60.0, margin=8.0, choice_threshold=25.0, likely_threshold=40.0)


def scored(*scores: float) -> list[ScoredEntry]:
    return [ScoredEntry(at, 0, score, NO_SIGNALS, WordCoverage(1.0, 0.0)) for at, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "decision"),
    [
        ((), Abstained),
        ((60.0,), Answered),
        ((95.0, 10.0), Answered),
        ((95.0, 87.0), Answered),
        ((95.0, 87.1), Likely),
        ((59.9,), Likely),
        ((59.9, 59.0), Likely),
        ((59.9, 59.9), Offered),
        ((40.0,), Likely),
        ((39.9,), Offered),
        ((25.0,), Offered),
        ((24.9,), Abstained),
        ((0.0, 0.0), Abstained),
    ],
)
def test_threshold_margin_and_the_line_for_choices(
    scores: tuple[float, ...], decision: type[Decision]
) -> None:
    found = decide(scored(*scores), LINES)
    assert isinstance(found, decision)
    assert found.reason


def test_a_guarded_candidate_is_not_likely(room: Store) -> None:
    found = match("which book won the prize", room)
    assert any("one word" in guard for guard in found.scored[0].guards)
    assert found.score < Thresholds().likely_threshold
    assert not found.shown


@pytest.mark.parametrize(
    ("denial", "fact", "similarity", "stays"),
    [(90.0, 40.0, 0.5, False), (90.0, 40.0, 0.9, True), (90.0, 16.0, 0.5, True), (90.0, 10.0, 0.5, True)],
)
def test_a_denial_stands_if_it_wins_clearly_or_was_asked_for_in_its_own_words(
    denial: float, fact: float, similarity: float, stays: bool
) -> None:
    first, second = scored(denial, fact)
    first = first._replace(signals=NO_SIGNALS._replace(similarity=similarity))
    lines = LINES._replace(choice_threshold=15.0)
    found = prefer_facts([first, second], ["not_in_source", "answer"], [], lines)
    assert found[1] == second
    assert (found[0].score == denial) == stays
    assert (found[0].score > fact) == stays


@pytest.mark.parametrize(("coverage", "first"), [(1.0, 1), (0.8, 0)])
def test_a_fact_that_has_all_words_is_offered_beside_a_denial(coverage: float, first: int) -> None:
    denial, fact = scored(95.0, 5.0)
    undenied = fact._replace(score=90.0, coverage=WordCoverage(coverage, 0.0))
    found = prefer_facts([denial, fact], ["not_in_source", "answer"], [undenied], LINES)
    assert isinstance(decide(sorted_by_score(found), LINES), (Answered, Offered)[first])


def test_without_training_a_denial_is_not_certain() -> None:
    found = prefer_facts(scored(95.0), ["not_in_source"], [], LINES, trained=False)
    assert isinstance(decide(found, LINES), Likely)


def test_words_of_the_thesaurus_that_no_entry_has_are_unrelated(room: Store) -> None:
    found = match("who won the world cup", room)
    assert isinstance(found.decision, Abstained)
    assert any("world" in guard and "cup" in guard for guard in found.scored[0].guards)


def test_best_first_and_equal_ones_in_the_order_of_the_base() -> None:
    assert [one.entry for one in sorted_by_score(list(reversed(scored(5, 9, 5, 9))))] == [1, 3, 0, 2]


@pytest.mark.parametrize(
    "typed", ["what happened in 2010", "tell me about the flood of 2011", "opening hours 1999"]
)
def test_a_year_that_no_entry_has_keeps_every_entry_from_answering(room: Store, typed: str) -> None:
    found = match(typed, room)
    assert not found.confident
    assert any("year" in guard for guard in found.scored[0].guards)


@pytest.mark.parametrize(
    "typed", ["what happened in 2009", "the flood of 2009", "tell me about the flood in 2009 please"]
)
def test_a_year_that_stands_in_a_phrasing_or_in_the_answer_is_no_objection(room: Store, typed: str) -> None:
    found = match(typed, room)
    assert room.entry_at(found.scored[0].entry).id == "flood"
    assert not any("year" in guard for guard in found.scored[0].guards)


@pytest.mark.parametrize(
    "typed", ["is the water in the pool open", "which book won the prize", "open heart surgery"]
)
def test_one_everyday_word_in_common_is_not_enough(room: Store, typed: str) -> None:
    found = match(typed, room)
    assert not found.confident


def test_the_guard_on_one_everyday_word_says_so(room: Store) -> None:
    guards = match("which book won the prize", room).scored[0].guards
    assert any("one word" in guard for guard in guards)


@pytest.mark.parametrize("typed", ["a", "i", "s", "x", "?", "a b", "1"])
def test_single_letters_are_never_answered(room: Store, typed: str) -> None:
    assert not match(typed, room).confident


@pytest.mark.parametrize(
    ("typed", "certain"),
    [
        ("how do i cancel my order", False),
        ("how do i track my order", False),
        ("can I donate an old car", False),
        ("how do i place my order please", True),
        ("may I donate an old coat", True),
    ],
)
def test_another_verb_or_object_is_not_certain(
    make_store: Callable[..., Store], make_entry: Callable[..., Entry], typed: str, certain: bool
) -> None:
    store = make_store(
        [
            make_entry("place", "How do I place an order?", "place my order", "how can I order something"),
            make_entry("donate", "Can I donate old clothes?", "where can I donate an old coat"),
            make_entry("hours", "When are you open?", "opening hours"),
        ],
        fit=True,
    )
    assert match(typed, store).confident == certain


def test_a_question_of_fillers_counts_all_its_words(
    make_store: Callable[..., Store], make_entry: Callable[..., Entry]
) -> None:
    store = make_store(
        [make_entry("thanks", "Thank you", "thanks a lot"), make_entry("hours", "Opening hours")]
    )
    assert match("ok thanks", store).query.content_words


@pytest.mark.parametrize(
    ("score", "shown"), [(79.96, 79.9), (80.0, 80.0), (96.4, 96.4), (99.0, 99.0), (0.0, 0.0)]
)
def test_a_score_below_a_threshold_does_not_look_as_if_it_reached_it(score: float, shown: float) -> None:
    assert shown_score(score) == shown


def test_the_reason_has_the_score_that_is_shown() -> None:
    assert "score 59.9 is below the threshold of 60.0" in decide(scored(59.99), LINES).reason
