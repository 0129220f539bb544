"""Passwords in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.personal.emails import EMAIL
from bot.language.personal.reading import HIDDEN, Reading, Span
from bot.language.personal.syllables import is_syllable

_KEY = re.compile(
    r"(?<![a-z0-9])(?:mat ?kha?u|mat khua|m\.? ?khau|mkh?|pass ?word|pass ?code|passwd|pass?|pwd?)(?![a-z0-9@#$!_])"
)
_PERSON = "toi|tui|em|e|minh|mih|mik|t|tao|con|chau|me|bo|ba|vo|chong|anh|chi|bac|chu|co|ong|ban"
_FILLER = re.compile(
    rf" *(?:/ ?)?(?:(?:{_PERSON}|vneid|app|cua|dang nhap|tai khoan|tk|mk|cu|moi|hien tai|tam thoi|tam|doi|dat|"
    r"dung|xai|nay|do|day|ne|nha|nhe|wifi|e?mail|gmail|zalo|fb|facebook|dvcq?g?|dich vu cong|se|thi|"
    rf"la so|vua|chinh|cap 2|roi|chi|nho|hay|van|thuong|thanh|sang)(?=[\s,:=/>-]|\Z)|\d{{9,12}}(?!\w)|{HIDDEN})"
)
_MAX_FILLERS = 8
_LINK = re.compile(r" *(?:(?:la|l|is)(?![a-z0-9]) *[:=]?|:=?|=|-+>) *")
_VALUE = re.compile(r" *[\"'(\[]?(\S{4,64})")
_TRAILING = ".,;:?)]\"'…"
_LOGIN = re.compile(r"\d{9,12}[/|,;]+(?=\S{4})")  # "tk/mk: 0912345678/Abc@123"
_COUNTED = re.compile(
    r" *(?:so|ky tu|ki tu|chu|lan|ngay|phut|gio|giay|nam|tuoi|dong|vnd|k|tr|lop)\b"
)
_NO_SECRET = re.compile(
    r"[\d.,]+(?:k|tr|trieu|ty|d|dong|vnd|gb|mb|g|h|p|s|lan|so|ngay|phut|nam|tuoi|%)?|\d+tr\d+|"
    r"[a-z]{1,2}\d{1,2}|(?:muc|cap|loai|lop|buoc|vneid|cach|bai|dieu|iphone|ios|android)[-.\d]*|"
    r"\d+[-/.:h]\d+(?:[-/.:]\w+)*|https?:.*|www.*|[\w.-]+\.(?:vn|com|net)(?:/.*)?|\d+/.*|2fa|\W+"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT = re.compile(r"[0-9]")
_ENGLISH = frozenset(
    """incorrect invalid required expired wrong correct changed forgotten forget forgot locked
    blocked needed strong default security android samsung iphone facebook google vneid
    password passcode username number please working""".split()
)
_STANDALONE = re.compile(
    r"(?<![\w@#$!/.&=?-])(?=[\w@#$!%&*]{6,40}(?![\w@]))(?=[^\s\d]*\d)(?=[^\sa-z]*[a-z])\w+[@#$!][\w@#$!%&*]*\w!?"
)
_AFTER_EMAIL = re.compile(r"(?: *(?P<sign>[/|,;:-]) *| +)(\S{6,40})(?!\S)")
_CHANGED = re.compile(r"[, ]*(?:doi )?(?:thanh|sang|moi|cu)(?: la)? *:? *(\S{4,40})")
# "mật khẩu tôi ghi ở giấy là Tr4nT4m": within five words, and sure to be no code or plate.
_FAR = re.compile(r"(?: *:)?(?: [a-z]+){1,5}:? [\"'(]?(\S{6,40})")
_CODE_OR_PLATE = re.compile(
    r"[0-9]{2}-?[a-z][a-z0-9]?-?[0-9.]{4,6}|[a-z]{1,2}[0-9]{7,8}|[a-z]{2}[0-9]{13}|"
    r"(?:vneid|iphone|ios|android|ip|win|windows|samsung|galaxy|oppo|covid|tk|ct|qd|nd)[0-9.]+.*|.*[/:].*|\d+[a-z]+"
)
_BEFORE = re.compile(r"(?<!\S)(\S{6,40}) (?:do )?la (?:mk|mat khau|pass(?:word)?)(?!\w)")
_NUMBER = re.compile(r"[0-9]{4,12}")


def passwords(reading: Reading) -> Iterator[Span]:
    text = reading.text
    for key in _KEY.finditer(text):
        secret = _after_key(reading, key)
        if secret is not None:
            yield reading.span(*secret, "MẬT KHẨU")
            if changed := _CHANGED.match(text, secret[1]):
                yield from _password(reading, *changed.span(1))
        elif (far := _FAR.match(text, key.end())) and not _CODE_OR_PLATE.fullmatch(far.group(1)):
            yield from _password(reading, *far.span(1))
    for found in _BEFORE.finditer(text):
        if _NUMBER.fullmatch(found.group(1)):
            yield reading.span(*found.span(1), "MẬT KHẨU")
        yield from _password(reading, *found.span(1))
    for email in EMAIL.finditer(text):
        found = _AFTER_EMAIL.match(text, email.end())
        if found is None or EMAIL.match(text, found.start(2)):
            continue
        if found["sign"] in ("/", "|", ":") and _NUMBER.fullmatch(found[2]):
            yield reading.span(*found.span(2), "MẬT KHẨU")
        yield from _password(reading, *found.span(2))
    if any(sign in text for sign in "@#$!"):
        for found in _STANDALONE.finditer(text):
            yield reading.span(*found.span(), "MẬT KHẨU")


def _after_key(reading: Reading, key: re.Match[str]) -> tuple[int, int] | None:
    """Return where the password stands that a word like "mật khẩu" introduces."""
    text = reading.text
    at, is_linked = key.end(), False
    for _ in range(_MAX_FILLERS):
        found = _FILLER.match(text, at)
        if found is None:
            break
        at = found.end()
    if found := _LINK.match(text, at):
        at, is_linked = found.end(), True
    found = _VALUE.match(text, at)
    if found is None:
        return None
    start, end = found.span(1)
    if login := _LOGIN.match(text, start, end):
        start = login.end()
    end = start + len(text[start:end].rstrip(_TRAILING))
    value = text[start:end]
    if HIDDEN in value:
        return None
    if value.isdigit():
        is_secret = (
            "code" not in key.group()  # a passcode of digits is told by its context
            and 4 <= len(value) <= 20
            and (is_linked or len(value) < 9 and not _YEAR.fullmatch(value))
            and not _COUNTED.match(text, end)
        )
    else:
        # "mk" is also "mình": "mk là sinhvien" needs more than "là".
        is_marked = is_linked and (key.group() != "mk" or text[at - 4 : at].rstrip()[-1] in ":=>")
        is_secret = _is_secret(value, reading.typed(start, end), is_marked)
    return (start, end) if is_secret else None


def _password(reading: Reading, start: int, end: int) -> Iterator[Span]:
    """Yield the word at a place if it has letters and digits enough to be a password."""
    value = reading.text[start:end]
    start += len(value) - len(value.lstrip("\"'("))
    end -= len(value) - len(value.rstrip(_TRAILING))
    value = reading.text[start:end]
    if HIDDEN not in value and _DIGIT.search(value) and _is_secret(value, value, False):
        yield reading.span(start, end, "MẬT KHẨU")


def _is_secret(value: str, typed: str, is_marked: bool) -> bool:
    """Tell whether a word after "mật khẩu" is one; `is_marked`: "là" or ":" stands before."""
    if len(value) < 4 or _NO_SECRET.fullmatch(value):
        return False
    if re.search(r"[a-z]", value) is None:
        return False
    if re.search(r"\d", value):
        return True
    if re.search(r"\w[@#$%^&*!]\w", value):
        return True
    if is_marked and re.search(r"[a-z][A-Z]", typed):
        return True
    return (
        is_marked
        and len(value) >= 6
        and typed.isascii()
        and value.isalpha()
        and value not in _ENGLISH
        and not is_syllable(value)
    )
