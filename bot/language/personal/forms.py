"""Numbers that tell by their form alone what they are."""

from __future__ import annotations

MAX_DIGITS = 19  # of a bank card
_CARD_STARTS = ("34", "35", "37", "4", "5", "6", "22", "23", "24", "25", "26", "27", "9704")


def is_identity(digits: str) -> bool:
    """Tell whether 12 digits begin with a province of the identity number, 001 to 096."""
    return len(digits) == 12 and digits[0] == "0" and 1 <= int(digits[:3]) <= 96


def is_phone(digits: str) -> bool:
    """Tell whether digits are a Vietnamese phone number; 11 digits: as before 2018."""
    for prefix in ("0084", "840", "84", "0"):
        if digits.startswith(prefix):
            rest = digits[len(prefix) :]
            is_mobile = len(rest) == 9 and rest[0] in "35789"
            return (
                is_mobile
                or len(rest) == 10
                and (rest[0] == "2" or rest[0] == "1" and rest[1] in "2689")
            )
    return False


def is_card(digits: str) -> bool:
    """Tell whether issuer and check digit (Luhn, ISO/IEC 7812-1) are a bank card's."""
    if len(digits) not in (15, 16, 19) or not digits.startswith(_CARD_STARTS):
        return False
    if (len(digits) == 15) != digits.startswith(("34", "37")):
        return False
    if len(digits) == 19 and not digits.startswith(("9704", "62")):
        return False
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(map(int, digits[::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0
