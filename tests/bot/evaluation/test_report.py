"""Three questions, two messages outside and a conversation, counted by hand."""

from __future__ import annotations

import io
import json
import re

import pytest
from rich.console import Console

from bot.evaluation.cases import Conversation, Outside, Question, Step, half_of
from bot.evaluation.page import to_html
from bot.evaluation.results import OutsideResult, QuestionResult, Results, TurnResult
from bot.evaluation.tally import make_report
from bot.evaluation.terminal import show_report
from tests.bot.evaluation.examples import answer, other, probe

ABOUT = dict.fromkeys(
    ("questions", "outside", "conversations", "encoder", "index", "entries"), "x<y"
) | {"half": "all"}


def question(name: str, style: str = "plain") -> Question:
    return Question(name, "phí <b>hộ chiếu</b>?", ("ho-chieu",), ("fee",), style)


@pytest.fixture(scope="module")
def results() -> Results:
    talk = Conversation("c1", "chuyện", (Step("phí", ("ho-chieu",), (), "answer"),) * 2)
    wrong = probe(best="bau-cu", best_as_typed="bau-cu", dense=("bau-cu", "ho-chieu"), named=())
    return Results(
        [
            QuestionResult(question("q1"), answer(), probe()),
            QuestionResult(question("q2", "noisy"), answer("bau-cu"), wrong),
            QuestionResult(question("q3"), other("clarify", "ho-chieu"), probe(confidence=0.3)),
        ],
        [
            OutsideResult(Outside("o1", "thời tiết", "far", "decline"), answer(), probe()),
            OutsideResult(
                Outside("o2", "alo", "smalltalk", "smalltalk"), other("smalltalk"), probe()
            ),
        ],
        [
            TurnResult(talk, 1, answer(), probe()),
            TurnResult(talk, 2, other("decline"), probe()),
        ],
    )


@pytest.fixture(scope="module")
def report(results):
    return make_report(results, ABOUT, lambda topics, aspects=(): True)


def shares(report, key: str, half: str = "all") -> tuple[int, int]:
    found = next(row for row in report.targets if row.key == key).shares[half]
    return found.hits, found.of


def test_the_table_of_targets(report):
    expected = {
        "right": (1, 3),
        "right_plain": (1, 2),
        "right_noisy": (0, 1),
        "right_with_aspect": (1, 3),
        "wrong": (1, 3),
        "asked": (1, 3),
        "asked_good": (1, 1),
        "refused": (0, 3),
        "outside_answered": (1, 2),
        "smalltalk": (1, 1),
        "turns": (1, 2),
    }
    assert {key: shares(report, key) for key in expected} == expected


def test_a_target_without_a_case_is_neither_met_nor_missed(report):
    assert next(row for row in report.targets if row.key == "handoff").met is None
    assert next(row for row in report.targets if row.key == "refused").met is True


def test_the_halves_add_up(report):
    for row in report.targets:
        a, b = row.shares["a"], row.shares["b"]
        assert (a.hits + b.hits, a.of + b.of) == (row.shares["all"].hits, row.shares["all"].of)


def test_one_half_counts_its_own_cases_only(results):
    half = half_of("q1")
    only = make_report(results, {**ABOUT, "half": half}, lambda *_: True, half)
    asked = [r for r in results.questions if half_of(r.case.id) == half]
    assert shares(only, "right", half) == (1, len(asked))
    assert only.styles[-1].count == len(asked)


def test_retrieval_alone_ranks_topics(report):
    assert report.retrieval.mrr["all"] == pytest.approx((1 + 1 / 2 + 1) / 3)
    assert report.retrieval.recall["noisy"] == {"1": 0.0, "3": 1.0, "5": 1.0, "10": 1.0}


def test_nlu_alone_counts_names_and_aspects(report):
    assert (report.nlu.topic_precision.hits, report.nlu.topic_precision.of) == (2, 2)
    assert (report.nlu.topic_recall.hits, report.nlu.topic_recall.of) == (2, 3)
    assert report.nlu.aspect["all"].hits == 3


def test_a_confident_message_outside_the_catalogue_counts_as_an_error(report):
    by_low = {b.low: (b.count, b.correct) for b in report.confidence.bins}
    # q1, q2 and both messages outside at 0.9, of which q1 is right; q3 at 0.3
    assert by_low == {0.3: (1, 1.0), 0.9: (4, 0.25)}


def test_confusions_say_what_was_asked_and_answered(report):
    pairs = {(c.asked, c.answered): [name for name, _ in c.texts] for c in report.confusions}
    assert pairs == {
        ("ho-chieu", "bau-cu"): ["q2"],
        ("ngoài phạm vi (far)", "ho-chieu"): ["o1"],
    }


def test_every_miss_has_a_culprit(report):
    assert {m.id: m.component for m in report.misses} == {
        "q2": "decision",
        "q3": "decision",
        "o1": "nlu",
        "c1.2": "decision",
    }
    assert sum(sum(kinds.values()) for kinds in report.faults.values()) == len(report.misses)


def test_json_is_the_same_twice_and_shares_say_their_value(report, results):
    again = make_report(results, ABOUT, lambda topics, aspects=(): True)
    assert report.to_json() == again.to_json()
    right = json.loads(report.to_json())["targets"][0]["shares"]["all"]
    assert right == {"hits": 1, "of": 3, "value": 0.3333}


def test_the_page_stands_alone_and_escapes_what_citizens_typed(report):
    page = to_html(report)
    assert "&lt;b&gt;hộ chiếu" in page and "<b>hộ" not in page
    assert page.count("<svg") == 4
    assert not re.search(r"<script|https?://|src=|@import", page)


def test_the_terminal_shows_every_target_and_the_misses(report):
    console = Console(width=200, record=True, file=io.StringIO())
    show_report(report, console, misses=2)
    text = console.export_text()
    assert "Đúng chủ đề" in text and "33.3 %" in text
    assert "… còn 2 câu" in text
