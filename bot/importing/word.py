"""Word files -> blocks."""

from __future__ import annotations

import io
import zipfile

from bot.importing.blocks import Block, Document, ImportRefused, block

MAX_UNPACKED = 200_000_000  # bytes; a small file may unpack to fill the disk


def read_word(data: bytes) -> Document:
    """Read a .docx: paragraphs and tables in order, headings by style or as bold lines.

    Raises:
        ImportRefused: it is broken, or has pictures only.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise ImportRefused("Tệp Word quá lớn khi mở ra. Xóa ảnh trong tệp rồi nhập lại.")
        document = docx.Document(io.BytesIO(data))
        blocks: list[Block] = []
        for part in document.iter_inner_content():
            if isinstance(part, Table):
                blocks += _rows(part)
            else:
                blocks.append(block(part.text, _kind(part)))
        title = document.core_properties.title or ""
    except ImportRefused:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError) as error:
        raise _broken() from error
    except Exception as error:  # lxml's errors share no base class with the rest
        raise _broken() from error
    filled = tuple(b for b in blocks if b.text)
    if not filled and _has_pictures(data):
        raise ImportRefused(
            "Tệp Word chỉ có ảnh, không có chữ. Nhận dạng chữ (OCR) trước, hoặc tìm bản có chữ."
        )
    return Document(filled, block(title).text)


def _broken() -> ImportRefused:
    return ImportRefused("Tệp Word bị hỏng, không mở được. Mở bằng Word rồi lưu lại, hoặc tải lại.")


def _kind(paragraph) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style.startswith(("heading", "title", "đầu đề", "tiêu đề")):
        return "heading"
    if style.startswith("list") or paragraph._p.find(".//{*}numPr") is not None:
        return "item"
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(runs) and all(run.bold for run in runs)
    return "heading" if is_bold and len(paragraph.text.split()) <= 25 else "text"


def _rows(table):
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:  # a merged cell comes once for every column
            text = block(cell.text).text
            if text and (not cells or cells[-1] != text):
                cells.append(text)
        if cells:
            yield block(" | ".join(cells), "row")


def _has_pictures(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(name.startswith("word/media/") for name in archive.namelist())
