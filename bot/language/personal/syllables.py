"""The shape of a Vietnamese syllable."""

from __future__ import annotations

import re

_SYLLABLE = re.compile(
    r"(?:ngh?|[ckgpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Tell whether a folded word could be one: "nghieng" yes, "hoahong" no."""
    return _SYLLABLE.fullmatch(word) is not None
