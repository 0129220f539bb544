"""Cries for help and reports of lost money, told from questions about papers."""

from __future__ import annotations

import pytest

from bot.language.emergencies import is_emergency, is_swindled


@pytest.mark.parametrize(
    "text",
    [
        "tôi vừa bị tai nạn giao thông chảy máu nhiều",
        "xe máy tông nhau trước nhà gọi ai",
        "bố tôi đột quỵ",
        "con em hóc xương",
        "kẹt thang máy",
        "uống thuốc sâu rồi",
        "em không muốn sống nữa",
        "nhà em đang cháy cứu với",
        "khói mù mịt trong nhà trọ",
        "nổ bình ga",
        "có cướp vào tiệm vàng",
        "chồng cũ dọa giết tôi",
        "nó cầm mã tấu rượt em",
        "bị bạo hành gia đình",
        "con tôi mất tích từ tối qua",
        "cứu tôi với",
        "chảy nhà rồi",  # what the normaliser makes of "chay nha roi"
        "rằn cán",
        "bị đám",
        "cò cướp",
        "báo cháy gọi số nào",
    ],
)
def test_danger_is_heard(text):
    assert is_emergency(text)
    assert not is_swindled(text)


@pytest.mark.parametrize(
    "text",
    [
        "bị cướp mất căn cước",
        "nhà cháy mất hết giấy tờ làm lại ở đâu",
        "thẻ bảo hiểm y tế có dùng khi cấp cứu không",
        "gây tai nạn bị trừ mấy điểm bằng lái",
        "con chết có phải khai tử không",
        "tra cứu với ad",
        "ứng dụng chạy rồi",
        "phòng cháy nhà trọ phải nghiệm thu không",
        "bị đánh máy nhầm sang nước khác",
        "bị bắn tốc độ hôm qua",
        "xe máy bị giam mấy ngày",
        "chờ lâu muốn quê muốn chết",
        "",
    ],
)
def test_a_question_or_a_way_of_speaking_is_no_danger(text):
    assert not is_emergency(text)


def test_a_sure_question_counts_only_when_it_asks_for_the_numbers():
    assert is_emergency("thấy đánh nhau thì báo ở mục nào")
    assert not is_emergency("thấy đánh nhau thì báo ở mục nào", is_question=True)
    assert is_emergency("gọi 114 thế nào", is_question=True)


def test_a_long_story_is_left_to_the_network():
    assert not is_emergency("cháy nhà " + "rồi tôi kể tiếp " * 6)


@pytest.mark.parametrize(
    "text",
    [
        "tôi vừa bị lừa mất tiền",
        "bị gạt 5 triệu",
        "tui bị người ta lừa hết tiền rồi",
        "nó giả danh công an lấy hết tiền của ba tôi",
        "bị kẻ gian rút sạch tiền",
        "lỡ chuyển tiền cho kẻ lừa đảo",
    ],
)
def test_lost_money_is_heard(text):
    assert is_swindled(text)
    assert not is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "tôi muốn rút hết tiền bảo hiểm",
        "cách lừa người ta lấy tiền",
        "dạy tôi lừa lấy hết tiền",
        "phí lý lịch tư pháp bao nhiêu tiền",
        "lừa đảo qua vneid là gì",
    ],
)
def test_no_lost_money_is_heard_in_questions_and_plans(text):
    assert not is_swindled(text)
