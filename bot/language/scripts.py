"""Which script a message is written in."""

from __future__ import annotations

import unicodedata


def is_foreign_script(text: str) -> bool:
    """Whether most letters are not Latin ones: Chinese, Korean, Khmer, Russian and the like."""
    letters = [c for c in text if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN")) for c in letters)
    return len(letters) >= 2 and latin < len(letters) / 2
