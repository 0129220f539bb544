"""Rasa's reply as Telegram shows it; read back with the emulated server's own parser."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.telegram import phrases
from bot.telegram.markdown import parse, to_html, to_plain, utf16_units
from bot.telegram.messages import MAX_UNITS, Reply, render, split
from tests.telegram_server.entities import parse_html

MARKUP = list("_*[]()~>#+-=|{}.!<>&\"'`\\/\n ") + [
    "**",
    "](https://",
    "&lt;",
    "</b>",
    "<b>",
    "🪪",
    "👨‍👩‍👧",
    "ế",
    "\u0301",
]
WORDS = [
    "phí",
    "lệ",
    "phí",
    "100.000",
    "đồng",
    "căn",
    "cước",
    "hộ",
    "chiếu",
    "Điều",
    "5",
    "Nghị",
    "định",
    "69/2024/NĐ-CP",
]


def shown(text: str) -> str:
    return parse_html(to_html(parse(text)))[0]


def test_bold_lists_and_links_become_html():
    reply = Reply(
        "**Làm trên VNeID.**\n\n1. Mở ứng dụng\n- Chọn\nNguồn: [Cổng](https://dvc.gov.vn/a?b=1&c=2)"
    )
    (message,) = render(reply)
    assert message.html == (
        "<b>Làm trên VNeID.</b>\n\n1. Mở ứng dụng\n• Chọn\n"
        'Nguồn: <a href="https://dvc.gov.vn/a?b=1&amp;c=2">Cổng</a>'
    )
    assert message.plain == "Làm trên VNeID.\n\n1. Mở ứng dụng\n• Chọn\nNguồn: Cổng"


def test_what_is_no_markup_is_shown_as_it_is():
    text = "a < b && c > d <script> [x] (y) 2*3*4 _z_ ** đơn [t](http://x.vn) [t](javascript:1)"
    assert shown(text) == text


def test_a_link_in_bold_is_both():
    assert to_html(parse("**xem [Cổng](https://dvc.gov.vn)**")) == (
        '<b>xem </b><b><a href="https://dvc.gov.vn">Cổng</a></b>'
    )


def wild_answers(count: int, seed: int) -> Iterator[str]:
    wild = random.Random(seed)
    for _ in range(count):
        yield "".join(
            wild.choice(MARKUP) if wild.random() < 0.6 else wild.choice(WORDS)
            for _ in range(wild.randrange(1, 60))
        )


def test_ten_thousand_wild_answers_are_all_good_html_and_lose_no_text():
    for text in wild_answers(10_000, seed=20261122):
        kept = []
        for message in render(Reply(text)):
            visible, _ = parse_html(message.html)  # raises as Telegram would refuse
            assert visible == message.plain
            kept += [c for c in visible if c.isalnum()]
        if "](https://" not in text:
            assert kept == [c for c in text if c.isalnum()]


def test_ten_thousand_wild_answers_are_cut_into_good_parts_that_lose_no_text():
    cut = 0
    for number, text in enumerate(wild_answers(10_000, seed=7)):
        limit = 8 + number % 90  # so small that nearly all have to be cut, often inside a link
        lines, kept = parse(text), []
        parts = list(split(lines, limit))
        for part in parts:
            visible, _ = parse_html(to_html(part))
            assert visible == to_plain(part)
            assert 0 < utf16_units(visible) <= limit
            assert visible.strip()
            kept += [c for c in visible if not c.isspace()]
        assert kept == [c for c in to_plain(lines) if not c.isspace()]
        cut += len(parts) > 1
    assert cut > 5_000


def test_a_long_answer_is_cut_between_paragraphs():
    paragraph = "Một câu đủ dài để đếm. " * 60  # 1,380 units
    parts = list(split(parse("\n\n".join([paragraph.strip()] * 7))))
    assert len(parts) == 4
    for part in parts:
        assert utf16_units(parse_html(to_html(part))[0]) <= MAX_UNITS
        assert to_html(part).endswith("đếm.")
        assert to_html(part).startswith("Một")


def test_a_list_is_cut_between_its_items_and_never_after_its_heading():
    items = [f"{n}. Bước thứ {n}: " + "làm theo hướng dẫn " * 20 for n in range(1, 40)]
    text = "Mở đầu. " * 480 + "\n**Các bước:**\n" + "\n".join(items)
    parts = [parse_html(to_html(part))[0] for part in split(parse(text))]
    assert all(utf16_units(part) <= MAX_UNITS for part in parts)
    assert not any(part.endswith("Các bước:") for part in parts)
    assert all(part.lstrip()[0].isdigit() for part in parts[2:])


def test_one_endless_line_is_cut_at_words_and_nothing_is_lost():
    line = "**" + "chữ " * 3000 + "**"
    parts = list(split(parse(line)))
    assert all(utf16_units(parse_html(to_html(part))[0]) <= MAX_UNITS for part in parts)
    assert (
        "".join(to_html(p).replace("<b>", "").replace("</b>", "") for p in parts).count("chữ")
        == 3000
    )


@pytest.mark.parametrize(
    "text", ["🪪" * 5000, "a" + "🪪" * 5000, "x" * 9000, "\n".join("🪪 a" for _ in range(4000))]
)
def test_emoji_count_twice_and_no_part_is_too_long(text):
    parts = [parse_html(to_html(part))[0] for part in split(parse(text))]
    assert all(0 < utf16_units(part) <= MAX_UNITS for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def test_buttons_go_under_the_last_part_one_a_row():
    messages = render(Reply("dòng\n" * 3000, (("Lệ phí", "/ask_fee"), ("Hồ sơ " * 30, "/ask"))))
    assert len(messages) > 1
    assert messages[0].rows == ()
    first, second = messages[-1].rows
    assert first[0].title == "Lệ phí"
    assert first[0].data == {"payload": "/ask_fee"}
    assert len(second[0].title) <= 64


def test_only_the_buttons_of_a_clarification_exclude_each_other():
    buttons = (("A", "/a"), ("B", "/b"))
    (clarify,) = render(Reply("Ý nào?", buttons, {"decision": "clarify"}))
    (answer,) = render(Reply("Đây.", buttons, {"decision": "answer"}))
    assert {row[0].choice for row in clarify.rows} == {"reply"}
    assert {row[0].choice for row in answer.rows} == {""}


def test_buttons_without_text_get_a_sentence():
    (message,) = render(Reply("", (("A", "/a"),)))
    assert message.html == phrases.CHOOSE


def test_a_reply_of_blanks_shows_nothing():
    assert render(Reply(" \n ")) == []


def test_control_characters_and_broken_surrogates_are_dropped():
    assert shown("a\x00b\ud800c\x1bd") == "abcd"
