"""Figures against values worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.evaluation.metrics import (
    auroc,
    calibration_bins,
    calibration_error,
    mean_reciprocal_rank,
    percentile,
    recall_at,
)
from assistant.evaluation.outcome import Outcome
from assistant.evaluation.scoring import measure

Make = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("top1", 1 / 5),
        ("top3", 3 / 5),
        ("mrr", (1 + 1 / 2 + 1 / 3 + 1 / 4 + 0) / 5),
        ("right", 1 / 5),
        ("wrong", 1 / 5),
        ("offered", 1 / 5),
        ("right_or_offered", 2 / 5),
        ("right_shown", 1 / 5),
        ("likely", 0),
        ("ambiguous", 1 / 10),
        ("declined", 4 / 10),
        ("false_answers", 1 / 3),
        ("auroc", 6 / 15),  # of 90 80 50 20 0 over 10 70 95: two, two, one, one, none
        ("gap_right", 1 / 2),
        ("answered", 5 / 10),
        ("precision", 2 / 5),
        ("correct", 4 / 10),
        ("ece", (0.1 + 0.8 + 0.5 + 0.2 + 0) / 5),
        # the foreign 10 shares the first bin with the 0: two questions, mean score 5, none right
        ("ece_all", (0.1 + 0.8 + 0.5 + 0.2 + 2 * 0.05 + 0.7 + 0.95) / 8),
        ("median_ms", 5.5),
        ("p95_ms", 10),
    ],
)
def test_ten_questions_worked_out_by_hand(ten: list[Outcome], key: str, value: float) -> None:
    assert measure(ten)[key] == pytest.approx(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("right", 1 / 6),
        ("likely_right", 1 / 6),
        ("right_shown", 2 / 6),
        ("wrong", 1 / 6),
        ("likely_wrong", 2 / 6),
        ("denied", 1 / 6),
        ("offered", 1 / 6),
        ("right_or_offered", 4 / 6),  # one more is an alternative to a likely answer
        ("false_answers", 0),
        ("false_likely", 1 / 2),
        ("gap_right", 1 / 2),
        ("gap_wrong", 0),
        ("gap_likely_wrong", 1 / 2),
        ("answered", 2 / 10),
        ("likely", 6 / 10),
        ("ambiguous", 1 / 10),
        ("declined", 1 / 10),
        ("precision", 1 / 2),
        ("likely_precision", 2 / 6),
        ("shown_precision", 3 / 8),
        ("correct", 4 / 10),
    ],
)
def test_ten_questions_with_likely_answers_worked_out_by_hand(make: Make, key: str, value: float) -> None:
    outcomes = [
        make(["a"], "answered", {"a": 90}),
        make(["b"], "likely", {"b": 50, "a": 40}),
        make(["c"], "likely", {"a": 50, "c": 45}),
        make(["d"], "likely", {"g": 50}, gaps=["g"], silent=True),
        make(["e"], "not_in_source", {"g": 80}, gaps=["g"]),
        make(["f"], "ambiguous", {"a": 30, "f": 25}),
        make([], "likely", {"g": 50}, gaps=["g"], silent=True, kind="gap"),
        make([], "likely", {"a": 50}, kind="gap"),
        make([], "likely", {"a": 45}),
        make([], "no_match"),
    ]
    assert measure(outcomes)[key] == pytest.approx(value)


def test_nothing_to_measure_gives_no_figure() -> None:
    assert set(measure([]).values()) == {None}


def test_a_part_of_foreign_questions_is_set_against_everything_in_scope(ten: list[Outcome]) -> None:
    near = [one for one in ten if one.row.kind == "near"]
    assert measure(near)["auroc"] is None
    assert measure(near, ten)["auroc"] == pytest.approx(2 / 5)  # 90 and 80 of five over 70


def test_a_part_in_scope_is_set_against_everything_foreign_and_a_mixed_part_against_itself(
    ten: list[Outcome],
) -> None:
    assert measure(ten[:2], ten)["auroc"] == pytest.approx(4 / 6)  # 90 and 80 over 10 and 70, not 95
    assert measure([ten[0], ten[9]], ten)["auroc"] == 0


def test_precision_is_of_the_answers_given_only(ten: list[Outcome]) -> None:
    right, wrong, declined = ten[0], ten[1], ten[4]
    figures = measure([right, wrong, declined, declined])
    assert (figures["answered"], figures["precision"], figures["correct"]) == (0.5, 0.5, 0.25)


def test_later_turns_of_conversations_are_counted_apart(ten: list[Outcome]) -> None:
    right, wrong = ten[0], ten[1]
    first, second, third = (
        one._replace(row=one.row._replace(turn=turn)) for turn, one in enumerate((right, wrong, right), 1)
    )
    assert measure([right, first])["follow_ups"] is None
    assert measure([right, first, second, third])["follow_ups"] == 0.5


def test_a_part_of_gap_questions_has_no_auroc(ten: list[Outcome]) -> None:
    assert measure([one for one in ten if one.row.kind == "gap"], ten)["auroc"] is None


def test_recall_counts_the_first_k_only() -> None:
    ranks = [1, 3, 4, None]
    assert [recall_at(ranks, k) for k in (1, 2, 3, 4)] == [0.25, 0.25, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 3 + 1 / 4) / 4)


def test_ties_count_half_in_auroc() -> None:
    assert auroc([50, 50], [50]) == 0.5
    assert auroc([60], [50, 60]) == 0.75
    assert auroc([], [1]) is None


def test_a_bound_belongs_to_the_bin_below_it_and_zero_to_the_first() -> None:
    bins = calibration_bins([(0, False), (10, True), (10.1, True), (100, True)])
    assert [one.questions for one in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (bins[0].score, bins[0].right, bins[2].score) == (5, 0.5, None)


def test_nine_right_of_ten_at_ninety_is_no_error() -> None:
    bins = calibration_bins([(90, at > 0) for at in range(10)])
    assert calibration_error(bins) == pytest.approx(0)
    assert calibration_error(calibration_bins([(90, at > 4) for at in range(10)])) == pytest.approx(0.4)


def test_middle_and_nearest_rank() -> None:
    assert percentile([float(at) for at in range(1, 101)], 95) == 95
    assert percentile([7], 95) == 7
