"""Whether what came of a question was right, by the rule of its group."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.conversation.turn import Turn
from assistant.evaluation.labelled_question import GAP
from assistant.evaluation.outcome import (
    DECLINED,
    FALSE,
    FOREIGN,
    HALF,
    IN_SCOPE,
    LIKELY_FALSE,
    LIKELY_RIGHT,
    LIKELY_WRONG,
    OFFERED,
    RIGHT,
    WRONG,
    Outcome,
)

Make = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("expect", "status", "scores", "verdict"),
    [
        (["a", "b"], "answered", {"b": 90}, RIGHT),
        (["g"], "not_in_source", {"g": 90}, RIGHT),
        (["hello"], "small_talk", {"hello": 90}, RIGHT),
        (["a"], "answered", {"b": 90, "a": 80}, WRONG),
        (["a"], "not_in_source", {"g": 90}, WRONG),
        (["a"], "small_talk", {"hello": 90}, WRONG),
        (["a"], "ambiguous", {"b": 50, "c": 50, "a": 50}, OFFERED),
        (["a"], "no_match", {"a": 20}, OFFERED),
        (["a"], "ambiguous", {"b": 50, "c": 50, "d": 50, "a": 49}, DECLINED),
        (["a"], "no_match", {}, DECLINED),
        (["a", "b"], "likely", {"b": 50}, LIKELY_RIGHT),
        (["a"], "likely", {"b": 50, "a": 40}, LIKELY_WRONG),
        ([], "answered", {"a": 90}, FALSE),
        ([], "likely", {"a": 50}, LIKELY_FALSE),
        ([], "not_in_source", {"g": 90}, FALSE),
        ([], "small_talk", {"hello": 90}, RIGHT),
        ([], "ambiguous", {"a": 50}, RIGHT),
        ([], "no_match", {}, RIGHT),
    ],
)
def test_verdicts(make: Make, expect: list[str], status: str, scores: dict[str, float], verdict: str) -> None:
    found = make(expect, status, scores)
    assert (found.verdict, found.group) == (verdict, IN_SCOPE if expect else FOREIGN)


@pytest.mark.parametrize("expect", [[], ["g"]])
@pytest.mark.parametrize(
    ("status", "scores", "verdict"),
    [
        ("not_in_source", {"another-gap": 90}, RIGHT),
        ("ambiguous", {"a": 50}, RIGHT),
        ("no_match", {}, RIGHT),
        ("answered", {"a": 90}, WRONG),
        ("small_talk", {"hello": 90}, WRONG),
        ("likely", {"a": 50}, LIKELY_WRONG),
    ],
)
def test_a_gap_wants_to_hear_that_the_source_is_silent_or_nothing(
    make: Make, expect: list[str], status: str, scores: dict[str, float], verdict: str
) -> None:
    found = make(expect, status, scores, kind="Gap")
    assert (found.verdict, found.group) == (verdict, GAP)


def test_a_likely_gap_is_right_for_a_gap_question_and_wrong_in_scope(make: Make) -> None:
    assert make([], "likely", {"g": 50}, silent=True, kind="gap").verdict == LIKELY_RIGHT
    assert make(["a"], "likely", {"g": 50}, silent=True).verdict == LIKELY_WRONG


def test_denied_is_a_gap_asserted_although_all_expected_entries_state_something(make: Make) -> None:
    assert make(["a"], "not_in_source", {"g": 90}, gaps=["g"]).denied
    assert not make(["a"], "likely", {"g": 50}, gaps=["g"], silent=True).denied
    assert not make(["a", "h"], "not_in_source", {"g": 90}, gaps=["g", "h"]).denied
    assert not make([], "not_in_source", {"g": 90}, gaps=["g"]).denied
    assert not make(["a"], "answered", {"b": 90}, gaps=["g"]).denied


def test_two_things_asked_and_the_first_only_likely(make: Make, turn_from: Callable[..., Turn]) -> None:
    also = [turn_from("answered", {"b": 90})]
    assert make(["a", "b"], "likely", {"a": 50}, also=also, every=True).verdict == LIKELY_RIGHT
    assert make(["a", "b"], "likely", {"x": 50}, also=also, every=True).verdict == LIKELY_WRONG


def test_an_answer_that_a_gap_question_lists_is_right(make: Make) -> None:
    assert make(["g", "a"], "answered", {"a": 90}, kind="gap").verdict == RIGHT


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("a", "b", RIGHT),
        ("b", "c", RIGHT),
        ("a", None, HALF),
        ("b", "x", WRONG),
        ("x", "a", WRONG),
        ("a", "a", HALF),
    ],
)
def test_two_things_asked_want_two_answers(
    make: Make, turn_from: Callable[..., Turn], first: str, second: str | None, verdict: str
) -> None:
    also = [turn_from("answered", {second: 90})] if second else []
    found = make([["a", "c"], ["b"]], "answered", {first: 90}, also=also, every=True)
    assert found.verdict == verdict


def test_one_entry_in_two_groups_does_not_answer_two_things(make: Make) -> None:
    assert make([["a", "b"], ["a", "c"]], "answered", {"a": 90}, every=True).verdict == HALF


def test_two_things_asked_and_nothing_answered_can_still_be_offered(make: Make) -> None:
    assert make(["a", "b"], "ambiguous", {"b": 50}, every=True).verdict == OFFERED
    assert make(["a", "b"], "no_match", every=True).verdict == DECLINED


def test_a_greeting_before_an_answer_is_not_the_answer(make: Make, turn_from: Callable[..., Turn]) -> None:
    answer = turn_from("answered", {"a": 88})
    right = make(["a"], "small_talk", {"hello": 95}, also=[answer])
    assert (right.verdict, right.entry, right.score, right.rank) == (RIGHT, "a", 88, 1)
    assert make([], "small_talk", {"hello": 95}, also=[answer]).verdict == FALSE
    assert make(["hello", "a"], "small_talk", {"hello": 95}, also=[answer], every=True).verdict == RIGHT


def test_rank_is_that_of_the_best_expected_entry(make: Make) -> None:
    assert make(["c", "b"], "ambiguous", {"a": 3, "b": 2, "c": 1}).rank == 2
    assert make(["x"], "ambiguous", {"a": 3}).rank is None
