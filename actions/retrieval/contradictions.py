"""Two entries of one topic and aspect that give different figures for the same thing.

Sentences are compared by their words without the figures: "Lệ phí là 7.000 đồng khi nộp trực
tuyến" and "Khi nộp trực tuyến, lệ phí là 8.000 đồng" say the same of two sums.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Iterator, Sequence

from actions.retrieval.errors import Problem
from actions.retrieval.figures import find_figures
from actions.retrieval.pages import MARK, Entry, Page
from actions.retrieval.similar import SAME_QUESTIONS, QuestionCosines, served_apart

KINDS = {"money", "percent", "age", "giờ", "ngày", "ngày làm việc", "tuần", "tháng", "năm"}
# Shares of common words, measured on 1,311 entries: they leave no pair, 0.4 leaves 8, none of
# them about the same thing ("Tạm trú: 7.000 đồng online", "Thường trú: 10.000 đồng").
SAME_SENTENCE = 0.5
SAME_ENTRY = 0.5  # with the words of the titles: whom or what the sentences are about
MIN_WORDS = 3
_UNITS = {"đồng", "ngày", "làm", "việc", "giờ", "tháng", "năm", "tuổi", "tuần", "triệu", "nghìn"}
_SMALL = set(
    "là của và được khi từ có thì cho theo ở với các những mỗi một mức không quá tối đa thiểu".split()
)


@dataclass(frozen=True)
class _Statement:
    line: int
    text: str
    values: dict[str, set[str]]  # kind -> values
    words: set[str]
    years: set[str]  # dates bind a statement to a time


def contradictions(pages: Sequence[Page]) -> Iterator[Problem]:
    """Yield a warning per pair of statements with no figure of a kind in common."""
    for page in pages:
        told = {entry.id: list(_statements(entry)) for entry in page.entries}
        for a, b in _pairs(page):
            yield from _compare(page, a, told[a.id], b, told[b.id])


def different_answers(pages: Sequence[Page], asked: QuestionCosines) -> Iterator[Problem]:
    """Yield a warning per pair of entries that are asked the same and tell other figures."""
    for page in pages:
        values = {entry.id: _values(entry.answer) for entry in page.entries}
        for a, b in _pairs(page):
            mine, theirs = values[a.id], values[b.id]
            kinds = [k for k in mine if k in theirs and not mine[k] & theirs[k]]
            if kinds and asked.between(a, b) >= SAME_QUESTIONS:
                yield Problem(
                    page.path,
                    b.line,
                    f"Mục “{b.title}” được hỏi giống mục “{a.title}” ở dòng {a.line} mà con số "
                    "khác. Xem lại nguồn; nếu là hai trường hợp khác nhau thì nói rõ.",
                    is_warning=True,
                )


def _pairs(page: Page) -> Iterator[tuple[Entry, Entry]]:
    """Yield the pairs of entries of one aspect that one citizen may get."""
    for a, b in itertools.combinations(page.entries, 2):
        if a.aspect == b.aspect and not served_apart(a, b):
            yield a, b


def _compare(
    page: Page, a: Entry, mine: list[_Statement], b: Entry, theirs: list[_Statement]
) -> Iterator[Problem]:
    title_a, title_b = _words(a.title), _words(b.title)
    for x, y in itertools.product(mine, theirs):
        kinds = [k for k in x.values if k in y.values and not x.values[k] & y.values[k]]
        if not kinds or _share(x.words, y.words) < SAME_SENTENCE:
            continue
        if _share(x.words | title_a, y.words | title_b) < SAME_ENTRY:
            continue
        if x.years and y.years and not x.years & y.years:
            continue
        yield Problem(
            page.path,
            y.line,
            f"“{y.text}” không khớp với dòng {x.line}: “{x.text}”. Xem lại nguồn; nếu là hai "
            "trường hợp khác nhau thì nói rõ trường hợp nào.",
            is_warning=True,
        )


def _statements(entry: Entry) -> Iterator[_Statement]:
    lead_years = _years(f"{entry.title}. {entry.answer.splitlines()[0]}")
    for offset, line in enumerate(entry.answer.split("\n")):
        for sentence in re.split(r"(?<=[.;])[*\s]+", MARK.sub("", line)):
            if not re.search(r"\d", sentence):
                continue
            values, words = _values(sentence), _words(sentence)
            if values and len(words) >= MIN_WORDS:
                text = re.sub(r"\s+([.;,])", r"\1", sentence.strip(" *-.;"))
                years = _years(sentence) or lead_years
                yield _Statement(entry.answer_line + offset, text, values, words, years)


def _values(text: str) -> dict[str, set[str]]:
    values: dict[str, set[str]] = defaultdict(set)
    for figure in find_figures(text):
        if figure.kind in KINDS:
            values[figure.kind].add(figure.value)
    return dict(values)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d]+", MARK.sub("", text).lower())) - _UNITS - _SMALL


def _years(text: str) -> set[str]:
    return set(re.findall(r"\b(?:19|20)\d\d\b", text))


def _share(a: set[str], b: set[str]) -> float:
    """Jaccard's index, 0..1."""
    return len(a & b) / len(a | b) if a | b else 0.0
