"""What kind of personal data a number is: by its form, else by the words around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.language.personal.context import Context
from bot.language.personal.forms import MAX_DIGITS, is_card, is_identity, is_phone
from bot.language.personal.money import THOUSANDS, is_money
from bot.language.personal.reading import Reading

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SAID = re.compile(r"(?:\bla|[:=]) ?$")
_ALONE = re.compile(r"\W*[0-9](?:[ .-]?[0-9]){5}(?: (?:ne|nhe|nha|a|do|day|ad|ban))*\W*")
_REFUSED = re.compile(  # "nhập 123456 báo sai mã otp"
    r" (?:ma )?(?:thi |no |van |cu |toan )?(?:bao |noi |keu )?(?:sai|khong dung|ko dung|k dung|loi|het han)"
    r"(?: ma)? (?:otp|xac thuc|xac nhan)\b"
)
_OWNED = re.compile(r" cua (?:toi|tui|em|e|minh|con|me|bo|ba|vo|chong)\b")
_FOURS = re.compile(r"[0-9]{4}(?:[^0-9][0-9]{4}){3}")
_IDENTITY = ("ID", "CMND", "SOCIAL")


class Number(NamedTuple):
    """Digits that may be one number, at text[start:end]."""

    start: int
    end: int
    digits: str
    groups: int  # of digits in a row: 2 in "0912 345678"
    is_in_code: bool = False  # part of H26.12-250801-0023


def kind_by_form(reading: Reading, number: Number) -> str | None:
    """Return the kind of a number that nothing else looks like."""
    text, digits = reading.text, number.digits
    if not 9 < len(digits) <= MAX_DIGITS or _is_no_number(reading, number):
        return None
    if "(84)" in text[number.start : number.end]:
        digits = digits.replace("84", "", 1)  # 0(84)912345678
    is_foreign = _has_plus(text, number.start) and len(digits) < 15 and digits[0] != "0"
    if is_foreign or is_phone(digits):
        return "SĐT"
    if is_identity(digits):
        return "CCCD"
    return "THẺ" if is_card(digits) else None


def kind_of(reading: Reading, context: Context, number: Number) -> str | None:
    """Return the kind of a number, None when it is no personal one."""
    if not 4 <= len(number.digits) <= MAX_DIGITS or _is_no_number(reading, number):
        return None
    near = context.before(number.start, "AMOUNT") if len(number.digits) > 8 else None
    near = near or context.before(number.start)
    is_linked = near is not None and context.is_linked(number.start, near)
    if near == "BANK":  # "số tài khoản của tôi ở Sacombank là"
        further = context.before(number.start, "AMOUNT", "BANK")
        near = "ACCOUNT" if further in ("ACCOUNT", "TRANSFER") else near
    by_form = kind_by_form(reading, number)
    if by_form == "SĐT" and near == "HOTLINE" and not _OWNED.match(reading.text, number.end):
        return None
    if by_form and not (near in ("ACCOUNT", "CARD") and is_linked):
        return by_form
    return _kind_by_words(reading.text, context, number, near, is_linked) or by_form


def _kind_by_words(
    text: str, context: Context, number: Number, near: str | None, is_linked: bool
) -> str | None:
    count = len(number.digits)
    if count <= 8 and _is_one_time(text, context, number):
        return "OTP"
    if count < 9 and _touches_letter(text, context, number):
        return None
    if near == "ACCOUNT" and count >= (6 if is_linked else 8):
        return "TÀI KHOẢN"
    if near == "CARD" and count >= 12:
        return "THẺ"
    if near == "PASSPORT" and count in (8, 9) and number.groups == 1:
        return "HỘ CHIẾU"
    if count == 9 and (near in ("CMND", "ID") or context.after(number.end, "CMND")):
        return "CMND"
    if near == "PHONE" and 9 <= count <= 11:
        return "SĐT" if count > 9 or number.digits[0] in "35789" else None
    if near in _IDENTITY and 10 <= count <= 13:
        return "CCCD"
    if near == "FILE":
        return None
    if count >= 6 and context.after(number.end, "ACCOUNT"):
        return "TÀI KHOẢN"
    if count >= 9 and (near in ("BANK", "LOGIN", "TRANSFER") or context.after(number.end, "BANK")):
        return "TÀI KHOẢN"
    if count == 12 and number.groups == 1:
        return "CCCD"  # mistyped, or of a driving licence
    is_shaped = number.digits.startswith("9704") or _FOURS.fullmatch(text, number.start, number.end)
    return "THẺ" if count in (16, 19) and is_shaped else None


def _is_one_time(text: str, context: Context, number: Number) -> bool:
    """Tell whether 4 to 8 digits are a code sent for one use, or a passcode."""
    start, end = number.start, number.end
    if text[end : end + 1] in ("/", "%") or text[:start].endswith("/"):
        return False  # a date, a law
    if len(number.digits) == 6:
        return (
            context.before(start, "PHONE", "BANK", "LOGIN") == "OTP"
            or context.is_linked(start, "CODE")
            or context.after(end, "OTP")
            or _REFUSED.match(text, end) is not None
            or _ALONE.fullmatch(text) is not None
        )
    if _touches_letter(text, context, number) or not context.is_linked(start, "OTP"):
        return False
    if number.groups > 1 and THOUSANDS.fullmatch(text, start, end):
        return False
    return (
        not _YEAR.fullmatch(number.digits)
        or _SAID.search(text, max(0, start - 4), start) is not None
    )


def _is_no_number(reading: Reading, number: Number) -> bool:
    """Tell whether several groups are a code, or the digits a sum of money."""
    if number.groups > 1 and number.is_in_code:
        return True
    may_be_money = number.digits[0] != "0" and len(number.digits) < 14
    return may_be_money and is_money(reading, number.end)


def _has_plus(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "+"


def _touches_letter(text: str, context: Context, number: Number) -> bool:
    """Tell whether a letter touches the digits; a telling word may ("cccd0123")."""
    if text[number.end : number.end + 1].isalpha():
        return True
    is_after_letter = number.start > 0 and text[number.start - 1].isalpha()
    return is_after_letter and not context.touches(number.start)
