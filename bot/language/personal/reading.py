"""A message as the rules read it, and the way back to what was typed.

Folded to lower-case ASCII letters and digits: full-width, circled and foreign digits are digits,
every dash is "-", zero-width and combining characters are gone. A rule therefore needs one
spelling, and nobody hides a number from it with an invisible character.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

KINDS = (
    "CCCD", "CMND", "HỘ CHIẾU", "SĐT", "THẺ", "TÀI KHOẢN", "EMAIL", "OTP", "MẬT KHẨU",
    "BIỂN SỐ", "ĐỊA CHỈ", "HỌ TÊN",
)  # fmt: skip
PLACEHOLDER = re.compile(f"<(?:{'|'.join(KINDS)})>")
HIDDEN = "\ue000"  # stands for a placeholder; dropped when typed, so nobody can fake one
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Mc", "Me")
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc\ufffd"


@dataclass(frozen=True)
class Span:
    """Personal data from `start` to before `end`."""

    start: int
    end: int
    kind: str


class Reading:
    """`text` is what rules match; `typed` gives the characters behind a part of it."""

    def __init__(self, original: str) -> None:
        self.original = original
        folded: list[str] = []
        self._at: list[int] = []
        end = 0
        for found in PLACEHOLDER.finditer(original):
            self._read(end, found.start(), folded)
            folded.append(HIDDEN)
            self._at.append(found.start())
            end = found.end()
        self._read(end, len(original), folded)
        self._at.append(len(original))
        self.text = _ZERO.sub("0", "".join(folded))
        self.is_shouted = not any(c.islower() for c in original)

    def _read(self, start: int, end: int, folded: list[str]) -> None:
        for index in range(start, end):
            for character in _FOLDED[self.original[index]]:
                folded.append(character)
                self._at.append(index)

    def typed(self, start: int, end: int) -> str:
        """Return, in NFC, what was typed for text[start:end]."""
        return unicodedata.normalize("NFC", self.original[self._at[start] : self._at[end]])

    def span(self, start: int, end: int, kind: str) -> Span:
        """Return text[start:end] as a span of the original."""
        # One character may fold to several: take it whole.
        return Span(self._at[start], max(self._at[end], self._at[end - 1] + 1), kind)

    def at(self, index: int) -> int:
        """Return where in the original text[index] was typed."""
        return self._at[index]

    def index(self, at: int) -> int:
        """Return the first place in `text` that was typed at or after a place in the original."""
        return bisect_left(self._at, at)

    def is_capital(self, index: int) -> bool:
        """Tell whether text[index] was a capital that says something: not all of them are."""
        at = self._at[index]
        return not self.is_shouted and at < len(self.original) and self.original[at].isupper()


class _Folded(dict[str, str]):
    def __missing__(self, character: str) -> str:
        folded = _fold(character)
        if ord(character) < 0x3000:  # the rest is rare and must not fill the memory
            self[character] = folded
        return folded


def _fold(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    if category in _INVISIBLE or character in _BLANK:
        return ""
    if category == "Pd" or character == "\u2212":
        return "-"
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    bare = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in bare if unicodedata.category(c) not in _INVISIBLE)
    return bare.translate(_STROKE).lower()


_STROKE = str.maketrans("đĐ“”‘’", "dD\"\"''")
_FOLDED = _Folded()
# The letter o typed for zero: o912345678, 09123o5678.
_ZERO = re.compile(r"(?<=\d)o(?=\d)|(?<![^\W_])o(?=\d{2,3}[ .-]?\d{3})")
