"""A document once it is read: its parts in order, and what the file says about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.fold import nfc


class ImportRefused(Exception):
    """A file that gives no draft; the message tells an editor why and what to do."""


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table row."""

    text: str
    kind: str = "text"  # heading, text, item, row

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_long(self) -> bool:
        """A paragraph of prose: no title, no menu entry."""
        return self.words > 25


@dataclass(frozen=True)
class Document:
    blocks: tuple[Block, ...]
    title: str = ""
    publisher: str = ""
    url: str = ""
    number: str = ""  # of the document itself: 69/2024/NĐ-CP
    date: str = ""  # as pages write it: 18/3/2025, 8/2024
    is_article: bool = False  # from the web, with menus and other news around it


def block(text: str, kind: str = "text") -> Block:
    """Return a block of tidy text: NFC, one line, no control or invisible characters."""
    text = nfc(text)
    text = re.sub(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]", "", text)
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u00a0\u2000-\u200a\u3000]+", " ", text)
    return Block(re.sub(r" {2,}", " ", text).strip(), kind)
