"""Scores against values worked out by hand."""

from __future__ import annotations

import pytest

from bot.evaluation.cross_validation import cross_validate, f1_by_label, scores
from bot.paths import Paths


def test_f1_by_hand():
    wanted, found = ["a", "a", "a", "b", "b"], ["a", "a", "b", "b", "c"]
    # a: 2 hits of 2 named and 3 meant; b: 1 hit of 2 named and 2 meant; c is never wanted.
    assert f1_by_label(wanted, found) == {"a": pytest.approx(0.8), "b": pytest.approx(0.5)}


def test_macro_f1_counts_labels_alike_and_accuracy_sentences():
    result = scores("intents", ["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert result.accuracy == pytest.approx(0.75)
    assert result.macro_f1 == pytest.approx((6 / 7 + 0) / 2)
    assert result.f1["b"] == 0


def test_nothing_to_score_is_refused():
    with pytest.raises(ValueError, match="no topics"):
        scores("topics", [], [])


def test_one_fold_is_refused():
    with pytest.raises(ValueError, match="two folds"):
        cross_validate(Paths.from_env(), 1)
