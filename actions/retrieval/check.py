"""Rules over pages that can be read, for `python -m bot check`.

What makes a page unreadable is reported by pages.py; rules across pages are in duplicates.py,
contradictions.py and holes.py.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import Iterator, Sequence

from actions.retrieval.contradictions import contradictions
from actions.retrieval.duplicates import duplicates
from actions.retrieval.errors import Problem
from actions.retrieval.holes import holes
from actions.retrieval.pages import MARK, Entry, Page

MAX_ANSWER = 2000  # characters; the connector splits at 4,096, a phone shows about 900
MAX_WHY = 45  # characters of a look-alike, on a button before the topic's name
GOOD_QUESTIONS = 6  # fewer, and search misses the other ways to ask
SOON = dt.timedelta(days=30)
# A figure is a digit outside list numbers, marks and links.
_NOT_FIGURES = re.compile(r"^\s*(?:\d+\.|-)\s+|\[S\d+\]|https?://\S+")
_NAMES = re.compile(r"mức [12]\b|[Pp]hiếu số [12]\b")  # "mức 2" is a name, no figure
_MARKUP = re.compile(r"#{4,}|\s*\||\s*```|\s*<\w+")
ALLOWED_LINKS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:gov\.vn|apps\.apple\.com|play\.google\.com)(?::\d+)?(?:[/?#]|$)"
)


def check_pages(pages: Sequence[Page], today: dt.date) -> list[Problem]:
    """Return the problems that only show across pages or against today's date."""
    problems = [_draft(page) for page in pages if page.is_draft]
    served = [page for page in pages if not page.is_draft]
    topics = {page.id for page in served}
    for page in served:
        problems += _page_dates(page, today)
        problems += _look_alikes(page, topics)
        for entry in page.entries:
            problems += _answer(page, entry)
            problems += _questions(page, entry)
            problems += _validity(page, entry, today)
    problems += duplicates(served)
    problems += contradictions(served)
    problems += holes(served)
    return sorted(problems)


def _draft(page: Page) -> Problem:
    line = page.lines.get("trang thai", 1)
    if not page.unfinished:
        message = "Bản nháp, chưa trả lời ai. Đã đủ để đăng: xóa dòng “trạng thái: nháp”."
    else:
        message = (
            f"Bản nháp, chưa trả lời ai. Còn {len(page.unfinished)} chỗ phải sửa, chỗ đầu ở dòng "
            f"{page.unfinished[0].line}. Xem hết: python -m bot check --drafts"
        )
    return Problem(page.path, line, message, is_warning=True)


def _page_dates(page: Page, today: dt.date) -> Iterator[Problem]:
    line = page.lines["ra soat lai"]
    if page.reviewed.first > today:
        yield Problem(
            page.path,
            page.lines["ra soat"],
            f"Ngày rà soát {page.reviewed.text} ở tương lai. Viết ngày bạn đọc lại nguồn.",
        )
    if page.review_by.last < page.reviewed.first:
        yield Problem(
            page.path,
            line,
            "“rà soát lại” sớm hơn “rà soát”. Thường là sáu tháng sau ngày rà soát.",
        )
    elif page.review_by.last < today:
        yield Problem(
            page.path,
            line,
            f"Quá hạn rà soát ({page.review_by.text}). Đọc lại nguồn rồi sửa hai ngày rà soát.",
            is_warning=True,
        )
    elif page.review_by.last < today + SOON:
        yield Problem(
            page.path,
            line,
            f"Sắp đến hạn rà soát ({page.review_by.text}). Đọc lại nguồn rồi sửa hai ngày rà soát.",
            is_warning=True,
        )
    for position, source in enumerate(page.sources.values()):
        if source.date.first > today:
            yield Problem(
                page.path,
                page.lines.get(f"nguon {position}", page.lines["nguon"]),
                f"Ngày {source.date.text} của nguồn {source.mark} ở tương lai. Xem lại nguồn.",
            )


def _look_alikes(page: Page, topics: set[str]) -> Iterator[Problem]:
    for topic, text in page.look_alikes.items():
        line = page.lines.get(f"de nham {topic}", page.lines["de nham"])
        if topic == page.id:
            yield Problem(page.path, line, "dễ nhầm: đây là chính trang này. Xóa dòng này.")
        elif topic not in topics:
            close = difflib.get_close_matches(topic, topics, n=1, cutoff=0.5)
            maybe = f" Có phải “{close[0]}”?" if close else " Xóa dòng này."
            yield Problem(
                page.path, line, f"dễ nhầm: không có trang “{topic}”.{maybe}", is_warning=True
            )
        if len(text) > MAX_WHY:
            yield Problem(
                page.path,
                line,
                f"dễ nhầm: chữ trên nút dài {len(text)} ký tự, tối đa {MAX_WHY}. Viết gọn.",
            )


def _answer(page: Page, entry: Entry) -> Iterator[Problem]:
    length = len(MARK.sub("", entry.answer))
    if length > MAX_ANSWER:
        yield Problem(
            page.path,
            entry.answer_line,
            f"Câu trả lời dài {length} ký tự, quá một tin nhắn (tối đa {MAX_ANSWER}). "
            "Tách thành nhiều mục.",
        )
    for offset, line in enumerate(entry.answer.split("\n")):
        number = entry.answer_line + offset
        if _MARKUP.match(line):
            yield Problem(
                page.path, number, "Chỉ dùng đoạn văn, **đậm**, danh sách “- ” hoặc “1. ”."
            )
        for url in re.findall(r"https?://[^\s)\]*”\"]+(?<![.,;:])", line):
            if not ALLOWED_LINKS.match(url):
                yield Problem(
                    page.path,
                    number,
                    f"Liên kết {url} không thuộc trang chính thức (gov.vn, App Store, "
                    "Google Play). Để nó ở “nguồn:”, hoặc thay bằng trang chính thức.",
                )
        if re.search(r"\d", _NAMES.sub("", _NOT_FIGURES.sub("", line))) and not MARK.search(line):
            yield Problem(
                page.path, number, "Dòng có con số mà chưa ghi nguồn [S…] trên chính dòng đó."
            )


def _questions(page: Page, entry: Entry) -> Iterator[Problem]:
    if len(entry.questions) < GOOD_QUESTIONS:
        yield Problem(
            page.path,
            entry.line,
            f"Mục “{entry.title}” mới có {len(entry.questions)} cách hỏi, nên có ít nhất "
            f"{GOOD_QUESTIONS}: cụm từ, câu hỏi, lời than, câu chuyện, lời nói vùng miền.",
            is_warning=True,
        )


def _validity(page: Page, entry: Entry, today: dt.date) -> Iterator[Problem]:
    if entry.valid_to is None:
        return
    if entry.valid_to < today:
        message = (
            f"Mục “{entry.title}” đã hết hiệu lực {entry.valid_to:%d/%m/%Y}, không còn trả lời. "
            "Sửa nội dung và “Đến ngày”, hoặc xóa mục."
        )
    elif entry.valid_to < today + SOON:
        message = (
            f"Mục “{entry.title}” sắp hết hiệu lực ({entry.valid_to:%d/%m/%Y}). "
            "Chuẩn bị mục thay thế với “Từ ngày” là hôm sau."
        )
    else:
        return
    yield Problem(page.path, entry.line, message, is_warning=True)
