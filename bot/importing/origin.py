"""Where a document is from and of which day: lines and words that say so, taken out."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.retrieval.figures import find_figures
from bot.importing.blocks import Block, Document, block
from bot.language.fold import fold

_LABEL = re.compile(
    r"(?P<label>nguon(?: tin)?|theo|tac gia|bai|anh|ngay dang|dang luc|xuat ban|cap nhat|"
    r"ngay ban hanh|ngay|thoi gian)\s*:\s*(?P<value>.+)"
)
# "VOV.VN - Thủ tướng …", "(Chinhphu.vn) – …", "TPO - …", "date 2024-08 (Ngày Nay) - …"
_DATELINE = re.compile(
    r"(?:date )?(?P<date>(?:19|20)\d\d-\d\d(?:-\d\d)?)?\s*"
    r"(?:\((?P<a>[^()]{2,40})\)|(?P<b>[A-ZĐ]\w*(?:\.\w+)+|[A-ZĐ]{3,}))\s+[-–—]\s+(?=\S)"
)
_SITE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:vn|com|net|org)(?:\.vn)?")
_CLOCK = re.compile(r"\b\d{1,2}[:hg]\d{2}\b")


def take_origin(document: Document) -> Document:
    """Return the document with publisher and date found, their lines taken out."""
    publisher, date = document.publisher, document.date
    kept: list[Block] = []
    last = max((i for i, b in enumerate(document.blocks) if b.is_long), default=0)
    for at, b in enumerate(document.blocks):
        is_margin = not kept_long(kept) or at > last
        label = _LABEL.fullmatch(fold(b.text)) if b.words <= 15 and is_margin else None
        if label:
            value = b.text.split(":", 1)[1].strip()
            date = date or day_of(value)
            if label["label"].startswith("nguon"):
                publisher = publisher or value
            continue
        if (
            is_margin
            and b.words <= 12
            and day_of(b.text)
            and (_CLOCK.search(b.text) or b.words <= 3)
        ):
            date = date or day_of(b.text)
            continue
        if _SITE.fullmatch(b.text):
            publisher = publisher or b.text
            continue
        if not kept_long(kept):
            found = _DATELINE.match(b.text)
            if found and (found["a"] or found["b"]):
                publisher = publisher or found["a"] or found["b"]
                date = date or day_of(found["date"] or "")
                text = b.text[found.end() :]
                b = replace(b, text=text[:1].upper() + text[1:])
        kept.append(b)
    return replace(document, blocks=tuple(kept), publisher=block(publisher).text, date=date)


def kept_long(blocks: list[Block]) -> bool:
    return any(b.is_long for b in blocks)


def day_of(text: str) -> str:
    """Return the first full date of a text as pages write it, or its month, or ""."""
    iso = re.search(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b", text)
    if iso:
        parts = [part for part in (iso[3], iso[2], iso[1]) if part]
        return "/".join(str(int(part)) for part in parts)
    dates = [f.value for f in find_figures(text) if f.kind == "date" and "?" not in f.value]
    for pattern in (r"(\d{4})-(\d\d)-(\d\d)", r"(\d{4})-(\d\d)"):
        for value in dates:
            if found := re.fullmatch(pattern, value):
                return "/".join(str(int(part)) for part in reversed(found.groups()))
    return ""
