"""Markdown-lite of an answer -> lines of runs, and back to Telegram's HTML or plain text.

Markdown-lite: paragraphs, "- " and "1. " lists, **bold**, [title](https://…).
Everything else is text and is escaped.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_INLINE = re.compile(
    r"\*\*(?P<bold>(?:(?!\*\*).)+)\*\*|(?P<link>\[([^\[\]]+)\]\((https://[^\s()<>\"]+)\))"
)
_LINK = re.compile(r"\[([^\[\]]+)\]\((https://[^\s()<>\"]+)\)")
_BULLET = re.compile(r"^(\s*)[-*] +(?=\S)")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    url: str | None = None

    @property
    def html(self) -> str:
        text = html.escape(self.text, quote=False)
        if self.url is not None:
            text = f'<a href="{html.escape(self.url)}">{text}</a>'
        return f"<b>{text}</b>" if self.bold else text


Line = tuple[Run, ...]


def parse(text: str) -> list[Line]:
    """Return one Line per line of text; a blank line is ()."""
    lines = "".join(c for c in text if _printable(c)).split("\n")
    return [tuple(_runs(_BULLET.sub(r"\1• ", line.rstrip()))) for line in lines]


def to_html(lines: list[Line]) -> str:
    return "\n".join("".join(run.html for run in line) for line in lines)


def to_plain(lines: list[Line]) -> str:
    return "\n".join(plain(line) for line in lines)


def plain(line: Line) -> str:
    return "".join(run.text for run in line)


def is_heading(line: Line) -> bool:
    """A line in bold, or one that ends with a colon, belongs to what follows."""
    return bool(line) and (all(run.bold for run in line) or plain(line).endswith(":"))


def utf16_units(text: str) -> int:
    """Return the length as Telegram counts it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def _printable(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cs")


def _runs(line: str, bold: bool = False) -> list[Run]:
    runs, end = [], 0
    for found in (_LINK if bold else _INLINE).finditer(line):
        runs.append(Run(line[end : found.start()], bold))
        end = found.end()
        if not bold and found["bold"] is not None:
            runs += _runs(found["bold"], bold=True)
        else:
            title, url = _LINK.fullmatch(found[0]).groups()
            runs.append(Run(title, bold, url))
    runs.append(Run(line[end:], bold))
    return [run for run in runs if run.text]
