"""What holds of the metrics whatever the values: slow obvious versions agree with them, bounds and orders."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.metrics import (
    auroc,
    calibration_bins,
    calibration_error,
    mean_reciprocal_rank,
    percentile,
    recall_at,
)

pytestmark = pytest.mark.soak("properties")

# One digit after the point, as scores have, so that ties and bounds of bins come up.
scores = st.integers(0, 1000).map(lambda tenths: tenths / 10)
some = st.lists(scores, min_size=1, max_size=30)
ranked = st.lists(st.none() | st.integers(1, 12), min_size=1, max_size=30)
scored = st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=60)


@given(some, some)
def test_auroc_is_the_share_of_pairs_in_the_right_order(
    positives: list[float], negatives: list[float]
) -> None:
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positives for n in negatives]
    assert auroc(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))


@given(some, some)
def test_auroc_turned_round_is_what_is_left(positives: list[float], negatives: list[float]) -> None:
    there, back = auroc(positives, negatives), auroc(negatives, positives)
    assert there is not None
    assert back == pytest.approx(1 - there)


@given(some, some)
def test_auroc_looks_at_the_order_only(positives: list[float], negatives: list[float]) -> None:
    cubed = auroc([score**3 for score in positives], [score**3 for score in negatives])
    assert cubed == auroc(positives, negatives)


@given(ranked)
def test_recall_grows_with_k_and_the_reciprocal_rank_lies_between_its_ends(ranks: list[int | None]) -> None:
    recalls = [recall_at(ranks, k) or 0.0 for k in range(1, 13)]
    mean = mean_reciprocal_rank(ranks)
    assert mean is not None
    assert recalls == sorted(recalls)
    assert recalls[0] - 1e-12 <= mean <= recalls[-1] + 1e-12
    # The reciprocal rank is the recalls weighted by 1/k - 1/(k+1), and the last by 1/12.
    weighted = (
        sum(recall * (1 / k - 1 / (k + 1)) for k, recall in enumerate(recalls[:-1], 1)) + recalls[-1] / 12
    )
    assert mean == pytest.approx(weighted)


@given(scored)
def test_every_question_is_in_the_bin_of_its_score(pairs: list[tuple[float, bool]]) -> None:
    for one in calibration_bins(pairs):
        inside = [pair for pair in pairs if one.low < pair[0] <= one.high or (one.low == 0 and pair[0] == 0)]
        assert one.questions == len(inside)
        if inside:
            assert one.score == pytest.approx(statistics.fmean(score for score, _ in inside))
            assert one.right == pytest.approx(statistics.fmean(right for _, right in inside))


@given(scored)
def test_calibration_error_is_a_share_and_no_less_than_the_error_of_the_whole(
    pairs: list[tuple[float, bool]],
) -> None:
    error = calibration_error(calibration_bins(pairs))
    assert error is not None
    whole = abs(
        statistics.fmean(right for _, right in pairs) - statistics.fmean(score / 100 for score, _ in pairs)
    )
    assert whole - 1e-9 <= error <= 1 + 1e-9


@given(scored)
def test_order_changes_no_figure(pairs: list[tuple[float, bool]]) -> None:
    forth, back = (calibration_error(calibration_bins(part)) for part in (pairs, pairs[::-1]))
    assert forth == pytest.approx(back)


@given(some, st.integers(1, 100))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(values: list[float], percent: int) -> None:
    found = percentile(values, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)
