"""Readings of a word that is no Vietnamese syllable: teencode, Telex slips, missing letters."""

from __future__ import annotations

import re
from typing import Iterator

_TELEX_VOWELS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_ENDINGS = ((r"(?<=[^\W\d_])h$", "nh"), (r"(?<=[^nN\W\d_])g$", "ng"), (r"k$", "ch"), (r"k$", "c"))
_STARTS = (
    (r"^z", "v"), (r"^z", "gi"), (r"^z", "d"), (r"^dz", "v"), (r"^j", "gi"), (r"^j", "ch"),
    (r"^f", "ph"), (r"^w", "qu"), (r"^k(?=[aăâoôơuư])", "c"), (r"^c(?=[ieê])", "k"),
    (r"^ng(?=[ieê])", "ngh"), (r"^g(?=[eê])", "gh"), (r"^q(?!u)", "qu"), (r"^s", "x"),
    (r"^x", "s"), (r"^ch", "tr"), (r"^tr", "ch"), (r"^d", "gi"), (r"^gi", "d"), (r"^r", "d"),
    (r"^n", "l"), (r"^l", "n"), (r"^d", "đ"), (r"^v", "d"), (r"^kh", "k"),
)  # fmt: skip
_LETTERS = "abcdefghiklmnopqrstuvxy"


def readings(word: str) -> Iterator[str]:
    """Yield spellings that `word` may stand for, likeliest first; the caller keeps real words.

    The word is lower case. Spellings may lack marks: the caller compares folded forms too.
    """
    for pattern, ending in _ENDINGS:
        changed = re.sub(pattern, ending, word)
        if changed != word:
            yield changed
            for start, replacement in _STARTS[:10]:
                both = re.sub(start, replacement, changed)
                if both != changed:
                    yield both
    for pattern, replacement in _STARTS:
        changed = re.sub(pattern, replacement, word)
        if changed != word:
            yield changed
    squeezed = re.sub(r"(\w)\1+$", r"\1", word)  # "ơiiii"
    if squeezed != word:
        yield squeezed
    telex = untelex(word)
    if telex != word:
        yield telex
    yield word.replace("iu", "iêu") if "iu" in word else word


def untelex(word: str) -> str:
    """Return what Telex keys would have written: "ddinhj" -> "định"."""
    import unicodedata

    text, tone = word, ""
    found = re.fullmatch(r"([a-z]*[aeiouy][a-z]*?)([sfrxj])([a-z]?)", text)
    if found and not found.group(3):
        text, tone = found.group(1), _TELEX_TONES[found.group(2)]
    for keys, letter in _TELEX_VOWELS.items():
        text = text.replace(keys, letter)
    if tone:
        vowels = [i for i, c in enumerate(text) if c in "aeiouyâăêôơư"]
        marked = [i for i in vowels if text[i] in "âăêôơư"]
        if vowels:
            at = marked[-1] if marked else vowels[len(vowels) // 2 if len(vowels) > 2 else 0]
            text = unicodedata.normalize("NFC", text[: at + 1] + tone + text[at + 1 :])
    return text


def one_edit(word: str) -> Iterator[str]:
    """Yield the folded spellings one slip away: a letter swapped, dropped, doubled, wrong."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    for i in range(len(word) + 1):
        for letter in _LETTERS:
            yield word[:i] + letter + word[i:]
            if i < len(word):
                yield word[:i] + letter + word[i + 1 :]
