"""A good page is broken in many ways; each break is named at its line, with what to do."""

from __future__ import annotations

import datetime as dt
import unicodedata

import numpy as np
import pytest

from actions.retrieval.contradictions import different_answers
from actions.retrieval.duplicates import near_duplicates
from actions.retrieval.passages import read_pages
from actions.retrieval.similar import QuestionCosines
from tests.retrieval.good_page import GOOD, OTHER, TODAY, line_of, problems_of, write

FEE = "**Lệ phí là 50.000 đồng mỗi thẻ.** [S1]"
FIRST_QUESTIONS = GOOD[GOOD.index("Hỏi:\n- Thẻ mẫu là gì?") : GOOD.index("\nĐáp:\n**Thẻ mẫu")]
SOURCE_2 = GOOD[GOOD.index("  - mã: S2") : GOOD.index("---\n\n# Làm")]

# what breaks: (old text, new text, part of the line that is named, part of the message)
BROKEN = {
    "no front matter": ("---\nid:", "id:", "id: lam-the", "Dòng đầu phải là “---”"),
    "front matter never closed": ("---\n\n# Làm", "\n# Làm", "---", "chưa đóng"),
    "unquoted colon": (
        'tên: "Trang mẫu"', "tên: Trang mẫu: bài", "Trang mẫu: bài", "hai chấm thì đặt trong ngoặc"
    ),
    "misspelt key": ("rà soát lại:", "rà xoát lại:", "rà xoát", "Có phải “ra soat lai”?"),
    "key twice": (
        "nhóm: thu-tuc", "nhóm: thu-tuc\nnhóm: giay-to", "nhóm: giay-to", "có hai lần"
    ),
    "no id": ("id: lam-the\n", "", "tên: Làm", "Thiếu “id:”"),
    "id unlike the file": ("id: lam-the", "id: lam-the-moi", "id: lam", "khác tên tệp"),
    "id with diacritics": ("id: lam-the", "id: làm-thẻ", "id: làm", "chữ thường không dấu"),
    "no name": ("tên: Làm thẻ mẫu\n", "", "id: lam-the", "Thiếu “tên:”"),
    "unknown group": ("nhóm: thu-tuc", "nhóm: thutuc", "nhóm:", "Không có nhóm “thutuc”"),
    "group unlike the folder": ("nhóm: thu-tuc", "nhóm: giay-to", "nhóm:", "khác thư mục"),
    "unknown state": (
        "nhóm: thu-tuc", "nhóm: thu-tuc\ntrạng thái: đang viết", "trạng thái", "“nháp” hoặc “xong”"
    ),
    "unknown kind": ("nhóm: thu-tuc", "nhóm: thu-tuc\nloại: lạ", "loại: lạ", "“chỉ dẫn”"),
    "names not as a list": (
        "tên gọi khác:\n  - thẻ mẫu\n  - cấp thẻ thử", "tên gọi khác: thẻ mẫu", "tên gọi khác",
        "mỗi tên một dòng",
    ),
    "no review date": ("rà soát: 1/11/2026\n", "", "id: lam-the", "Thiếu “rà soát:”"),
    "no such day": ("rà soát: 1/11/2026", "rà soát: 31/11/2026", "31/11", "không phải ngày"),
    "review date in the future": (
        "rà soát: 1/11/2026", "rà soát: 1/12/2026", "rà soát: 1/12", "ở tương lai"
    ),
    "review due before the review": (
        "rà soát lại: 1/5/2027", "rà soát lại: 1/5/2026", "rà soát lại", "sớm hơn “rà soát”"
    ),
    "no sources": (GOOD[GOOD.index("nguồn:"): GOOD.index("---\n\n#")], "", "id:", "Thiếu “nguồn:”"),
    "source without a mark": ("  - mã: S2\n    tên", "  - tên", "Trang mẫu", "Mã nguồn phải là S"),
    "same mark twice": ("mã: S2", "mã: S1", "- mã: S1\n    tên: \"Trang", "Mã nguồn S1 có hai lần"),
    "source without a title": ('    tên: "Trang mẫu"\n', "", "mã: S2", "Nguồn S2 thiếu “tên:”"),
    "source that nobody can find": (
        "    liên kết: https://mau.gov.vn/the\n", "", "mã: S2", "cần “liên kết:” hoặc “số hiệu:”"
    ),
    "link without https": ("https://mau.gov.vn/the\n", "mau.gov.vn\n", "mã: S2", "bắt đầu bằng http"),
    "source without a date": ("    xem ngày: 1/11/2026\n", "", "mã: S2", "Nguồn S2 thiếu “ngày:”"),
    "source from the future": ("ngày: 5/1/2026", "ngày: 5/1/2027", "mã: S1", "5/1/2027 của nguồn S1"),
    "impossible source date": ("ngày: 5/1/2026", "ngày: 2026-02-30", "mã: S1", "“2026-02-30” không"),
    "unknown part of a source": ("    số hiệu:", "    số kí hiệu:", "mã: S1", "“so ki hieu”"),
    "look-alike without a reason": (
        "  doi-the: đổi thẻ cũ", "  - doi-the", "dễ nhầm", "id-chủ-đề: dùng khi nào"
    ),
    "look-alike of itself": ("  doi-the:", "  lam-the:", "  lam-the:", "chính trang này"),
    "look-alike too long for a button": (
        "đổi thẻ cũ", "đổi thẻ cũ khi thẻ đã hỏng hoặc sắp hết hạn dùng", "doi-the", "tối đa 45"
    ),
    "misspelt heading": ("## Lệ phí", "## Lệ phi thu", "## Lệ phi", "Có phải “Lệ phí”?"),
    "heading twice": ("## Làm ở đâu", "## Lệ phí", "## Lệ phí\n\n### Nơi", "đã có ở dòng"),
    "entry under no heading": ("## Là gì\n", "\n", "### Thẻ mẫu là gì", "chưa nằm dưới tiêu đề"),
    "title twice": (
        "### Nơi làm thẻ mẫu\n", "### Nơi\n\nHỏi:\n- a b c\n- d e f\n- g h i\n- k\n- l\n- m\n\nĐáp:\nỞ xã. [S1]\n\n"
        "### Nơi khác\n\nHỏi:\n- an\n- bn\n- cn\n- dn\n- en\n- fn\n\nĐáp:\nỞ xã. [S1]\n\n### Nơi khác\n",
        "### Nơi khác\n\nHỏi:\n- Làm", "Tiêu đề trùng với dòng",
    ),
    "no title": ("### Nơi làm thẻ mẫu", "### ", "### \n", "thiếu tiêu đề"),
    "title too long for a button": (
        "### Nơi làm thẻ mẫu", "### Nơi làm thẻ mẫu cho người ở xa, người già và trẻ em trong cả nước",
        "### Nơi làm", "tối đa 60",
    ),
    "text outside an entry": ("## Lệ phí\n", "## Lệ phí\n\nPhí rẻ thôi.\n", "Phí rẻ", "ngoài mục"),
    "no answer mark": ("Đáp:\n" + FEE, FEE, "**Lệ phí là", "thêm dòng “Đáp:”"),
    "empty answer": (FEE, "", "Đáp:\n\n\n## Làm ở đâu", "chưa có câu trả lời"),
    "too few questions": (FIRST_QUESTIONS, "Hỏi:\n- Thẻ mẫu?\n", "### Thẻ mẫu là gì", "cần ít nhất 3"),
    "question without a dash": ("- Phí thẻ mẫu", "Phí thẻ mẫu", "Phí thẻ mẫu", "bắt đầu bằng “- ”"),
    "misspelt date key": ("Từ ngày: 1/1/2026", "Kể từ: 1/1/2026", "Kể từ", "Không hiểu dòng"),
    "entry ends before it begins": (
        "Từ ngày: 1/1/2026", "Từ ngày: 1/1/2026\nĐến ngày: 1/1/2025", "Đến ngày", "sớm hơn “Từ ngày”"
    ),
    "unknown province": ("Tỉnh/thành: Hà Nội", "Tỉnh/thành: Hà Lội", "Hà Lội", "Không có tỉnh/thành"),
    "answer without a source": (FEE, FEE[:-5], "**Lệ phí là", "chưa ghi nguồn. Thêm [S1]"),
    "mark of no source": (FEE, FEE.replace("[S1]", "[S7]"), "[S7]", "Nguồn S7 chưa khai báo"),
    "figure without a mark on its line": (
        "1. Mở trang, đăng nhập.", "1. Mở trang, chờ 5 phút.", "chờ 5 phút", "con số mà chưa ghi nguồn"
    ),
    "link to a stranger": (
        "https://mau.gov.vn.**", "https://mau-gov.vn.**", "mau-gov", "không thuộc trang chính thức"
    ),
    "table": ("1. Mở trang, đăng nhập.", "| Bước | Việc |", "| Bước", "Chỉ dùng đoạn văn"),
    "too long for one message": (
        "Thẻ mẫu là giấy tờ để thử.", "Thẻ mẫu là giấy tờ để thử. " * 90, "**Thẻ mẫu là", "quá một tin nhắn"
    ),
    "same question twice": (
        "- Chỗ làm thẻ mẫu", "- lam the mau HET bao nhieu tien", "- lam the mau", "Câu hỏi này đã có ở"
    ),
}  # fmt: skip


@pytest.fixture
def knowledge(tmp_path):
    write(tmp_path, OTHER, "thu-tuc/doi-the.md")
    return write(tmp_path)


def broken(old: str, new: str, text: str = GOOD) -> str:
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


def test_the_good_pages_have_no_problem(knowledge):
    assert problems_of(knowledge) == []


@pytest.mark.parametrize("break_", BROKEN, ids=str)
def test_a_broken_page_is_named_at_its_line_with_what_to_do(tmp_path, knowledge, break_):
    old, new, place, message = BROKEN[break_]
    text = broken(old, new)
    write(tmp_path, text)
    found = [p for p in problems_of(knowledge) if p.path.endswith("lam-the.md")]
    matching = [p for p in found if message in p.message]
    assert matching, found
    assert [p.line for p in matching] == [line_of(text, place)]
    assert not matching[0].is_warning
    assert str(matching[0]).startswith(f"knowledge/thu-tuc/lam-the.md:{matching[0].line}: Lỗi: ")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "Tệp trống"),
        (b"\n \n", 1, "Tệp trống"),
        (GOOD.encode("utf-16"), 1, "không phải UTF-8"),
        (
            GOOD.replace("- Phí thẻ mẫu", "- Phí thẻ\x00 mẫu").encode(),
            line_of(GOOD, "- Phí thẻ mẫu"),
            "ký tự lạ (NUL)",
        ),
        (GOOD.encode() + b"x" * 400_001, 1, "Tệp quá lớn"),
        (
            GOOD.replace("- Phí thẻ mẫu", unicodedata.normalize("NFD", "- Phí thẻ mẫu")).encode(),
            line_of(GOOD, "- Phí thẻ mẫu"),
            "không phải NFC",
        ),
        (
            GOOD.encode().replace("- Phí thẻ".encode(), "- Phí th".encode() + b"\xe8"),
            line_of(GOOD, "- Phí thẻ mẫu"),
            "không phải UTF-8",
        ),
    ],
    ids=["empty", "blank", "utf-16", "nul", "huge", "decomposed", "latin-1"],
)
def test_a_file_that_is_no_text_is_named_at_its_line(tmp_path, data, line, message):
    (problem, *_) = problems_of(write(tmp_path, data))
    assert message in problem.message
    assert problem.line == line
    assert not problem.is_warning


def test_one_page_may_have_many_problems_and_all_are_told(tmp_path):
    text = GOOD.replace("[S1]", "[S8]").replace("rà soát lại: 1/5/2027\n", "")
    messages = [p.message for p in problems_of(write(tmp_path, text))]
    assert sum("Nguồn S8 chưa khai báo" in message for message in messages) == 4
    assert sum("Thiếu “rà soát lại:”" in message for message in messages) == 1


def test_two_pages_of_one_id_are_told(tmp_path, knowledge):
    text = GOOD.replace("nhóm: thu-tuc", "nhóm: giay-to").replace("thẻ mẫu", "thẻ khác")
    write(tmp_path, text.replace("Thẻ mẫu", "Thẻ khác"), "giay-to/lam-the.md")
    (problem,) = [p for p in problems_of(knowledge) if "id “lam-the” đã có" in p.message]
    assert (problem.path, problem.line) == ("knowledge/thu-tuc/lam-the.md", 2)


@pytest.mark.parametrize("name", ["thẻ cũ", "thay the thu", "Đổi thẻ cũ"])
def test_a_name_of_two_topics_is_told_once(tmp_path, knowledge, name):
    text = broken("  - thẻ mẫu", f"  - {name}")
    write(tmp_path, text)
    (problem,) = problems_of(knowledge)
    assert f"Tên “{name}” cũng là tên ở knowledge/thu-tuc/doi-the.md" in problem.message
    assert problem.line == line_of(text, "tên gọi khác")


# ---- warnings: the page is served ----------------------------------------------------------

WARNED = {
    "look-alike that is no page": ("  doi-the:", "  doi-the-cu:", "doi-the-cu", "Có phải “doi-the”?"),
    "review overdue": ("rà soát lại: 1/5/2027", "rà soát lại: 20/11/2026", "rà soát lại", "Quá hạn"),
    "review soon": ("rà soát lại: 1/5/2027", "rà soát lại: 1/12/2026", "rà soát lại", "Sắp đến hạn"),
    "expired": (
        "Từ ngày: 1/1/2026", "Đến ngày: 30/6/2026", "### Lệ phí", "đã hết hiệu lực 30/06/2026"
    ),
    "expires soon": (
        "Từ ngày: 1/1/2026", "Đến ngày: 30/11/2026", "### Lệ phí", "sắp hết hiệu lực (30/11/2026)"
    ),
    "few questions": ("- Chỗ làm thẻ mẫu\n", "", "### Nơi", "mới có 5 cách hỏi"),
}  # fmt: skip


@pytest.mark.parametrize("case", WARNED, ids=str)
def test_what_will_need_care_is_a_warning_at_its_line(tmp_path, knowledge, case):
    old, new, place, message = WARNED[case]
    text = broken(old, new)
    write(tmp_path, text)
    (problem,) = problems_of(knowledge)
    assert message in problem.message
    assert problem.line == line_of(text, place)
    assert problem.is_warning and not problem.is_error


def test_a_page_without_a_common_aspect_gets_a_hint(tmp_path):
    text = GOOD[: GOOD.index("## Gặp lỗi")].replace("dễ nhầm:\n  doi-the: đổi thẻ cũ\n", "")
    (problem,) = problems_of(write(tmp_path, text))
    assert "“Gặp lỗi, bị từ chối”" in problem.message
    assert problem.is_hint and not problem.is_error


def second_fee(title: str, answer: str, meta: str = "Tỉnh/thành: Hà Nội\n") -> str:
    questions = "\n".join(f"- {title} {word}" for word in "một hai ba bốn năm sáu".split())
    entry = f"### {title}\n{meta}\nHỏi:\n{questions}\n\nĐáp:\n{answer} [S1]\n\n"
    return broken("## Làm ở đâu", entry + "## Làm ở đâu")


def test_two_figures_for_the_same_thing_are_told(tmp_path, knowledge):
    text = second_fee("Lệ phí thẻ mẫu năm nay", "Mỗi thẻ lệ phí là 60.000 đồng.")
    write(tmp_path, text)
    (problem,) = problems_of(knowledge)
    assert problem.line == line_of(text, "60.000")
    assert f"không khớp với dòng {line_of(text, '50.000')}" in problem.message
    assert problem.is_warning


@pytest.mark.parametrize(
    ("title", "answer", "meta"),
    [
        ("Lệ phí thẻ mẫu năm nay", "Mỗi thẻ lệ phí là 50.000 đồng.", "Tỉnh/thành: Hà Nội\n"),
        ("Lệ phí thẻ mẫu ở Huế", "Mỗi thẻ lệ phí là 60.000 đồng.", "Tỉnh/thành: Huế\n"),
        ("Lệ phí thẻ mẫu trước đây", "Mỗi thẻ lệ phí là 60.000 đồng.",
         "Đến ngày: 31/12/2025\nTỉnh/thành: Hà Nội\n"),
        ("Gửi thẻ mẫu về nhà", "Bưu điện thu cước gửi 60.000 đồng.", "Tỉnh/thành: Hà Nội\n"),
        ("Lệ phí thẻ mẫu năm nay", "Mỗi thẻ lệ phí trả trong 3 ngày.", "Tỉnh/thành: Hà Nội\n"),
    ],
    ids=["same figure", "other province", "other time", "other thing", "other unit"],
)  # fmt: skip
def test_figures_of_other_things_are_no_contradiction(tmp_path, knowledge, title, answer, meta):
    write(tmp_path, second_fee(title, answer, meta))
    messages = [p.message for p in problems_of(knowledge)]
    assert not [m for m in messages if "không khớp" in m]


# ---- entries that mean the same: every text lies on one axis -------------------------------


def vectors_of(passage, query):
    """Return an encoder double; each rule gives the axis of a text, equal axes have cosine 1."""

    def vectors(kind, texts):
        rule = passage if kind == "passage" else query
        return np.eye(500, dtype=np.float32)[[rule(text) for text in texts]]

    return vectors


def each_its_own():
    seen: dict[str, int] = {}
    return lambda text: seen.setdefault(text, len(seen) + 1)


def where_is_one(text: str) -> int:
    """Entries on places lie on axis 0, all others apart."""
    return 0 if "Nơi làm" in text else 1 + sum(map(ord, text)) % 499


def test_entries_that_ask_and_answer_the_same_are_told_once(knowledge):
    pages, _ = read_pages(knowledge)
    vectors = vectors_of(where_is_one, lambda text: 0)
    (problem,) = near_duplicates(pages, vectors, QuestionCosines(vectors, str.lower))
    assert "“Nơi làm thẻ mẫu” gần như trùng với mục “Nơi làm thẻ cũ”" in problem.message
    assert f"knowledge/thu-tuc/doi-the.md:{line_of(OTHER, '### Nơi làm')}" in problem.message
    assert problem.line == line_of(GOOD, "### Nơi làm")
    assert problem.is_warning


def test_entries_that_answer_the_same_to_other_questions_are_not_told(knowledge):
    pages, _ = read_pages(knowledge)
    vectors = vectors_of(where_is_one, each_its_own())
    assert not list(near_duplicates(pages, vectors, QuestionCosines(vectors, str.lower)))


def test_one_question_in_common_is_not_enough(knowledge):
    pages, _ = read_pages(knowledge)
    other = each_its_own()
    vectors = vectors_of(where_is_one, lambda text: 0 if text.endswith("ở đâu?") else other(text))
    assert not list(near_duplicates(pages, vectors, QuestionCosines(vectors, str.lower)))


def test_the_same_questions_with_other_figures_are_told(tmp_path, knowledge):
    text = second_fee("Giá thẻ", "Hết 70.000 đồng tất cả.")
    pages, problems = read_pages(write(tmp_path, text))
    assert problems == []
    vectors = vectors_of(each_its_own(), lambda text: 0)
    (problem,) = different_answers(pages, QuestionCosines(vectors, str.lower))
    assert problem.line == line_of(text, "### Giá thẻ")
    assert f"ở dòng {line_of(text, '### Lệ phí thẻ mẫu')}" in problem.message


def test_check_counts_days_from_the_date_it_is_given(tmp_path, knowledge):
    later = dt.date(TODAY.year + 1, 6, 1)
    assert {p.message[:16] for p in problems_of(knowledge, later)} == {"Quá hạn rà soát "}
