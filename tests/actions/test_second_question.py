"""Which parts of a message ask something each."""

from __future__ import annotations

import pytest

from actions.second_question import questions_in


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Làm hộ chiếu cần giấy tờ gì? Phí bao nhiêu?",
            ["Làm hộ chiếu cần giấy tờ gì", "Phí bao nhiêu"],
        ),
        ("lam ly lich tu phap o dau va mat bao lau", ["lam ly lich tu phap o dau", "mat bao lau"]),
        ("phí làm hộ chiếu bao nhiêu", ["phí làm hộ chiếu bao nhiêu"]),
        ("Con tôi mới sinh. Làm khai sinh ở đâu?", ["Làm khai sinh ở đâu"]),
        ("vợ và con tôi có đăng ký tạm trú được không", ["con tôi có đăng ký tạm trú được không"]),
        ("phí bao nhiêu tiền? " * 40, ["phí bao nhiêu tiền"]),
        (
            "".join(f"phí số {n} bao nhiêu? " for n in range(40)),
            [f"phí số {n} bao nhiêu" for n in range(4)],
        ),
        ("???", []),
        ("", []),
    ],
)
def test_only_parts_that_ask_count(text, parts):
    assert questions_in(text) == parts
