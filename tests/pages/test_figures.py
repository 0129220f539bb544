"""No figure in an answer that its topic's fact sheet or the page's sources do not have.

figures.jsonl was made from the fact sheets, see extract_figures.py.
"""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from actions.retrieval.figures import find_figures, supports
from actions.retrieval.pages import Page
from tests.pages.extract_figures import FILE, extract, unsupported
from tests.pages.test_pages import SERVED, TOPICS

KNOWN: dict[str, set[tuple[str, str]]] = defaultdict(set)
for _line in FILE.read_text(encoding="utf-8").splitlines():
    _row = json.loads(_line)
    KNOWN[_row["topic"]].add((_row["kind"], _row["value"]))


def test_every_topic_has_figures():
    assert set(KNOWN) == set(TOPICS)


@pytest.mark.parametrize(
    "page", [page for page in SERVED if not page.is_signpost], ids=lambda page: page.id
)
def test_every_figure_of_an_answer_stands_in_the_fact_sheet(page: Page):
    wrong = [
        f"{page.path}:{line}: {figure.text}" for line, figure in unsupported(page, KNOWN[page.id])
    ]
    assert wrong == [], "figures of no source; see tests/pages/extract_figures.py"


def test_a_figure_of_no_source_would_be_found():
    topic = "ho-chieu"
    page = next(page for page in SERVED if page.id == topic)
    found = len(unsupported(page, set()))
    assert found > 20
    assert len(unsupported(page, KNOWN[topic])) < found


def test_a_row_says_where_a_figure_stands_and_whether_it_is_doubtful():
    sheet = (
        "## fee\n- Phí 5.000 đồng. [S1]\n- Nhắc lại 5.000 đồng [S3]\n## Chưa chắc\n- 7 ngày [S2]"
    )
    assert [(r["kind"], r["value"], r["marks"], r["doubtful"]) for r in extract(sheet, "x")] == [
        ("money", "5000", ["S1", "S3"], False),
        ("ngày", "7", ["S2"], True),
    ]


def test_supports_takes_keys_in_any_form():
    (figure,) = find_figures("7 ngày")
    assert supports([("ngày", "7")], figure)
