"""What a stranger typed -> text that is safe to hand to Rasa as text.

Rasa reads a message that begins with "/" as an intent with entities, so a
citizen could wipe the conversation (/restart) or set a slot. The slash goes
last: dropping an invisible character in front of it would bring it back.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 1000  # 10,000 block Rasa's event loop for over a second

# Letters and marks that print nothing; the rest is told by its category.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd")
_BLANK |= {chr(c) for c in range(0xFE00, 0xFE10)} | {chr(c) for c in range(0xE0100, 0xE01F0)}
_SLASHES = "/\uff0f\u2044\u2215\u2571\u27cb\u29f8\u29f6\u2afb\u2afd\u1735\u2f03\u3033\U0001d23a"
_EXTERNAL = re.compile(r"external\s*:", re.IGNORECASE)


def drop_invisible(text: str) -> str:
    """Return NFC text without zero-width, bidi, control and broken characters.

    Line breaks stay, other white space becomes one space.
    """
    text = unicodedata.normalize("NFC", text)
    text = "".join(_visible(character) for character in text)
    text = re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFC", text))
    return re.sub(r" ?\n ?", "\n", text).strip()


def clean(text: str) -> str:
    """Return one line of at most MAX_CHARACTERS that Rasa reads as plain text.

    `clean(clean(x)) == clean(x)`, and the result never begins with a slash.
    """
    text = " ".join(drop_invisible(text).split())
    while (shorter := _without_prefix(text)) != text:
        text = shorter
    return text[:MAX_CHARACTERS].rstrip()


def has_words(text: str) -> bool:
    """Tell whether a letter or digit is left; without one Rasa guesses with confidence."""
    return any(character.isalnum() for character in text)


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\r\t" or category in ("Zl", "Zp"):
        return " " if character == "\t" else "\n"
    if character in _BLANK or category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    return character


def _without_prefix(text: str) -> str:
    start = 0
    while start < len(text) and (
        text[start] in _SLASHES or text[start].isspace() or unicodedata.combining(text[start])
    ):
        start += 1
    return (
        _EXTERNAL.sub("", text[start:], count=1) if _EXTERNAL.match(text, start) else text[start:]
    )
