"""Which messages correct the conversation or go back in it."""

from __future__ import annotations

import pytest

from actions.moves import CORRECTS, RETURNS, move


@pytest.mark.parametrize(
    "text",
    [
        "không phải cái đó",
        "không phải đổi bằng lái đổi biển số cơ",
        "không phải làm cho tôi mà cho con tôi",
        "khoan tôi hỏi hộ chiếu trẻ em",
        "ý em là tạm trú",
        "à nhầm bảo hiểm y tế",
    ],
)
def test_a_correction(text):
    assert move(text) == CORRECTS


@pytest.mark.parametrize(
    "text",
    [
        "quay lại vụ hộ chiếu mấy ngày có",
        "thôi trở lại chuyện căn cước",
        "cái hồi nãy phí bao nhiêu",
    ],
)
def test_going_back(text):
    assert move(text) == RETURNS


@pytest.mark.parametrize(
    "text",
    [
        "không phải nộp phí à",
        "có phải ra công an không",
        "thế phí bao nhiêu",
        "mở lại tài khoản ở đâu",
        "giấy này không cần công chứng phải không",
        "",
    ],
)
def test_going_on(text):
    assert move(text) is None
