"""The list of links: how it is read, what it allows, and that all our own texts keep to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from actions.retrieval.passages import load_pages
from bot.link_rules import check_links
from bot.links import LinkList, links_in, load_links, read_links

ROOT = Path(__file__).resolve().parents[2]
LIST = LinkList({"a.gov.vn": "nhóm", "bao.com.vn": "nhóm"})


@pytest.mark.parametrize(
    "url",
    [
        "https://a.gov.vn",
        "http://www.a.gov.vn/x?y=1#z",
        "HTTPS://A.GOV.VN:8443/",
        "a.gov.vn./x",
        "www.bao.com.vn/a.html",
    ],
)
def test_a_listed_host_is_allowed_however_it_is_written(url):
    assert LIST.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://b.gov.vn",
        "https://a.gov.vn.xau.com",
        "https://xa.gov.vn",
        "https://sub.a.gov.vn",
        "https://a.gov.vn@xau.com/",
        "https://me:x@a.gov.vn/",
        "tg://resolve?domain=x",
        "javascript://a.gov.vn/%0aalert(1)",
        "https://[::1/",
        "https://",
        "",
    ],
)
def test_what_only_looks_like_a_listed_host_is_not_allowed(url):
    assert not LIST.allows(url)


def test_what_telegram_would_link_is_found():
    text = "Xem vneid.gov.vn, (https://a.vn/b?c=1). Hay t.me/x! Điều 5.2, 200.000đ, TP.HCM, v.v., a@b.vn"
    assert [found.url for found in links_in(text)] == [
        "vneid.gov.vn",
        "https://a.vn/b?c=1",
        "t.me/x",
    ]
    assert [text[found.start : found.end] for found in links_in(text)] == [
        found.url for found in links_in(text)
    ]


def test_each_mistake_in_the_list_is_told_with_its_line_and_allows_nothing():
    listed, problems = read_links(
        "x.vn\n[Một]\na.vn # ghi chú\n\n[Hai]\nLý do: có\nwww.a.vn\nhttps://b.vn\n*.gov.vn\nc.vn\n"
    )
    assert [line for line, _ in problems] == [1, 2, 7, 8, 9]
    assert set(listed.groups) == {"a.vn", "c.vn"}


def test_every_link_of_every_page_and_the_list_itself_are_in_order():
    problems = check_links(load_pages(ROOT / "knowledge"), ROOT / "knowledge")
    assert [str(problem) for problem in problems] == []


def test_a_listed_host_is_used_somewhere():
    """A host that no page needs any more should not stay allowed."""
    listed = load_links(ROOT / "knowledge")
    used = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "knowledge").glob("*/*.md"))
    hosts = {re.sub(r"^\w+://|^www\.|[:/].*", "", f.url.lower()) for f in links_in(used)}
    hosts = {host.removeprefix("www.") for host in hosts}
    assert set(listed.groups) - hosts == {"t.me"}


@pytest.mark.parametrize(
    "path", ["domain.yml", "bot/telegram/phrases.py", "actions/answer.py", "actions/talking.py"]
)
def test_our_own_sentences_link_only_to_listed_hosts(path):
    listed = load_links(ROOT / "knowledge")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert [f.url for f in links_in(text) if not listed.allows(f.url)] == []
