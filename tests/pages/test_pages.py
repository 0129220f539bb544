"""Every real page: it loads, says where it is from and since when, and covers its topic."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from actions.retrieval.aspects import ASPECTS, SIGNPOST
from actions.retrieval.check import check_pages
from actions.retrieval.pages import Page
from actions.retrieval.passages import read_pages

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
TOPICS = Path(__file__).with_name("topics.txt").read_text(encoding="utf-8").split()
PAGES, PROBLEMS = read_pages(KNOWLEDGE)
SERVED = [page for page in PAGES if not page.is_draft]


def test_every_page_loads():
    assert [str(problem) for problem in PROBLEMS] == []


def test_no_page_has_an_error_today():
    errors = [str(p) for p in check_pages(PAGES, dt.date.today()) if p.is_error]
    assert errors == []


def test_the_catalogue_has_59_topics():
    assert len(TOPICS) == len(set(TOPICS)) == 59


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_the_catalogue_has_a_page(topic):
    (page,) = [page for page in SERVED if page.id == topic]
    assert page.name and page.aliases and page.look_alikes
    assert page.entries[0].aspect == "overview"


@pytest.mark.parametrize("page", SERVED, ids=lambda page: page.id)
def test_every_answer_has_a_source_with_title_date_and_place(page: Page):
    assert page.reviewed.first <= page.review_by.last
    for entry in page.entries:
        assert entry.marks, entry.id
        for mark in entry.marks:
            source = page.sources[mark]
            assert source.title and source.date and (source.url or source.number), mark


@pytest.mark.parametrize("page", SERVED, ids=lambda page: page.id)
def test_every_answer_is_found_by_at_least_six_questions(page: Page):
    few = {entry.id: len(entry.questions) for entry in page.entries if len(entry.questions) < 6}
    assert few == {}


def test_the_base_has_at_least_700_answers_on_all_aspects():
    entries = [entry for page in SERVED if not page.is_signpost for entry in page.entries]
    assert len(entries) >= 700
    assert {entry.aspect for entry in entries} == set(ASPECTS)


def test_sign_posts_only_say_whom_to_ask():
    (page,) = [page for page in SERVED if page.is_signpost]
    assert len(page.entries) >= 20
    for entry in page.entries:
        assert entry.aspect == SIGNPOST
        assert "Trợ lý này chưa có thông tin" in entry.answer, entry.id
        assert len(entry.answer) < 400, entry.id
