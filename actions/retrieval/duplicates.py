"""The same thing written twice: ids, names, questions, and answers that mean the same."""

from __future__ import annotations

import re
from typing import Iterator, Sequence

import numpy as np

from actions.retrieval.errors import Problem
from actions.retrieval.index import passage_text
from actions.retrieval.pages import Page
from actions.retrieval.similar import SAME_QUESTIONS, QuestionCosines, Vectors, served_apart
from bot.language.fold import fold

# Cosine of multilingual-e5-small. Measured on 1,318 entries (868,000 pairs): with the same
# questions it leaves 6 pairs, each one answer in two places. Alone it cannot tell: answers on
# "tạm trú" and "thường trú" have 0.975.
SAME_ANSWER = 0.96


def duplicates(pages: Sequence[Page]) -> Iterator[Problem]:
    """Yield what can be told without an encoder; all of it errors."""
    yield from _topics(pages)
    yield from _names(pages)
    yield from _questions(pages)


def _topics(pages: Sequence[Page]) -> Iterator[Problem]:
    seen: dict[str, Page] = {}
    for page in pages:
        if page.id in seen:
            yield Problem(
                page.path,
                page.lines["id"],
                f"id “{page.id}” đã có ở {seen[page.id].path}. Đổi id và tên tệp, hoặc gộp lại.",
            )
        seen.setdefault(page.id, page)


def _names(pages: Sequence[Page]) -> Iterator[Problem]:
    """A name of two topics sends citizens to either, at random."""
    seen: dict[str, Page] = {}
    for page in pages:
        for name in (page.name, *page.aliases):
            other = seen.setdefault(_key(name), page)
            if other.id != page.id:
                key = "ten" if name == page.name else "ten goi khac"
                yield Problem(
                    page.path,
                    page.lines[key],
                    f"Tên “{name}” cũng là tên ở {other.path}. Giữ ở trang đúng nhất, xóa ở "
                    "trang kia; nếu hai việc dễ lẫn thì khai “dễ nhầm:”.",
                )


def _questions(pages: Sequence[Page]) -> Iterator[Problem]:
    """Without diacritics: that is how half the citizens type."""
    seen: dict[str, tuple[str, int]] = {}
    for page in pages:
        for entry in page.entries:
            for question in entry.questions:
                key = _key(question.text)
                if key in seen:
                    path, line = seen[key]
                    yield Problem(
                        page.path,
                        question.line,
                        f"Câu hỏi này đã có ở {path}:{line}. Giữ ở mục đúng nhất, xóa ở mục kia.",
                    )
                else:
                    seen[key] = (page.path, question.line)


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def near_duplicates(
    pages: Sequence[Page], vectors: Vectors, asked: QuestionCosines
) -> Iterator[Problem]:
    """Yield a warning per pair of entries that ask and answer nearly the same."""
    by_id = {page.id: page for page in pages}
    entries = [e for page in pages if not page.is_signpost for e in page.entries]
    if len(entries) < 2:
        return
    rows = vectors("passage", [passage_text(by_id[e.topic], e) for e in entries])
    first, second = np.nonzero(np.triu(rows @ rows.T, 1) >= SAME_ANSWER)
    for i, j in zip(first.tolist(), second.tolist()):
        a, b = entries[i], entries[j]
        if not served_apart(a, b) and asked.between(a, b) >= SAME_QUESTIONS:
            yield Problem(
                by_id[b.topic].path,
                b.line,
                f"Mục “{b.title}” gần như trùng với mục “{a.title}” ở "
                f"{by_id[a.topic].path}:{a.line}. Gộp lại, hoặc nói rõ hai mục khác nhau ở đâu.",
                is_warning=True,
            )
