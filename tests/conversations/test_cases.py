"""A tester's mistake is named; an answer that is not as expected is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.assistant import Answer
from tests.conversations.cases import CaseError, Expected, is_sourced, read_cases, read_file

SOURCE = {"title": "Thông tư 16", "url": "https://x", "date": "24/4/2025"}
FEE = Answer(
    "answer",
    "ly-lich-tu-phap",
    "fee",
    "ly-lich-tu-phap#fee",
    "200.000 đồng.\n\nNguồn: Thông tư 16 (24/4/2025) · cập nhật 22/11/2026",
    [{"title": "Bao lâu", "topic": "ly-lich-tu-phap", "aspect": "duration"}],
    [SOURCE],
)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.e2e.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_real_files_are_read():
    assert len(read_cases(Path(__file__).parent)) >= 15


def test_an_answer_as_expected_has_no_miss():
    wanted = Expected(("answer",), ("ly-lich-tu-phap",), ("fee", "where"), ("đồng",), sourced=True)
    assert wanted.misses(FEE) == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Expected(decision=("clarify",)), "quyết định"),
        (Expected(topic=("ho-chieu",)), "chủ đề: cần ho-chieu, được ly-lich-tu-phap"),
        (Expected(aspect=("howto",)), "khía cạnh"),
        (Expected(contains=("miễn phí",)), "thiếu chữ “miễn phí”"),
        (Expected(contains_not=("200.000",)), "thừa chữ"),
        (Expected(button_topics=("ho-chieu",)), "thiếu nút ho-chieu"),
        (Expected(sourced=False), "nguồn"),
    ],
)
def test_each_difference_is_told(wanted, told):
    (miss,) = wanted.misses(FEE)
    assert told in miss


def test_a_source_without_a_date_is_no_source():
    undated = Answer("answer", "x", "fee", "x#fee", FEE.answer, [], [{**SOURCE, "date": ""}])
    assert is_sourced(FEE) and not is_sourced(undated)
    assert not is_sourced(Answer("answer", "x", "fee", "x#fee", "không ghi gì", [], [SOURCE]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("conversations: [", "YAML"),
        ("stories: []", "conversations"),
        ("conversations: [{name: a}]", "steps"),
        ("conversations: [{name: a, steps: [{expect: {decision: answer}}]}]", "user"),
        ("conversations: [{name: a, steps: [{user: x}]}]", "expect"),
        (
            "conversations: [{name: a, steps: [{user: x, expect: {topics: y}}]}]",
            "Có phải “topic”?",
        ),
        ("conversations: [{name: a, steps: [{press: 1, expect: {topic: y}}]}]", "nút"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(tmp_path, text, told):
    with pytest.raises(CaseError, match=told):
        read_file(write(tmp_path, text))


def test_two_conversations_of_one_name_are_refused(tmp_path):
    one = "{name: a, steps: [{user: x, expect: {decision: answer}}]}"
    with pytest.raises(CaseError, match="cùng tên"):
        read_file(write(tmp_path, f"conversations: [{one}, {one}]"))
