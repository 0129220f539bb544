"""E-mail addresses, also as people spell them: a còng, chấm, (at)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.personal.reading import Reading, Span
from bot.language.personal.syllables import is_syllable

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{0,64}\w\+?@ ?[\w-]+(?:\.[a-z0-9-]+)+"
    r"|(?<![\w.+-])[\w.+-]{0,64}\w(?: @ ?|@|\(at\)|\[at\]|\(a cong\)| a cong | at )"
    r"(?:gmail|yahoo|hotmail|outlook|icloud|proton|[\w-]+(?=(?: ?\.| cham| dot) ?(?:com|net|vn|org)\b))"
    r"(?:(?: ?\. ?|,(?=com|vn)| cham | dot )(?:com|net|vn|org|me)\b)*"
)
# An office's own mailbox is no personal data.
_OFFICIAL = re.compile(
    r"(?:hotro|support|info|lienhe|contact|cskh|bandoc|phananh|tuvan|vanthu)[\w.-]*@[\w.-]+\.gov\.vn"
)
_SIGNS = ("@", "(at)", "[at]", "a cong", " at ")


def emails(reading: Reading) -> Iterator[Span]:
    text = reading.text
    if not any(sign in text for sign in _SIGNS):
        return
    for found in EMAIL.finditer(text):
        if _is_email(found) and text[found.start() - 1 : found.start()] not in ("@", "/"):
            yield reading.span(*found.span(), "EMAIL")


def _is_email(found: re.Match[str]) -> bool:
    """Tell an address from "đuôi @gmail.com" and from an office's own mailbox."""
    typed = found.group()
    local = re.split(r"[ @(\[]", typed, maxsplit=1)[0]
    if typed[len(local)] == " " and is_syllable(local):
        return False
    if " at " in typed and " dot " not in typed:
        return False
    return _OFFICIAL.fullmatch(typed) is None
