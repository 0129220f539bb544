"""Codes of letters and digits: licence plates, passports, insurance cards, a card's CVV."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.personal.context import Context
from bot.language.personal.money import is_money
from bot.language.personal.reading import Reading, Span

_INSURANCE_CARD = re.compile(
    r"(?<![a-z0-9])[a-z]{2}(?P<gap>[ .-]?)[0-9][ .-]?[0-9]{2}[ .-]?[0-9]{10}(?![0-9])"
)
_PASSPORT = re.compile(
    r"(?<![a-z0-9.\-/])([a-z]{1,2})([ -]?)([0-9]{6,8})(?![a-z0-9]|[.\-/][a-z0-9])"
)
_PLATE = re.compile(
    r"(?<![a-z0-9./-])[1-9][0-9](?P<a>[ .-]?)"
    r"(?P<series>[a-hk-np-z][a-hk-np-z]?|[a-hk-np-z][0-9])(?P<b>[ .-]?)"
    r"(?P<number>[0-9]{3}[ .]?[0-9]{2}|[0-9]{4})(?![0-9a-z]|[.,/-][0-9])"
)
_DIPLOMATIC = re.compile(r"(?<![a-z0-9])[0-9]{2}-?[0-9]{3}-?(?:ng|nn|qt|cv)-?[0-9]{2}(?![a-z0-9])")
_VEHICLE = re.compile(
    r"(?<![a-z0-9])(?:bi[ae]n|bks|bs|bsx|xe|o ?to|mo ?to|phat nguoi|sang ten|ca vet|so khung)"
    r"(?![a-z0-9])"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SECURITY_CODE = re.compile(r"(?<![a-z0-9])(?:cvv|cvc)2?[ :=]*(?:la )?([0-9]{3,4})(?![0-9])")


def codes(reading: Reading, context: Context) -> Iterator[Span]:
    text = reading.text
    for found in _DIPLOMATIC.finditer(text):
        yield reading.span(*found.span(), "BIỂN SỐ")
    for found in _PLATE.finditer(text):
        if _is_plate(text, found):
            yield reading.span(*found.span(), "BIỂN SỐ")
    for found in _INSURANCE_CARD.finditer(text):
        if not found["gap"] or context.before(found.start()) == "SOCIAL":
            yield reading.span(*found.span(), "CCCD")
    for found in _SECURITY_CODE.finditer(text):
        yield reading.span(*found.span(1), "THẺ")
    for found in _PASSPORT.finditer(text):
        if _is_passport(context, found) and not is_money(reading, found.end()):
            yield reading.span(*found.span(), "HỘ CHIẾU")


def _is_plate(text: str, found: re.Match[str]) -> bool:
    """Tell a plate from "50k 2025" and "15h 1234": by dot or dash, else by the words around."""
    has_five = sum(c.isdigit() for c in found["number"]) == 5
    is_pointed = "." in found["number"] or found["b"] == "-"
    is_tight = found["a"] != " " and (found["b"] == "" or len(found["series"]) == 2)
    if has_five and (is_pointed or is_tight):
        return True
    around = text[max(0, found.start() - 40) : found.end() + 25]
    may_be_year = found["b"] == " " and _YEAR.fullmatch(found["number"])
    return not may_be_year and _VEHICLE.search(around) is not None


def _is_passport(context: Context, found: re.Match[str]) -> bool:
    letters, gap, digits = found.groups()
    near = context.before(found.start())
    return near == "PASSPORT" or (
        len(letters) == 1 and not gap and len(digits) > 6 and near != "FILE"
    )
