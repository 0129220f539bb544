"""Every figure against a value worked out by hand."""

from __future__ import annotations

import pytest

from bot.evaluation.metrics import (
    Bin,
    brier,
    calibration_error,
    mean_reciprocal_rank,
    rank,
    recall_at,
    reliability,
)


def test_the_rank_is_the_place_of_the_first_acceptable_topic():
    assert rank(["a", "b", "c"], {"c", "b"}) == 2


def test_a_topic_that_was_not_found_has_no_rank():
    assert rank(["a", "b"], {"z"}) is None
    assert rank([], {"z"}) is None


def test_mrr_counts_what_was_not_found_as_zero():
    assert mean_reciprocal_rank([1, 2, None, 4]) == pytest.approx((1 + 1 / 2 + 0 + 1 / 4) / 4)


def test_recall_at_k_is_the_share_among_the_first_k():
    ranks = [1, 3, 4, None]
    assert [recall_at(k, ranks) for k in (1, 3, 5)] == [0.25, 0.5, 0.75]


def test_without_a_question_all_figures_are_zero():
    assert mean_reciprocal_rank([]) == recall_at(3, []) == calibration_error([]) == brier([]) == 0


def test_bins_hold_their_lower_border_and_the_last_one_holds_certainty():
    bins = reliability([(0.0, False), (0.5, True), (0.55, False), (1.0, True)], bins=2)
    assert [(b.low, b.high, b.count) for b in bins] == [(0.0, 0.5, 1), (0.5, 1.0, 3)]
    assert bins[1].confidence == pytest.approx((0.5 + 0.55 + 1.0) / 3)
    assert bins[1].correct == pytest.approx(2 / 3)


def test_empty_bins_are_left_out():
    assert [b.low for b in reliability([(0.95, True)])] == [0.9]


def test_calibration_error_weighs_bins_by_their_count():
    bins = [Bin(0, 0.5, 1, confidence=0.2, correct=0.0), Bin(0.5, 1, 3, 0.9, 1.0)]
    assert calibration_error(bins) == pytest.approx((1 * 0.2 + 3 * 0.1) / 4)


def test_brier_is_the_mean_squared_distance_from_the_truth():
    assert brier([(1.0, True), (0.5, False)]) == pytest.approx((0 + 0.25) / 2)
