"""Counted as tests/HUONG-DAN.md says."""

from __future__ import annotations

import pytest

from bot.evaluation.cases import Outside, Question, Step
from bot.evaluation.counting import (
    Share,
    as_expected,
    good_buttons,
    right_with_aspect,
    share,
    turn_right,
    verdict,
)
from tests.bot.evaluation.examples import answer, other

FEE = Question("d-1", "…", ("ho-chieu", "tra-cuu-ho-so"), ("fee", "where"), "plain")


def test_any_acceptable_topic_is_right():
    assert verdict(FEE, answer("tra-cuu-ho-so")) == "right"


def test_an_answer_about_another_topic_is_wrong():
    assert verdict(FEE, answer("bau-cu")) == "wrong"


@pytest.mark.parametrize("decision", ["decline", "smalltalk", "handoff", "safety"])
def test_everything_but_an_answer_and_a_clarifying_question_is_a_refusal(decision):
    assert verdict(FEE, other(decision)) == "refused"
    assert verdict(FEE, other("clarify")) == "asked"


def test_the_aspect_counts_only_under_the_right_topic():
    assert right_with_aspect(FEE, answer("ho-chieu", "where"))
    assert not right_with_aspect(FEE, answer("ho-chieu", "howto"))
    assert not right_with_aspect(FEE, answer("bau-cu", "fee"))


def test_a_clarifying_question_is_good_when_one_button_has_an_acceptable_topic():
    assert good_buttons(FEE, other("clarify", None, "tra-cuu-ho-so"))
    assert not good_buttons(FEE, other("clarify", "bau-cu", None))
    assert not good_buttons(FEE, other("clarify"))


@pytest.mark.parametrize("decision", ["decline", "handoff", "safety", "clarify"])
def test_declining_may_be_done_in_four_ways(decision):
    assert as_expected(Outside("o", "…", "far", "decline"), other(decision))


def test_smalltalk_is_no_way_to_decline_and_a_hand_off_is_no_smalltalk():
    assert not as_expected(Outside("o", "…", "far", "decline"), other("smalltalk"))
    assert not as_expected(Outside("o", "…", "smalltalk", "smalltalk"), other("handoff"))


def test_a_turn_needs_the_decision_and_for_an_answer_the_topic():
    step = Step("…", ("ho-chieu",), ("fee",), "answer")
    assert turn_right(step, answer("ho-chieu", "howto"))
    assert not turn_right(step, answer("bau-cu"))
    assert not turn_right(step, other("clarify", "ho-chieu"))
    assert turn_right(Step("…", ("ho-chieu",), (), "clarify"), other("clarify"))


def test_a_share_of_nothing_has_no_value():
    assert share([]).value is None
    assert share([True, False, True]) == Share(2, 3)
