"""Rules over the whole knowledge base, for `python -m bot check`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Iterator, Sequence

from actions.retrieval.errors import Problem
from actions.retrieval.pages import MARK, Entry, Page
from bot.language.fold import fold

MAX_ANSWER = 2000  # characters; the connector splits at 4,096, a phone shows about 900
SOON = dt.timedelta(days=30)
# A figure is a digit outside list numbers, marks and links.
_NOT_FIGURES = re.compile(r"^\s*(?:\d+\.|-)\s+|\[S\d+\]|https?://\S+")
ALLOWED_LINKS = re.compile(
    r"https?://(?:[\w-]+\.)*(?:gov\.vn|apps\.apple\.com|play\.google\.com|vneid\.gov\.vn)(?:[/?#]|$)"
)


def check_pages(pages: Sequence[Page], today: dt.date) -> list[Problem]:
    """Return the problems that only show across pages or against today's date."""
    problems = [*_duplicate_topics(pages), *_duplicate_questions(pages)]
    topics = {page.id for page in pages}
    for page in pages:
        problems += _page_dates(page, today)
        problems += _look_alikes(page, topics)
        for entry in page.entries:
            problems += _answer(page, entry)
            problems += _validity(page, entry, today)
    return sorted(problems)


def _duplicate_topics(pages: Sequence[Page]) -> Iterator[Problem]:
    seen: dict[str, Page] = {}
    for page in pages:
        if page.id in seen:
            yield Problem(page.path, page.lines["id"], f"id đã có ở {seen[page.id].path}.")
        seen[page.id] = page


def _duplicate_questions(pages: Sequence[Page]) -> Iterator[Problem]:
    seen: dict[str, tuple[str, int]] = {}
    for page in pages:
        for entry in page.entries:
            for question in entry.questions:
                key = " ".join(re.findall(r"\w+", question.text.lower()))
                if key in seen:
                    path, line = seen[key]
                    yield Problem(
                        page.path,
                        question.line,
                        f"Câu hỏi này đã có ở {path}:{line}. Giữ ở mục đúng nhất, xóa ở mục kia.",
                    )
                else:
                    seen[key] = (page.path, question.line)


def _page_dates(page: Page, today: dt.date) -> Iterator[Problem]:
    if page.reviewed.first > today:
        yield Problem(page.path, page.lines["ra soat"], "Ngày rà soát ở tương lai.")
    if page.review_by.last < page.reviewed.first:
        yield Problem(page.path, page.lines["ra soat lai"], "“rà soát lại” sớm hơn “rà soát”.")
    elif page.review_by.last < today:
        yield Problem(
            page.path,
            page.lines["ra soat lai"],
            f"Quá hạn rà soát ({page.review_by.text}). Đọc lại nguồn rồi sửa hai ngày rà soát.",
            is_warning=True,
        )
    for position, source in enumerate(page.sources.values()):
        if source.date.first > today:
            yield Problem(
                page.path,
                page.lines.get(f"nguon {position}", page.lines["nguon"]),
                f"Ngày của nguồn {source.mark} ở tương lai.",
            )


def _look_alikes(page: Page, topics: set[str]) -> Iterator[Problem]:
    for topic, text in page.look_alikes.items():
        line = page.lines.get(f"de nham {topic}", page.lines["de nham"])
        if topic not in topics:
            yield Problem(page.path, line, f"dễ nhầm: không có trang “{topic}”.", is_warning=True)
        if len(text) > 45:
            yield Problem(page.path, line, "dễ nhầm: chữ trên nút tối đa 45 ký tự.")


def _answer(page: Page, entry: Entry) -> Iterator[Problem]:
    if len(MARK.sub("", entry.answer)) > MAX_ANSWER:
        yield Problem(
            page.path,
            entry.answer_line,
            f"Câu trả lời dài quá {MAX_ANSWER} ký tự. Tách thành nhiều mục.",
        )
    for offset, line in enumerate(entry.answer.split("\n")):
        number = entry.answer_line + offset
        if re.match(r"#{4,}|\s*\||\s*```|\s*<\w+", line):
            yield Problem(
                page.path, number, "Chỉ dùng đoạn văn, **đậm**, danh sách “- ” hoặc “1. ”."
            )
        for url in re.findall(r"https?://[^\s)\]]+", line):
            if not ALLOWED_LINKS.match(url):
                yield Problem(
                    page.path, number, f"Liên kết {url} không thuộc trang chính thức (gov.vn…)."
                )
        figures = re.sub(r"mức [12]\b|[Pp]hiếu số [12]\b", "", _NOT_FIGURES.sub("", line))
        if re.search(r"\d", figures) and not MARK.search(line):
            yield Problem(
                page.path, number, "Dòng có con số mà chưa ghi nguồn [S…] trên chính dòng đó."
            )


def _validity(page: Page, entry: Entry, today: dt.date) -> Iterator[Problem]:
    if entry.valid_to is None:
        return
    if entry.valid_to < today:
        message = f"Mục “{entry.title}” đã hết hiệu lực {entry.valid_to:%d/%m/%Y}, không còn trả lời."
    elif entry.valid_to < today + SOON:
        message = f"Mục “{entry.title}” sắp hết hiệu lực ({entry.valid_to:%d/%m/%Y})."
    else:
        return
    yield Problem(page.path, entry.line, message, is_warning=True)


def folded_key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
