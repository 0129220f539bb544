"""Text and Markdown -> blocks."""

from __future__ import annotations

import re

from bot.importing.blocks import Block, Document, ImportRefused, block

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"(?:[-*+•▪●–]|\d{1,2}[.)])\s+(?=\S)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def read_text(data: bytes) -> Document:
    """Read plain text: one paragraph a line, or lines up to a blank one.

    Raises:
        ImportRefused: it is no text in Unicode.
    """
    return Document(tuple(_blocks(decode(data), is_markdown=False)), is_article=True)


def read_markdown(data: bytes) -> Document:
    """Read Markdown; the front matter of another program is dropped."""
    text = re.sub(r"\A---\n.*?\n---\n", "", decode(data), flags=re.DOTALL)
    blocks = list(_blocks(text, is_markdown=True))
    title = next((b.text for b in blocks if b.kind == "heading"), "")
    return Document(tuple(blocks), title, is_article=True)


def decode(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        ImportRefused: it is neither UTF-8 nor UTF-16 with a byte order mark.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused(
            "Chữ trong tệp không phải Unicode (có thể là bảng mã cũ TCVN3, VNI). "
            "Mở tệp bằng Word hay Notepad, chọn Lưu thành → UTF-8, rồi nhập lại."
        ) from error
    if "\x00" in text:
        raise ImportRefused("Tệp này không phải văn bản. Nhập tệp .docx, .pdf, .html, .txt, .md.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blocks(text: str, is_markdown: bool):
    for paragraph in _paragraphs(text, is_markdown):
        line = _LINK.sub(r"\1", _IMAGE.sub(" ", paragraph)).strip(" |\t")
        line = re.sub(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", "", line)
        found = _HEADING.match(line)
        if found:
            yield block(found[1], "heading")
        elif _ITEM.match(line):
            yield block(_ITEM.sub("", line, count=1), "item")
        elif block(line).text:
            yield block(line)


def _paragraphs(text: str, is_markdown: bool) -> list[str]:
    """Join the lines of a paragraph where the text is wrapped at a fixed width."""
    lines = [line.strip() for line in text.split("\n")]
    filled = [line for line in lines if line]
    wrapped = sum(50 <= len(line) <= 110 for line in filled) > 0.6 * len(filled)
    if not (wrapped or is_markdown):
        return filled
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        starts = not line or _HEADING.match(line) or _ITEM.match(line) or line.startswith("|")
        if line and is_open and not starts:
            paragraphs[-1] += f" {line}"
        elif line:
            paragraphs.append(line)
        is_open = bool(line) and not _HEADING.match(line)
    return paragraphs


def is_item(text: str) -> bool:
    return bool(_ITEM.match(text))


def as_item(text: str) -> Block:
    return block(_ITEM.sub("", text, count=1), "item")
