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
        ([], "answered", {"a": 90}, FALSE),
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
    ],
)
def test_a_gap_wants_to_hear_that_the_source_is_silent_or_nothing(
    make: Make, expect: list[str], status: str, scores: dict[str, float], verdict: str
) -> None:
    found = make(expect, status, scores, kind="Gap")
    assert (found.verdict, found.group) == (verdict, GAP)


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
