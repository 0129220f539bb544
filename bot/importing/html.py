"""Web pages -> blocks, without menus, by trafilatura."""

from __future__ import annotations

import datetime as dt
import logging

from bot.importing.blocks import Block, Document, ImportRefused, block

_KINDS = {"head": "heading", "item": "item", "row": "row", "p": "text", "quote": "text"}


def read_html(data: bytes) -> Document:
    """Read the article of a saved web page, with its title, publisher, address and date.

    Raises:
        ImportRefused: no article is found in it.
    """
    import trafilatura
    from lxml import etree

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(
        data,
        output_format="xml",
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
    )
    if not found:
        raise ImportRefused(
            "Không thấy bài viết trong trang web này. Mở trang trong trình duyệt, chép phần chữ "
            "vào tệp .txt rồi nhập."
        )
    root = etree.fromstring(found.encode())
    return Document(
        tuple(_blocks(root.find("main"))),
        title=block(root.get("title") or "").text,
        publisher=block(root.get("sitename") or root.get("hostname") or "").text,
        url=root.get("url") or root.get("source") or "",
        date=_date(root.get("date") or ""),
        is_article=True,
    )


def _blocks(main) -> list[Block]:
    blocks = []
    for node in main.iter("head", "p", "item", "row", "quote"):
        if any(parent.tag in ("item", "row", "quote") for parent in node.iterancestors()):
            continue
        separator = " | " if node.tag == "row" else " "
        text = separator.join(part.strip() for part in node.itertext() if part.strip())
        if block(text).text:
            blocks.append(block(text, _KINDS[node.tag]))
    return blocks


def _date(text: str) -> str:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return ""
    return f"{day.day}/{day.month}/{day.year}"
