"""The coverage table counts what a page has, and shows what it lacks."""

from __future__ import annotations

import datetime as dt
import io
from html.parser import HTMLParser

import pytest
from rich.console import Console

from actions.retrieval.passages import read_pages
from bot.coverage import WIDTH, coverage, print_coverage
from bot.coverage_page import coverage_html, write_html
from tests.retrieval.good_page import GOOD, OTHER, TODAY, write


@pytest.fixture
def rows(tmp_path):
    write(tmp_path, OTHER, "thu-tuc/doi-the.md")
    write(tmp_path, "---\nid: x\ntrạng thái: nháp\n---\n", "nhap/x.md")
    pages, problems = read_pages(write(tmp_path))
    assert problems == []
    return coverage(pages, TODAY)


def test_every_page_is_a_row_with_all_aspects(rows):
    assert [row.page.id for row in rows] == ["doi-the", "lam-the", "x"]
    assert {len(row.cells) for row in rows} == {11}


def test_a_cell_counts_answers_and_questions_and_knows_its_newest_source(rows):
    fee = rows[1].cells["fee"]
    assert (fee.entries, fee.questions, fee.newest.text, fee.expired) == (1, 6, "5/1/2026", 0)
    assert rows[1].cells["duration"].entries == 0
    assert (rows[1].entries, rows[1].questions) == (6, 36)


def test_the_day_a_source_was_read_is_not_its_date(rows):
    assert rows[1].cells["howto"].newest is None


@pytest.mark.parametrize(
    ("today", "state", "is_due"),
    [
        (TODAY, "rà soát 1/11/2026", False),
        (dt.date(2027, 4, 15), "sắp đến hạn 1/5/2027", True),
        (dt.date(2027, 5, 2), "quá hạn 1/5/2027", True),
    ],
)
def test_the_review_state_follows_the_date(tmp_path, today, state, is_due):
    pages, _ = read_pages(write(tmp_path))
    (row,) = coverage(pages, today)
    assert (row.state, row.is_due) == (state, is_due)


def test_a_draft_says_how_much_it_lacks(rows):
    assert rows[2].state.startswith("nháp, còn ") and rows[2].is_due


def test_expired_answers_are_counted(tmp_path):
    text = GOOD.replace("Từ ngày: 1/1/2026", "Đến ngày: 1/2/2026")
    pages, _ = read_pages(write(tmp_path, text))
    (row,) = coverage(pages, TODAY)
    assert row.cells["fee"].expired == 1


def test_the_terminal_shows_counts_and_holes(rows):
    file = io.StringIO()
    print_coverage(rows, Console(file=file, width=WIDTH))
    (line,) = [line for line in file.getvalue().splitlines() if "lam-the" in line]
    assert line.split() == "lam-the 1 1 · 1 · 1 1 · · 1 · 6 36 5/1/2026 rà soát 1/11/2026".split()
    assert "3 chủ đề, 12 câu trả lời, 72 cách hỏi. Có nội dung 12/33 ô" in file.getvalue()


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.cells = []
        self.links = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.links += [given[name] for name in ("src", "href") if name in given]
        if tag == "td":
            self.cells.append(given.get("class"))


def test_the_page_is_one_file_with_a_cell_for_every_hole(rows, tmp_path):
    write_html(rows, TODAY, tmp_path / "results" / "coverage.html")
    text = (tmp_path / "results" / "coverage.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.links == [] and "@import" not in text and "url(" not in text
    assert tags.cells.count("hole") == 33 - 12
    assert "6 · 5/1/2026" in text


def test_names_are_text_in_the_page(tmp_path):
    pages, _ = read_pages(write(tmp_path, GOOD.replace("tên: Làm thẻ mẫu", 'tên: "<b>Thẻ</b>"')))
    assert "&lt;b&gt;Thẻ&lt;/b&gt;" in coverage_html(coverage(pages, TODAY), TODAY)
