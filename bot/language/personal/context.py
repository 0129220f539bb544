"""Which word before or after a number says what the number is."""

from __future__ import annotations

import re
from bisect import bisect_right

_BANKS = (
    "vietcombank|vcb|mb ?bank|mb|techcombank|tcb|acb|bidv|agribank|agri|agb|vietinbank|ctg|vpbank|tpbank|"
    "sacombank|stb|msb|shb|vib|hdbank|ocb|scb|eximbank|lpbank|lienvietpostbank|seabank|abbank|"
    "pvcombank|namabank|bacabank|timo|cake|kienlongbank"
)
_WORDS = {
    "ID": r"c?cccd|can cuoc(?: cong dan)?|ccuoc|cc|(?:so |ma )?dinh danh(?: ca nhan)?|ddcn|id(?: card)?(?: number)?",
    "CMND": r"cmnd|cmtnd|cmt|so cm|(?:giay )?chung minh(?: thu| nhan dan| nd)*",
    "SOCIAL": r"bhxh|bhyt|bao hiem(?: xa hoi| y te)?|mst|ma so thue|gplx|bang lai|blx|giay phep lai xe",
    "PHONE": (
        r"so dt|dt|s?dthoai|dien thoai|sdt|phone(?: number)?|fone|zalo|viber|whatsapp|sim|so may|"
        r"goi|alo|lh|lien he|lien lac|call|mobile|tel|nhan tin|nt|ib|may ban"
    ),
    "CARD": (
        r"the (?:atm|visa|master(?:card)?|napas|ngan hang|ghi no|tin dung|jcb|amex|noi dia|thanh toan|debit|credit)"
        rf"|the (?:{_BANKS})|so the|visa|mastercard|napas|jcb|amex|atm|(?:credit|debit) card"
    ),
    "ACCOUNT": (
        rf"(?:stk|so tk|so tai khoan|tktt|bank account|account number|(?:tk|tai khoan) (?:ngan hang|nhan tien|{_BANKS}))"
        rf"(?: (?:ngan hang|nhan tien|{_BANKS}))*"
    ),
    # A login of VNeID is an identity or a phone number, whose form tells it.
    "LOGIN": r"tk|tai khoan|account",
    "TRANSFER": r"chuyen khoan(?: vao| cho| den)?|ck|chuyen (?:tien )?(?:vao|qua|den|cho)|tien (?:vao|ve)",
    "BANK": rf"(?:ngan hang )?(?:{_BANKS})|ngan hang",
    "PASSPORT": r"ho chieu|pass?port|hc|pp",
    "OTP": (
        r"(?:ma )?otp(?: code)?|o\.t\.p|ma opt|opt|(?:ma )?(?:xac thuc|xac minh)(?: giao dich)?|ma xac nhan|ma (?:kich hoat|bao mat|dang nhap)|"
        r"ma [468] (?:chu )?so|(?:ma )?pin|pass ?code|mxt|ma xn|code|ma gui ve|ma no gui|ma ho gui"
    ),
    "CODE": r"ma(?: nay| moi| do| day| khoa| mo khoa)?",
    "FILE": (
        r"ma (?:so )?ho so|ho so|ma giao dich|giao dich|van don|bien lai|bien nhan|ma don(?: hang)?|don hang|"
        r"ma thu tuc|thu tuc|ma loi|loi|imei|seri|serial|so khung|ma phan anh|phan anh|cong van|"
        r"ma buu (?:chinh|dien)|ma vung|ma tinh|ma nuoc|phien ban|ma qr|qr|ma so|ma vach|ma the|ma don vi"
    ),
    "HOTLINE": r"hotline|hot line|tong dai|duong day nong|truc ban|cskh",
    "AMOUNT": r"phi|gia|so tien|tien|nop|phat|thu nhap|luong|chuyen|nap|tru|thue|mat|het",
}
_KEY = re.compile(
    "(?<![a-z0-9])(?:" + "|".join(f"(?P<{k}>{w})" for k, w in _WORDS.items()) + ")(?![a-z])"
)
_NEAR = 45  # characters, and none of them a new paragraph
_LINKING = re.compile(
    r"(?:[\s:=,.;\"'()#*-]|(?:la|l|is|cua|so|ma|ne|nay|do|day|nha|nhe|toi|tui|t|em|e|minh|mik|mk|"
    r"con|me|bo|ba|anh|chi|bac|chau|chong|vo|vneid|nhan|dc|duoc|vua|moi|ve|roi|den|gui|cu|dung|chinh|chu|ban|may|ong|the|atm|vi|de)(?![a-z0-9]))*"
)


class Context:
    """The telling words of one message."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._keys = [(m.start(), m.end(), m.lastgroup) for m in _KEY.finditer(text)]
        self._starts = [start for start, _, _ in self._keys]
        self._known: dict[tuple[int, tuple[str, ...]], tuple[str | None, int]] = {}
        self._ends = {end for _, end, _ in self._keys}

    @property
    def has_words(self) -> bool:
        return bool(self._keys)

    def touches(self, at: int) -> bool:
        """Tell whether a telling word ends where a number begins: "cccd0123"."""
        return at in self._ends

    def before(self, at: int, *skip: str) -> str | None:
        """Return the sort of the nearest telling word before a number."""
        return self._before(at, skip)[0]

    def is_linked(self, at: int, sort: str) -> bool:
        """Tell whether only small words stand between a word of the sort and the number."""
        found, end = self._before(at, ())
        return found == sort and _LINKING.fullmatch(self._text, end, at) is not None

    def after(self, at: int, *sorts: str) -> bool:
        """Tell whether a word of these sorts follows a number, small words between."""
        gap = _LINKING.match(self._text, at)
        index = bisect_right(self._starts, at - 1)
        while index < len(self._keys) and self._keys[index][0] <= gap.end() + 3:
            start, _, sort = self._keys[index]
            if sort in sorts and _LINKING.fullmatch(self._text, at, start):
                return True
            index += 1
        return False

    def _before(self, at: int, skip: tuple[str, ...]) -> tuple[str | None, int]:
        found = self._known.get((at, skip))
        if found is None:
            found = self._known[at, skip] = self._look_before(at, skip)
        return found

    def _look_before(self, at: int, skip: tuple[str, ...]) -> tuple[str | None, int]:
        for index in range(bisect_right(self._starts, at - 1) - 1, -1, -1):
            _, end, sort = self._keys[index]
            if end > at:
                continue
            if at - end > _NEAR or "\n\n" in self._text[end:at]:
                break
            if sort not in skip:
                return sort, end
        return None, 0
