"""Aspects that citizens ask of nearly every page of a group, and that a page lacks."""

from __future__ import annotations

from typing import Iterator, Sequence

from actions.retrieval.aspects import HEADINGS
from actions.retrieval.errors import Problem
from actions.retrieval.pages import Page

# At least nine pages in ten of the group have them. Fees are not among them: many services
# have none, and no source says so.
COMMON: dict[str, tuple[str, ...]] = {
    "tai-khoan": ("overview", "howto", "troubleshoot"),
    "giay-to": ("overview", "howto", "troubleshoot"),
    "thu-tuc": ("overview", "howto", "where", "eligibility", "troubleshoot"),
    "chinh-sach": ("overview", "legal"),
}


def holes(pages: Sequence[Page]) -> Iterator[Problem]:
    """Yield a hint per page that lacks some of them."""
    for page in pages:
        if page.is_signpost:
            continue
        has = {entry.aspect for entry in page.entries}
        missing = [HEADINGS[aspect] for aspect in COMMON[page.group] if aspect not in has]
        if missing:
            names = ", ".join(f"“{name}”" for name in missing)
            yield Problem(
                page.path,
                1,
                f"Trang chưa có mục {names} mà người dân hay hỏi. Có nguồn thì viết thêm, "
                "không có thì để vậy. Xem mọi chỗ trống: python -m bot coverage",
                is_hint=True,
            )
