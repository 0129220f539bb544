"""Sums of money, which no rule may take for a person's number."""

from __future__ import annotations

import re

from bot.language.personal.reading import Reading

_UNIT = re.compile(
    r"(?:(?:d|k|tr)| ?(?:dong|vnd|trieu|ty|nghin|ngan(?! hang)|usd|do la|%))(?![a-z])"
)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([ .,])[0-9]{3})(?:\1[0-9]{3})*")


def is_money(reading: Reading, at: int) -> bool:
    """Tell whether a unit of money follows: "200k", "5 triệu"; "đóng" is a verb."""
    found = _UNIT.match(reading.text, at)
    return found is not None and not reading.typed(*found.span()).endswith("óng")
