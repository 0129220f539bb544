"""A file of any kind -> Document, or the reason why not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bot.importing.blocks import Document, ImportRefused
from bot.importing.html import read_html
from bot.importing.pdf import read_pdf
from bot.importing.plain import read_markdown, read_text
from bot.importing.word import read_word

MAX_BYTES = 30_000_000
MIN_WORDS = 20
_READERS = {
    ".docx": read_word,
    ".pdf": read_pdf,
    ".html": read_html,
    ".htm": read_html,
    ".txt": read_text,
    ".md": read_markdown,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word before 2007, and any Office file with a password
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF", b"BM")


def read_document(path: Path) -> Document:
    """Read a document; its content decides how, its name only where content cannot tell.

    Raises:
        ImportRefused: missing, empty, huge, broken, locked, scanned or unknown.
    """
    if path.is_dir():
        raise ImportRefused(f"{path} là thư mục. Nhập từng tệp một.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ImportRefused(
                f"Tệp nặng {size // 1_000_000} MB, tối đa {MAX_BYTES // 1_000_000} MB. "
                "Tách phần cần dùng ra tệp riêng."
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ImportRefused(f"Không có tệp {path}. Kiểm tra lại tên và thư mục.") from error
    except OSError as error:
        raise ImportRefused(f"Không đọc được {path} ({error.strerror}).") from error
    if not data.strip():
        raise ImportRefused("Tệp trống.")
    document = _READERS[_suffix(path, data)](data)
    if sum(block.words for block in document.blocks) < MIN_WORDS:
        raise ImportRefused(
            "Tệp gần như không có chữ. Kiểm tra lại tệp, hoặc chép chữ vào tệp .txt."
        )
    return document


def _suffix(path: Path, data: bytes) -> str:
    suffix = path.suffix.lower()
    if data.startswith(_OLE):
        raise ImportRefused(
            "Tệp Word có mật khẩu hoặc là .doc đời cũ. Mở bằng Word, bỏ mật khẩu, "
            "lưu thành .docx rồi nhập."
        )
    if data.startswith(_PICTURES) and b"\x00" in data[:500]:
        raise ImportRefused("Tệp là ảnh. Nhận dạng chữ (OCR) trước, hoặc tìm bản có chữ.")
    if b"%PDF-" in data[:1024]:
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        if suffix == ".docx" or _is_word(data):
            return ".docx"
        raise ImportRefused(f"Chưa nhập được tệp {suffix or 'này'}. {_KNOWN}")
    if suffix in (".docx", ".pdf"):
        kind = "Word" if suffix == ".docx" else "PDF"
        raise ImportRefused(f"Tệp {kind} bị hỏng: nội dung không phải {kind}. Tải lại tệp.")
    if suffix not in _READERS:
        raise ImportRefused(f"Chưa nhập được tệp {suffix or 'không đuôi'}. {_KNOWN}")
    return suffix


_KNOWN = f"Nhận các tệp: {', '.join(_READERS)}."


def _is_word(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False
