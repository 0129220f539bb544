"""Well-spelt sentences as people really type them, for training; reproducible."""

from __future__ import annotations

import random
import zlib
from collections import defaultdict

from bot.language.abbreviations import ABBREVIATIONS
from bot.language.fold import fold

# Meaning in full -> what people type for it.
_SHORT: dict[str, list[str]] = defaultdict(list)
for _typed, _meanings in ABBREVIATIONS.items():
    for _meaning in _meanings[:2]:
        if _typed != _meaning and fold(_typed) != fold(_meaning):
            _SHORT[_meaning].append(_typed)
_LONGEST = max(len(meaning.split()) for meaning in _SHORT)
_NEAR = {
    "a": "sqz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et",
    "s": "ad", "t": "ry", "u": "yi", "v": "cb", "x": "zc", "y": "tu",
}  # fmt: skip

COPIES_SHARE = 0.4  # of the training texts get a copy as really typed; more cost set-up time


def typed_copy(text: str) -> str | None:
    """Return the text as somebody might type it, for a fixed share of texts; reproducible."""
    rng = random.Random(zlib.crc32(text.encode()))
    return as_typed(text, rng) if rng.random() < COPIES_SHARE else None


def as_typed(text: str, rng: random.Random) -> str:
    """Return one way somebody might type the text; often without marks, sometimes untouched."""
    kind = rng.random()
    words = text.split()
    if kind < 0.45:
        words = [fold(w) for w in words]
    elif kind < 0.85:
        words = _shorten(words, rng, 0.5)
        words = [_slip(w, rng) if rng.random() < 0.12 else w for w in words]
        if rng.random() < 0.3:
            words = [fold(w) if rng.random() < 0.5 else w for w in words]
    elif kind < 0.95 and len(words) > 5:
        words = [w for w in words if rng.random() > 0.12] or words
    joined = " ".join(words)
    if rng.random() < 0.5:
        joined = joined.rstrip("?.!").lower()
    return joined


def _shorten(words: list[str], rng: random.Random, share: float) -> list[str]:
    shortened: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            meaning = " ".join(words[at : at + length]).lower().strip("?.,!")
            if meaning in _SHORT and rng.random() < share:
                shortened.append(rng.choice(_SHORT[meaning]))
                at += length
                break
        else:
            shortened.append(words[at])
            at += 1
    return shortened


def _slip(word: str, rng: random.Random) -> str:
    if len(word) < 3 or not word.isalpha():
        return word
    at = rng.randrange(len(word))
    kind = rng.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.5 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.7:
        if word.endswith("nh"):
            return word[:-2] + "h"
        if word.endswith("ng"):
            return word[:-2] + "g"
        return fold(word)
    near = _NEAR.get(fold(word[at]))
    return word[:at] + rng.choice(near) + word[at + 1 :] if near else word
