"""For `python -m bot check`: every link of a page is to a host of knowledge/lien-ket.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from actions.retrieval.errors import Problem
from actions.retrieval.pages import Page
from bot.links import FILE, links_in, read_links


def check_links(pages: Sequence[Page], knowledge: Path) -> list[Problem]:
    """Return what is wrong in the list, and each link of a served page that is not on it."""
    shown = f"{knowledge.name}/{FILE}"
    try:
        text = (knowledge / FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"Không đọc được danh sách liên kết ({type(error).__name__}), nên không có"
        return [Problem(shown, 1, f"{reason} liên kết nào bấm được.")]
    allowed, wrong = read_links(text)
    problems = [Problem(shown, line, message) for line, message in wrong]
    for page in pages:
        for line, url in _links(page):
            if not allowed.allows(url):
                problems.append(_not_listed(page, line, url, shown))
    return problems


def _links(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the line and address of everything that a reader of the answers could press."""
    for position, source in enumerate(page.sources.values()):
        line = page.lines.get(f"nguon {position}", page.lines.get("nguon", 1))
        if source.url is not None:
            yield line, source.url
        for found in links_in(f"{source.title} {source.number or ''}"):
            yield line, found.url
    for entry in page.entries:
        for offset, text in enumerate(entry.answer.split("\n")):
            for found in links_in(text):
                yield entry.answer_line + offset, found.url


def _not_listed(page: Page, line: int, url: str, shown: str) -> Problem:
    return Problem(
        page.path,
        line,
        f"Liên kết {url} tới trang chưa có trong {shown} nên sẽ không bấm được. Xem tận mắt trang "
        "đó rồi thêm tên máy chủ vào danh sách, hoặc đổi liên kết.",
    )
