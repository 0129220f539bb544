"""The whole of `python -m bot eval` on a handful of cases."""

from __future__ import annotations

import json

import pytest

from bot.evaluation.command import run_evaluation
from bot.evaluation.run import evaluate

QUESTIONS = [
    ("q1", "lệ phí làm hộ chiếu là bao nhiêu?", ["ho-chieu"], ["fee"]),
    ("q2", "dang ky tam tru can giay to gi", ["dang-ky-tam-tru"], ["documents"]),
    ("q3", "quên mật khẩu VNeID thì lấy lại thế nào?", ["quen-mat-khau"], ["howto"]),
    ("q4", "lệ phí làm hộ chiếu là bao nhiêu ạ?", ["bau-cu"], ["fee"]),  # wrong on purpose
]


@pytest.fixture
def files(tmp_path):
    turns = [
        {
            "user": "lệ phí hộ chiếu?",
            "topics": ["ho-chieu"],
            "aspects": ["fee"],
            "expect": "answer",
        },
        {"user": "cần giấy tờ gì", "topics": ["ho-chieu"], "aspects": [], "expect": "answer"},
    ]
    rows = {
        "q": [
            {"id": name, "text": text, "topics": topics, "aspects": aspects, "style": "plain"}
            for name, text, topics, aspects in QUESTIONS
        ],
        "o": [{"id": "o1", "text": "xin chào", "kind": "smalltalk", "expect": "smalltalk"}],
        "c": [{"id": "c1", "title": "phí", "turns": turns}],
    }
    for name, lines in rows.items():
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return [tmp_path / f"{name}.jsonl" for name in "qoc"]


@pytest.mark.model
def test_two_runs_give_the_same_figures_and_a_wrong_answer_is_told(assistant, files):
    first = evaluate(*files, assistant=assistant)
    second = evaluate(*files, assistant=assistant)
    assert first.to_json() == second.to_json()
    shares = {row.key: row.shares["all"] for row in first.targets}
    assert (shares["right"].hits, shares["right"].of) == (3, 4)
    assert (shares["turns"].hits, shares["smalltalk"].hits) == (2, 1)
    assert {miss.id for miss in first.misses if not miss.is_aspect_only} == {"q4"}
    (pair,) = first.confusions
    assert (pair.asked, pair.answered) == ("bau-cu", "ho-chieu")


def test_a_file_with_a_mistake_is_named_before_anything_is_loaded(files, capsys):
    questions, outside, conversations = files
    questions.write_text('{"id": 1}', encoding="utf-8")
    assert run_evaluation(questions, outside, conversations, "all", None, None, 0) == 2
    assert "q.jsonl:1" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(files, tmp_path, capsys):
    missing = tmp_path / "none.jsonl"
    assert run_evaluation(missing, *files[1:], "all", None, None, 0) == 2
    assert "none.jsonl" in capsys.readouterr().err
