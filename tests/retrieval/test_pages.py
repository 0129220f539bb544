"""What a page means once it is read; what breaks it is in test_check.py."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from actions.retrieval.pages import Page, read_page
from actions.retrieval.passages import load_pages
from tests.retrieval.good_page import GOOD, line_of, problems_of, write

DRAFT = """---
id: the-moi
tên: Thẻ mới
nhóm: nhap
trạng thái: nháp
---

Chữ chép từ văn bản, chưa chia mục. Phí 30.000 đồng.

### Một đầu đề của văn bản

Còn nữa.
"""


def read(tmp_path, text: str | bytes) -> Page:
    knowledge = write(tmp_path, text)
    page, problems = read_page(knowledge / "thu-tuc" / "lam-the.md", "lam-the.md")
    assert problems == []
    return page


def test_the_first_entry_of_an_aspect_is_named_after_it_and_others_after_their_title(tmp_path):
    more = "### Phí làm lại\n\nHỏi:\n- a\n- b\n- c\n\nĐáp:\nKhông mất tiền. [S1]\n\n"
    page = read(tmp_path, GOOD.replace("## Làm ở đâu", more + "## Làm ở đâu"))
    assert [entry.id for entry in page.entries][2:4] == [
        "lam-the#fee",
        "lam-the#fee/phi-lam-lai",
    ]


def test_an_entry_carries_its_dates_place_questions_and_marks(tmp_path):
    page = read(tmp_path, GOOD.replace("Từ ngày: 1/1/2026", "Từ ngày: 2/2026\nĐến ngày: 2/2028"))
    entry = page.entries[2]
    assert (entry.valid_from, entry.valid_to) == (dt.date(2026, 2, 1), dt.date(2028, 2, 29))
    assert entry.province == "Hà Nội"
    assert entry.marks == ("S1",)
    assert [question.text for question in entry.questions][:2] == [
        "Làm thẻ mẫu hết bao nhiêu tiền?",
        "Phí thẻ mẫu",
    ]
    assert entry.answer == "**Lệ phí là 50.000 đồng mỗi thẻ.** [S1]"


@pytest.mark.parametrize(
    ("day", "is_valid"), [((2025, 12, 31), False), ((2026, 1, 1), True), ((2030, 1, 1), True)]
)
def test_an_entry_is_served_from_its_first_day(tmp_path, day, is_valid):
    assert read(tmp_path, GOOD).entries[2].is_valid(dt.date(*day)) is is_valid


def test_a_province_may_be_named_as_people_do(tmp_path):
    page = read(tmp_path, GOOD.replace("Tỉnh/thành: Hà Nội", "Tỉnh/thành: Bình Dương"))
    assert page.entries[2].province == "TP. Hồ Chí Minh"


def test_a_source_without_a_date_of_its_own_says_when_it_was_read(tmp_path):
    sources = read(tmp_path, GOOD).sources
    assert sources["S1"].dated == "5/1/2026"
    assert sources["S2"].dated == "xem 1/11/2026"


def test_lines_count_as_an_editor_sees_them(tmp_path):
    entry = read(tmp_path, GOOD).entries[2]
    assert entry.line == line_of(GOOD, "### Lệ phí thẻ mẫu")
    assert entry.questions[1].line == line_of(GOOD, "- Phí thẻ mẫu")
    assert entry.answer_line == line_of(GOOD, "**Lệ phí là")


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("tên:", "TEN:").replace("dễ nhầm", "de_nham").encode(),
        GOOD.replace("1/11/2026", "2026-11-01").encode(),
        GOOD.replace("Đáp:\n", "ĐÁP: ").encode(),
    ],
    ids=["windows lines", "byte order mark", "keys without diacritics", "iso dates", "one line"],
)
def test_the_same_page_may_be_typed_in_other_ways(tmp_path, data):
    page = read(tmp_path / "other", data)
    plain = read(tmp_path / "plain", GOOD)
    assert [entry.answer for entry in page.entries] == [entry.answer for entry in plain.entries]
    assert (page.name, page.look_alikes, page.reviewed) == (
        plain.name,
        plain.look_alikes,
        plain.reviewed,
    )


# ---- drafts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        DRAFT,
        DRAFT.replace("trạng thái: nháp", "trang_thai: 'Nháp' # chưa xong"),
        DRAFT.replace("tên: Thẻ mới", "tên: [Thẻ mới"),
        "---\ntrạng thái: nháp\n",
        GOOD.replace("nhóm: thu-tuc", "nhóm: thu-tuc\ntrạng thái: nháp"),
    ],
    ids=["loose text", "other spelling", "broken front matter", "not closed", "complete"],
)
def test_a_draft_is_never_served_and_never_fails_the_check(tmp_path, text):
    write(tmp_path)
    knowledge = write(tmp_path, text, "nhap/the-moi.md")
    assert [page.id for page in load_pages(knowledge)] == ["lam-the"]
    (problem,) = [p for p in problems_of(knowledge) if p.path == "knowledge/nhap/the-moi.md"]
    assert problem.message.startswith("Bản nháp, chưa trả lời ai.")
    assert not problem.is_error


def test_a_draft_tells_what_it_still_needs(tmp_path):
    knowledge = write(tmp_path, DRAFT, "nhap/the-moi.md")
    page, _ = read_page(knowledge / "nhap" / "the-moi.md", "nhap/the-moi.md")
    needs = {(problem.line, problem.message[:22]) for problem in page.unfinished}
    assert (2, "Thiếu “nguồn:”, cần ít") in needs
    assert (line_of(DRAFT, "nhóm"), "Không có nhóm “nhap”. ") in needs
    assert (line_of(DRAFT, "Chữ chép"), "Chữ nằm ngoài mục. Mỗi") in needs
    (problem,) = problems_of(knowledge)
    assert problem.line == line_of(DRAFT, "trạng thái")
    assert f"Còn {len(page.unfinished)} chỗ phải sửa, chỗ đầu ở dòng 2" in problem.message


def test_a_finished_draft_says_how_to_publish_it(tmp_path):
    text = GOOD.replace("nhóm: thu-tuc", "nhóm: thu-tuc\ntrạng thái: nháp")
    text = text.replace("dễ nhầm:\n  doi-the: đổi thẻ cũ\n", "")
    (problem,) = problems_of(write(tmp_path, text))
    assert "xóa dòng “trạng thái: nháp”" in problem.message


def test_a_page_may_say_that_it_is_finished(tmp_path):
    text = GOOD.replace("nhóm: thu-tuc", "nhóm: thu-tuc\ntrạng thái: xong")
    assert not read(tmp_path, text).is_draft


# ---- anything at all -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_a_mangled_page_is_a_page_or_has_problems_but_never_raises(tmp_path, seed):
    chance = random.Random(seed)
    lines = GOOD.split("\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        lines[at] = chance.choice(
            [
                "", "---", "### ", "## Lệ phí", "- ", "Hỏi:", "Đáp:", "{", "[", "? x", "&a *b", "%",
                lines[at][::-1], lines[at] * 2, "  " + lines[at], "nguồn: 5", "dễ nhầm: [1]",
                "tên gọi khác: {a: b}", "rà soát: 2026", "trạng thái: [nháp]", "\x07\x85\u2028",
            ]
        )  # fmt: skip
    knowledge = write(tmp_path, "\n".join(lines))
    page, problems = read_page(knowledge / "thu-tuc" / "lam-the.md", "lam-the.md")
    problems_of(knowledge)
    assert (page is None) == bool(problems)
    assert all(1 <= problem.line <= len(lines) for problem in problems)
