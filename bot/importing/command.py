"""`python -m bot import FILE`: a document becomes a draft page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.importing.blocks import Document, ImportRefused
from bot.importing.cleaning import clean
from bot.importing.draft import named_documents, write_draft
from bot.importing.reading import MIN_WORDS, read_document


def import_file(file: Path, knowledge: Path, group: str, page_id: str, today: dt.date) -> str:
    """Write a draft and return what to tell the editor.

    Raises:
        ImportRefused: the file gives no draft; the message says why and what to do.
    """
    document = clean(read_document(file))
    if sum(b.words for b in document.blocks) < MIN_WORDS:
        raise ImportRefused("Trong tệp chỉ có thực đơn và tin khác, không thấy bài viết.")
    path = write_draft(document, knowledge, group, page_id, file.name, today)
    return report(document, (Path(knowledge.name) / path.relative_to(knowledge)).as_posix())


def report(document: Document, place: str) -> str:
    headings = sum(b.kind == "heading" for b in document.blocks)
    named = [
        n.number + (f" ({n.date})" if n.date else "") for n in named_documents(document.blocks)
    ]
    lines = [
        f"Đã viết bản nháp {place}: {len(document.blocks) - headings} đoạn, {headings} đầu đề.",
        f"  Tựa: {document.title or 'không thấy, cần đặt'}",
        f"  Nơi đăng: {document.publisher or 'không thấy'} · ngày: {document.date or 'không thấy'}",
        f"  Văn bản được nhắc: {', '.join(named) or 'không có'}",
        "Chưa ai được trả lời bằng bản nháp. Xem từng chỗ phải sửa:",
        f"  python -m bot check --drafts --only {place.split('/', 1)[1]}",
    ]
    return "\n".join(lines)
