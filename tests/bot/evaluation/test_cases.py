from __future__ import annotations

import json

import pytest

from bot.evaluation.cases import CaseError, half_of, read_conversations, read_questions
from bot.evaluation.run import CONVERSATIONS, OUTSIDE, QUESTIONS, read_outside

GOOD = {"id": "q1", "text": "…", "topics": ["bau-cu"], "aspects": ["fee"], "style": "plain"}


def write(path, *lines):
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_the_development_files_are_read_whole():
    assert len(read_questions(QUESTIONS)) == 295
    assert len(read_outside(OUTSIDE)) == 60
    assert len(read_conversations(CONVERSATIONS)) == 15


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"style": "shouted"}, "style"),
        ({"topics": []}, "topics"),
        ({"text": 5}, "text"),
    ],
)
def test_a_wrong_line_is_named_with_its_place(tmp_path, change, named):
    path = write(tmp_path / "q.jsonl", GOOD, {**GOOD, "id": "q2", **change})
    with pytest.raises(CaseError, match=f"q.jsonl:2: .*{named}"):
        read_questions(path)


def test_a_missing_field_is_named(tmp_path):
    path = write(tmp_path / "q.jsonl", {"id": "q1", "text": "…"})
    with pytest.raises(CaseError, match="topics"):
        read_questions(path)


def test_an_id_stands_once(tmp_path):
    with pytest.raises(CaseError, match="q1"):
        read_questions(write(tmp_path / "q.jsonl", GOOD, GOOD))


def test_a_line_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": ', encoding="utf-8")
    with pytest.raises(CaseError, match="q.jsonl:1"):
        read_questions(path)


def test_an_unknown_decision_is_refused(tmp_path):
    turn = {"user": "…", "topics": [], "aspects": [], "expect": "shrug"}
    with pytest.raises(CaseError, match="expect"):
        read_conversations(write(tmp_path / "c.jsonl", {"id": "c", "turns": [turn]}))


def test_an_id_is_always_in_the_same_half_and_both_halves_are_used():
    assert half_of("d-0001") == half_of("d-0001")
    sizes = [half_of(q.id) for q in read_questions(QUESTIONS)]
    assert 0.4 < sizes.count("a") / len(sizes) < 0.6
