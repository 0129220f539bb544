"""Vietnamese without its marks: what most people type on a phone."""

from __future__ import annotations

import unicodedata

_STROKE = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """Return the text in Unicode NFC, the only form used inside the program."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text in lower case without tone and vowel marks: "Lệ phí" -> "le phi"."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).translate(_STROKE).lower()


def slug(text: str) -> str:
    """Return an ASCII id: "Ai được miễn phí?" -> "ai-duoc-mien-phi"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(text)).split()
    return "-".join(words)
