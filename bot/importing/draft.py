"""A cleaned document -> the text of a draft page, and the page on disk."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from actions.retrieval.aspects import GROUPS
from actions.retrieval.figures import Figure, find_figures
from bot.importing.blocks import Block, Document, ImportRefused
from bot.importing.origin import day_of
from bot.language.fold import fold, nfc, slug

DRAFTS = "nhap"  # the folder of drafts that belong to no group yet
MAX_CHARACTERS = 200_000  # a page takes 400,000 bytes; the longest decree has 180,000
MAX_NAME = 60
MAX_ID = 50
MAX_NAMED = 6  # documents that a text names and that become sources
REVIEW_MONTHS = 6
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KIND = re.compile(
    r"(luật|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|thông báo|công văn|kế hoạch|văn bản)"
    r"(?: số)?:?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """A document that the text names: `number` as written, `date` when it stands beside."""

    kind: str  # Thông báo
    number: str  # 369/TB-VPCP
    date: str  # 9/8/2024, or ""

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}".strip()


def draft_text(document: Document, page_id: str, group: str, file: str, today: dt.date) -> str:
    """Return a page in the state "nháp": every paragraph marked with its source."""
    named = named_documents(document.blocks)
    name = shortened(document.title or _first_words(document), MAX_NAME)
    lines = [
        "---",
        f"id: {page_id}",
        f"tên: {_quoted(name)}",
        f"nhóm: {group}",
        "trạng thái: nháp",
        f"rà soát: {_day(today)}",
        f"rà soát lại: {_day(_months_later(today, REVIEW_MONTHS))}",
        "nguồn:",
        *_source("S1", document, today),
    ]
    others = [n for n in named if n.number != document.number][:MAX_NAMED]
    for position, other in enumerate(others, start=2):
        lines += [
            f"  - mã: S{position}",
            f"    tên: {_quoted(other.title)}",
            f"    số hiệu: {_quoted(other.number)}",
            f"    ngày: {other.date}" if other.date else f"    xem ngày: {_day(today)}",
        ]
    lines += ["---", "", f"# {name}", "", *_advice(file, today, document), ""]
    lines += _body(document.blocks)
    return "\n".join(lines).rstrip() + "\n"


def write_draft(
    document: Document, knowledge: Path, group: str, page_id: str, file: str, today: dt.date
) -> Path:
    """Write a new draft and return its path; what is there already stays as it is.

    Raises:
        ImportRefused: the group or id is none, the id is taken, or the text is too long.
    """
    if group not in (*GROUPS, DRAFTS):
        raise ImportRefused(f"Không có nhóm “{group}”. Chọn: {', '.join((*GROUPS, DRAFTS))}.")
    length = sum(len(b.text) for b in document.blocks)
    if length > MAX_CHARACTERS:
        raise ImportRefused(
            f"Văn bản dài {length:,} ký tự, tối đa {MAX_CHARACTERS:,}. Tách theo chương rồi nhập "
            "từng phần.".replace(",", ".")
        )
    page_id = page_id or proposed_id(document)
    if not _ID.fullmatch(page_id):
        raise ImportRefused(
            f"--id “{page_id}”: chỉ dùng chữ thường không dấu, số và dấu gạch nối, như ho-chieu."
        )
    taken = sorted(knowledge.glob(f"*/{page_id}.md"))
    if taken:
        place = Path(knowledge.name) / taken[0].relative_to(knowledge)
        raise ImportRefused(f"Đã có {place}, không ghi đè. Chọn tên khác: --id {page_id}-moi")
    path = knowledge / group / f"{page_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = draft_text(document, page_id, group, file, today)
    with path.open("x", encoding="utf-8") as page:  # refuses what another import just wrote
        page.write(nfc(text))
    return path


def proposed_id(document: Document) -> str:
    """Return a short id: from the title, else from the first document it names."""
    named = named_documents(document.blocks)
    words = slug(document.title or (named[0].title if named else _first_words(document)))
    kept = ""
    for word in words.split("-"):
        if len(kept) + 1 + len(word) > MAX_ID:
            break
        kept = f"{kept}-{word}" if kept else word
    return kept or "ban-nhap"


def named_documents(blocks: Sequence[Block]) -> list[Named]:
    """Return the documents that a text names by number, each once, in order."""
    found: dict[str, Named] = {}
    for b in blocks:
        figures = find_figures(b.text)
        for at, figure in enumerate(figures):
            if figure.kind != "document" or not re.search(r"[^\d/.]", figure.value):
                continue
            kind = _KIND.search(b.text[: figure.at].lower())
            named = Named(
                kind[1].capitalize() if kind else "Văn bản",
                figure.text,
                _date_beside(b.text, figure, figures[at + 1 :]),
            )
            before = found.get(figure.value)
            if before is None or (not before.date and named.date):
                found[figure.value] = named
    return list(found.values())


def _date_beside(text: str, figure: Figure, following: Sequence[Figure]) -> str:
    end = figure.at + len(figure.text)
    for other in following[:1]:
        if other.kind == "date" and fold(text[end : other.at]).strip(" (,") in (
            "ngay",
            "",
            "ky ngay",
        ):
            return day_of(other.text)
    return ""


def _source(mark: str, document: Document, today: dt.date) -> Iterator[str]:
    title = document.title or _first_words(document)
    publisher = f"{document.publisher}, " if document.publisher else ""
    yield f"  - mã: {mark}"
    yield f"    tên: {_quoted(shortened(publisher + title, 160))}"
    if document.url:
        yield f"    liên kết: {document.url}"
    if document.number:
        yield f"    số hiệu: {_quoted(document.number)}"
    yield f"    ngày: {document.date}" if document.date else f"    xem ngày: {_day(today)}"


def _advice(file: str, today: dt.date, document: Document) -> Iterator[str]:
    yield (
        f"Bản nháp nhập từ tệp “{file}” ngày {_day(today)}. Chưa ai được trả lời bằng trang này. "
        "Viết lại thành các mục “Hỏi – Đáp” theo knowledge/HUONG-DAN.md, đối chiếu từng con số "
        "với nguồn, xóa phần chữ gốc, rồi xóa dòng “trạng thái: nháp”."
    )
    missing = []
    if not document.url and not document.number:
        missing.append("“liên kết:” hoặc “số hiệu:” của nguồn S1")
    if not document.date:
        missing.append("“ngày:” của nguồn S1")
    if missing:
        yield f"Không tìm thấy trong tệp, cần điền: {', '.join(missing)}."


def _body(blocks: Sequence[Block]) -> Iterator[str]:
    was_item = False
    for b in blocks:
        text = re.sub(r"^(?:#+|---+)\s*", "", b.text)
        if not text:
            continue
        is_item = b.kind in ("item", "row")
        if was_item and not is_item:
            yield ""
        was_item = is_item
        if b.kind == "heading":
            yield f"### {text}"
        else:
            yield f"{'- ' if is_item else ''}{text} [S1]"
        if not is_item:
            yield ""


def _first_words(document: Document) -> str:
    for b in document.blocks:
        if b.words >= 3:
            return shortened(re.split(r"[.;:]\s|,\s", b.text)[0], MAX_NAME)
    return "Bản nháp"


def shortened(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + year, month + 1, min(day.day, 28))
