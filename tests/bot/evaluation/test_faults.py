"""One message that went wrong at each point of its way."""

from __future__ import annotations

import pytest

from bot.evaluation.faults import Wanted, fault
from tests.bot.evaluation.examples import answer, other, probe

FEE = Wanted(("ho-chieu",), ("fee",), "answer")


def component(wanted, given, **seen):
    found = fault(wanted, given, probe(**seen))
    return found and found.component


def test_a_right_answer_is_nobodys_fault():
    assert component(FEE, answer()) is None


def test_without_a_page_the_content_is_at_fault():
    assert component(Wanted(("x",), (), "answer", has_topic=False), other("decline")) == "content"
    no_fee = Wanted(("ho-chieu",), ("fee",), "answer", has_aspect=False)
    assert component(no_fee, answer("ho-chieu", "howto")) == "content"


def test_a_question_taken_for_a_greeting_is_a_fault_of_nlu():
    assert component(FEE, other("smalltalk"), intent="greet") == "nlu"


def test_the_right_topic_first_and_not_answered_is_a_fault_of_the_decision():
    assert component(FEE, other("clarify", "ho-chieu"), confidence=0.4) == "decision"


def test_a_forgotten_conversation_is_a_fault_of_the_decision():
    seen = {"best": "bau-cu", "context_topic": "ho-chieu", "best_as_typed": "bau-cu"}
    assert component(FEE, answer("bau-cu"), **seen) == "decision"


def test_normalising_it_away_is_a_fault_of_normalisation():
    assert component(FEE, answer("bau-cu"), best="bau-cu") == "normalisation"


LOST = {"best": "bau-cu", "best_as_typed": "bau-cu", "named": ()}


def test_an_unknown_word_left_is_a_fault_of_normalisation():
    assert component(FEE, answer("bau-cu"), **LOST, unknown=("hchieu",)) == "normalisation"


def test_what_no_search_found_is_a_fault_of_retrieval():
    far = ("a", "b", "c", "d", "e", "ho-chieu")
    assert component(FEE, answer("bau-cu"), **LOST, dense=far, lexical=()) == "retrieval"
    assert component(FEE, answer("bau-cu"), **LOST, dense=far, lexical=("ho-chieu",)) == "decision"


def test_a_wrong_name_is_a_fault_of_nlu():
    assert component(FEE, answer("bau-cu"), **{**LOST, "named": ("bau-cu",)}) == "nlu"


def test_another_aspect_is_the_intents_fault_or_the_choice_of_the_entry():
    given = answer("ho-chieu", "howto")
    assert component(FEE, given, intent="ask_howto") == "nlu"
    assert component(FEE, given, intent="ask_fee") == "decision"


@pytest.mark.parametrize(
    ("expect", "given", "intent", "wanted"),
    [
        ("smalltalk", answer(), "ask_fee", "nlu"),
        ("smalltalk", answer(), "greet", "decision"),
        ("safety", other("smalltalk"), "thanks", "nlu"),
        ("handoff", other("smalltalk"), "human_handoff", "decision"),
        ("decline", answer(), "ask_fee", "nlu"),
        ("decline", answer(), "out_of_scope", "decision"),
        ("decline", other("handoff"), "human_handoff", None),
        ("clarify", answer(), "ask_fee", "decision"),
        ("clarify", other("smalltalk"), "greet", "nlu"),
    ],
)
def test_messages_that_want_no_answer(expect, given, intent, wanted):
    assert component(Wanted((), (), expect), given, intent=intent) == wanted
