"""PDF files -> blocks."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from bot.importing.blocks import Block, Document, ImportRefused, block
from bot.importing.plain import as_item, is_item

MAX_PAGES = 300
EDGE = 2  # lines at the top and bottom of a page where headers and footers stand
# Legal texts: the parts that are headings wherever they stand.
_HEADING = re.compile(r"(?:Chương|Mục|Phần|Phụ lục)\s+[IVXLC\d]+\b|Điều\s+\d+[a-z]?\.")
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:Trang\s*)?\d+(?:\s*/\s*\d+)?[-–\s]*", re.IGNORECASE)


def read_pdf(data: bytes) -> Document:
    """Read the text layer of a PDF, lines joined to paragraphs, page headers dropped.

    Raises:
        ImportRefused: it is broken, locked, too long, or a scan.
    """
    import pypdf
    from pypdf.errors import DependencyError, PdfReadError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        # Many official files are locked against changes only: those open without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise ImportRefused("Tệp PDF có mật khẩu. Mở bằng mật khẩu, in ra PDF mới rồi nhập.")
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise ImportRefused(
                f"Tệp PDF dài {count} trang, tối đa {MAX_PAGES}. Tách phần cần dùng rồi nhập."
            )
        pages = [page.extract_text() or "" for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except ImportRefused:
        raise
    except DependencyError as error:
        raise ImportRefused(
            "Tệp PDF có mật khẩu. Mở bằng mật khẩu, in ra PDF mới rồi nhập."
        ) from error
    except (PdfReadError, PyPdfError, RecursionError, ValueError, KeyError) as error:
        raise _broken() from error
    except Exception as error:  # pypdf lets what it did not expect in a broken file pass
        raise _broken() from error
    if sum(len(text.split()) for text in pages) < 5 * max(count, 1):
        raise ImportRefused(
            "Tệp PDF là bản chụp (ảnh), không có chữ. Nhận dạng chữ (OCR) trước, "
            "hoặc tìm bản có chữ trên Cổng văn bản Chính phủ."
        )
    return Document(tuple(_blocks(pages)), block(title).text)


def _broken() -> ImportRefused:
    return ImportRefused("Tệp PDF bị hỏng, không mở được. Tải lại tệp rồi nhập.")


def _blocks(pages: list[str]) -> list[Block]:
    repeated = _repeated(pages)
    lengths = sorted(len(line) for page in pages for line in page.split("\n") if line.strip())
    full = 0.75 * lengths[int(0.9 * (len(lengths) - 1))]  # shorter lines end a paragraph
    blocks: list[Block] = []
    is_open = False
    for page in pages:
        lines = page.strip().split("\n")
        for number, raw in enumerate(lines):
            line = block(raw).text
            is_edge = number < EDGE or number >= len(lines) - EDGE
            if not line:
                is_open = False
            elif is_edge and (_shape(line) in repeated or _PAGE_NUMBER.fullmatch(line)):
                continue
            elif _HEADING.match(line):
                blocks.append(block(line, "heading" if len(line) < 200 else "text"))
            elif is_item(line):
                blocks.append(as_item(line))
            elif blocks and is_open and _continues(blocks[-1].text, line):
                blocks[-1] = block(f"{blocks[-1].text} {line}", blocks[-1].kind)
            else:
                blocks.append(block(line))
            is_open = len(line) >= full
    return blocks


def _continues(before: str, line: str) -> bool:
    """A line goes on with the paragraph unless that has ended, or the line is in capitals."""
    if before.isupper() != line.isupper():
        return False
    return not re.search(r"[.!?:;][”\"')]?$", before) or line[:1].islower()


def _repeated(pages: list[str]) -> set[str]:
    """Return the shapes of lines that stand on most pages: headers and footers."""
    counts: Counter[str] = Counter()
    for page in pages:
        lines = page.strip().split("\n")
        counts.update({_shape(block(line).text) for line in (*lines[:EDGE], *lines[-EDGE:])})
    needed = max(3, len(pages) * 0.6)
    return {shape for shape, count in counts.items() if shape and count >= needed}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())
