"""Tells whether a message is written in English."""

from __future__ import annotations

import re

# Words of questions that are no Vietnamese syllables typed without marks.
_ENGLISH = frozenset(
    "how do a vneid id what where when which who why is are am was were does did can could should would will "
    "the my your our their his her this that with without from into about and or not if have has "
    "need get make apply register account card fee much many long take does it i you we they to "
    "for of on in at by an be please help want use using change lost forgot password phone number "
    "driver license licence passport health insurance residence temporary foreigner foreigners "
    "child children birth certificate criminal record vehicle registration hello hi thanks thank".split()
)


def is_english(text: str) -> bool:
    """Return True when most words are common English and none has a Vietnamese mark."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < 3 or any(not word.isascii() for word in words):
        return False
    return sum(word in _ENGLISH for word in words) >= 0.6 * len(words)
