"""A document without what stands around it: menus, picture names, letterheads, other news."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import Sequence

from bot.importing.blocks import Block, Document, block
from bot.importing.origin import day_of, take_origin
from bot.language.fold import fold

# What newspapers write above the list of other news (folded).
_MORE_NEWS = re.compile(
    r"(?:\W*(?:cac )?(?:tin|bai|tin bai)(?: viet| tuc)? (?:lien quan|khac|moi nhat|moi|noi bat|"
    r"cung chuyen muc|doc nhieu|cu hon)|tin moi|moi nhat|bai viet lien quan|cung chuyen muc|"
    r"cung chu de|dung bo lo|doc them|xem them|doc nhieu(?: nhat)?|tin doc nhieu|noi bat.{0,40}|"
    r"(?:co the )?(?:ban )?quan tam|co the ban quan tam|su kien nong|goc quang cao|"
    r"\(?\d*\)? ?binh luan(?: \(\d+\))?|y kien(?: ban doc| cua ban)?|gui binh luan|related.{0,20}"
    r"|most read|latest.{0,20})\W*"
)
_NOISE = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg)|[-_=*•.\s|]+|\[?(?:anh|video|infographic|podcast)\]?:?|"
    r"cap nhat: .{0,30} truoc|powered by .*|copyright .*|©.*|(?:chia se|facebook|zalo|twitter|"
    r"in bai(?: viet)?|sao chep(?: lien ket)?|copy link|nghe (?:doc )?bai|theo doi .{0,60}google news"
    r"|luu bai(?: viet)?|a\+|a-|aa|trang chu|dang nhap|quang cao|tu khoa:.*|tags?:.*|the loai:.*)",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"cong hoa xa hoi chu nghia viet nam.*|doc lap\s*[-–]\s*tu do\s*[-–]\s*hanh phuc.*|[-_ ]+"
)
# What programs write into the title of a file.
_NO_TITLE = re.compile(r"\.(?:docx?|pdf|indd|html?)\b|microsoft word|word document|untitled", re.I)
# Share of word pairs known from the document. Measured on ../shared/seeds: paragraphs of the
# document have 0.19 to 0.92, lists of other news 0.13 on the whole.
FOREIGN = 0.24
MIN_NEWS = 3  # titles at the end; fewer may be the document's own


def clean(document: Document) -> Document:
    """Return the document's own text, its headings found, its origin told."""
    document = take_origin(document)
    if _NO_TITLE.search(document.title) or len(document.title.split()) < 3:
        document = replace(document, title="")
    blocks = [b for b in document.blocks if not _is_noise(b)]
    if document.is_article:
        blocks = _without_tail(_without_boxes(blocks))
        title = document.title or _headline(blocks)
        document = replace(document, title=title, blocks=tuple(_without_head(blocks, title)))
    else:
        document = _without_letterhead(document, blocks)
    return replace(document, blocks=tuple(_headings(_once(document.blocks, document.title))))


def _is_noise(b: Block) -> bool:
    folded = fold(b.text)
    if _NOISE.fullmatch(folded) or _LETTERHEAD.fullmatch(folded):
        return True
    # A lonely lower-case word without diacritics is the name of an advertiser or a control.
    return b.kind == "text" and bool(re.fullmatch(r"[a-z]{1,15}", b.text))


# ---- other news ----------------------------------------------------------------------------


def _without_boxes(blocks: list[Block]) -> list[Block]:
    """Cut at a heading of other news; in the middle of a text only what belongs to it."""
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        if kept and _announces_news(blocks[at]):
            following = next((i for i in range(at + 1, len(blocks)) if _goes_on(blocks, i)), None)
            if following is None:
                return kept
            rest = list(takewhile(lambda b: not _announces_news(b), blocks[following:]))
            known = _known([*kept, *rest])
            kept += [b for b in blocks[at + 1 : following] if _foreignness(b, known) < 0]
            at = following
            continue
        kept.append(blocks[at])
        at += 1
    return kept


def _announces_news(b: Block) -> bool:
    return b.words <= 10 and bool(_MORE_NEWS.fullmatch(fold(b.text)))


def _goes_on(blocks: Sequence[Block], at: int) -> bool:
    """Whether prose of two paragraphs begins here: news have one, under a title."""
    pair = blocks[at : at + 2]
    return len(pair) == 2 and all(b.kind == "text" and b.words >= 35 for b in pair)


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Cut news at the end that no heading announces: titles, each with at most one teaser."""
    start = end = len(blocks)
    starts = []
    while start > 0:
        at = start - 1
        if not _is_short_line(blocks[at]) and at > 0:
            at -= 1
        if not _is_short_line(blocks[at]):
            break
        start = at
        starts.append(start)
    known = _known(blocks[:start])
    foreign = {at: sum(_foreignness(b, known) for b in blocks[at:end]) for at in starts}
    best = max(foreign, key=lambda at: foreign[at], default=end)
    titles = sum(_is_short_line(b) and b.words >= 5 for b in blocks[best:])
    if known and titles >= MIN_NEWS and foreign[best] > 0:
        return blocks[:best]
    return blocks


def _foreignness(b: Block, known: set[str]) -> float:
    """Return how much a block speaks of other things; below 0 when of the document's."""
    pairs = _pairs(b.text)
    share = sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0
    return (FOREIGN - share) * min(b.words, 60)


def _known(blocks: Sequence[Block]) -> set[str]:
    return {pair for b in blocks if b.is_long for pair in _pairs(b.text)}


def _pairs(text: str) -> list[str]:
    words = re.findall(r"\w+", fold(text))
    return [f"{a} {b}" for a, b in zip(words, words[1:])]


# ---- the beginning -------------------------------------------------------------------------


def _headline(blocks: Sequence[Block]) -> str:
    """Return the first line that reads like a title of what follows."""
    known = _known(blocks)
    for b in blocks[:10]:
        is_own = _foreignness(b, known) < 0
        if b.kind == "heading" or (_is_short_line(b) and b.words >= 5 and is_own):
            return b.text
        if b.is_long:
            break
    return ""


def _without_head(blocks: list[Block], title: str) -> list[Block]:
    """Drop title, rubric and other headlines before the first paragraph."""
    key = fold(title)
    for at, b in enumerate(blocks):
        if b.kind == "item" or b.kind != "heading" and not _is_short_line(b):
            return [x for x in blocks[:at] if x.kind == "heading" and fold(x.text) != key] + [
                x for x in blocks[at:] if fold(x.text) != key
            ]
    return blocks


def _without_letterhead(document: Document, blocks: list[Block]) -> Document:
    """Return the text between letterhead and addressees, with title, number and date."""
    title, number, date, start = document.title, document.number, document.date, 0
    for at, b in enumerate(blocks[:30]):
        if re.fullmatch(_KINDS, fold(b.text)):
            following = [x.text for x in blocks[at + 1 : at + 2] if not x.text.startswith("Căn cứ")]
            subject = following[0] if following and len(following[0]) < 400 else ""
            title = f"{b.text.capitalize()} {subject[:1].lower()}{subject[1:]}".strip()
            start = at + 1 + bool(subject)
            break
    for b in blocks[: start or 15]:
        found = re.search(r"\bSố\s*:\s*([\w./–-]*\d[\w./–-]*)", b.text)
        if found and not number:
            number = found[1]
            date = date or day_of(b.text)
        elif start and not date:
            date = day_of(b.text)
    blocks = blocks[start:]
    for at, b in enumerate(blocks):
        if fold(b.text).startswith("noi nhan"):
            rest = blocks[at:]
            annex = next(
                (i for i, x in enumerate(rest) if fold(x.text).startswith("phu luc")), None
            )
            blocks = blocks[:at] + (rest[annex:] if annex is not None else [])
            break
    title = title or _headline(blocks)
    return replace(document, title=title, number=number, date=date, blocks=tuple(blocks))


_KINDS = (
    r"(?:luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu(?: lien tich)?|chi thi|thong bao|"
    r"cong van|ke hoach|huong dan)"
)


# ---- headings ------------------------------------------------------------------------------


def _once(blocks: Sequence[Block], title: str) -> list[Block]:
    """Drop what stands twice: titles repeated under pictures and at the end."""
    seen = {fold(title)}
    kept = []
    for b in blocks:
        key = fold(b.text)
        if b.words < 4 or key not in seen:
            kept.append(b)
            seen.add(key)
    return kept


def _headings(blocks: list[Block]) -> list[Block]:
    """Make short lines above a paragraph headings; a heading above nothing is none."""
    found = []
    for b, following in zip(blocks, [*blocks[1:], None]):
        has_text = following is not None
        is_title = b.kind == "text" and _is_short_line(b)
        if is_title and has_text and following.words > b.words:
            found.append(replace(b, kind="heading"))
        elif b.kind == "heading" and not has_text:
            found.append(block(b.text))
        else:
            found.append(b)
    return found


def _is_short_line(b: Block) -> bool:
    return (
        b.kind in ("text", "item")
        and b.words <= 25
        and not re.search(r"[.,;:!…][”\"')\]]*$", b.text)
        and not b.text[:1].islower()
    )
