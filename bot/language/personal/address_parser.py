"""Reads an address from a place in a text on, unit by unit, until the sentence goes on."""

from __future__ import annotations

import re

from bot.language.personal import address_words as words
from bot.language.personal.name_words import is_surname
from bot.language.personal.reading import Reading, Span
from bot.language.provinces import province

_UNIT = re.compile(
    rf"(?:(?P<house>{words.HOUSE})|(?P<lane>{words.LANE})|(?P<hamlet>{words.HAMLET})|"
    rf"(?P<street>{words.STREET})|(?P<area>{words.AREA}))(?![a-z])\.?"
)
_NUMBER = re.compile(r"k?[0-9]+[a-z]?(?:[/-][0-9]+[a-z]?)*(?![a-z0-9])")
_CODE = re.compile(
    r"[a-z]{1,3}[0-9][a-z0-9.]*(?<!\.)|[0-9]+[a-z]?(?:[./-][0-9]+[a-z]?)*(?![a-z0-9])"
)
_NO_DATE = re.compile(
    r"(?:[4-9][0-9]|3[2-9]|[0-9]{3,})[a-z]?/[0-9]+[a-z]?|[0-9]+/(?:1[3-9]|[2-9][0-9]|[0-9]{3,})[a-z]?"
)
_DAY = re.compile(r"[0-9]{1,2} thang [0-9]{1,2}(?![0-9])")  # a street: đường 3 tháng 2
_BEFORE_VALUE = re.compile(r" *(?:so (?=[0-9]))?")
_LOCAL = re.compile(r",? *(?:xa|thi tran|huyen|phuong|phong|toa|can)\b")
_SPACE = re.compile(r",? +")
_WITHIN = re.compile(r" (?:xa|huyen|phuong|thi tran) [a-z]")  # "thôn 3 xã Hòa Bình"
_NEXT_WORD = re.compile(r" ([a-z']+)")
_GAP = re.compile(r",? *- *|, *| +|\. ?")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_MAX_UNITS = 12
_MAX_WORDS = 5  # of a name: Nguyễn Thị Minh Khai


class AddressParser:
    """Reads "số 12", "ngõ 5", "đường Láng", "Ba Đình" in a row."""

    def __init__(self, reading: Reading, at: int) -> None:
        self._reading = reading
        self._text = reading.text
        self._first = self._at = at
        self._is_marked = not reading.typed(at, min(at + 40, len(reading.text))).isascii()
        self._is_home = False  # a house, lane or hamlet was named
        self._rooms = 0  # "phòng 302" alone is no address

    def parse(self) -> Span | None:
        """Return the address, None when nothing in it is finer than a street."""
        if not (self._unit() or self._house_number()):
            return None
        for _ in range(_MAX_UNITS):
            at = self._at
            gap = _GAP.match(self._text, at)
            if gap is None:
                break
            self._at = gap.end()
            if not (self._unit() or self._place(is_apart=gap.group().strip() in (",", "-", ", -"))):
                self._at = at
                break
        if not self._is_home:
            return None
        return self._reading.span(self._first, self._at, "ĐỊA CHỈ")

    def _unit(self) -> bool:
        """Read "ngõ 5", "phường Láng Hạ", "KP4"."""
        unit = self._unit_at(self._at)
        if unit is None or self._at > 0 and self._text[self._at - 1].isalnum():
            return False
        value = _BEFORE_VALUE.match(self._text, unit.end()).end()
        if unit.lastgroup == "street" and (day := _DAY.match(self._text, value)):
            self._at = day.end()
            return True
        code = _CODE.match(self._text, value)
        if code:
            is_within = unit.lastgroup in ("house", "lane", "hamlet") and _WITHIN.match(
                self._text, code.end()
            )
            is_count = not is_within and self._counts(code.end())
            return not is_count and self._numbered(unit, code)
        return self._named(unit, value)

    def _numbered(self, unit: re.Match[str], code: re.Match[str]) -> bool:
        """Take a unit and its number: "số 12", "quận 5", "tòa S2.01 Vinhomes"."""
        sort, name = unit.lastgroup, unit.group().rstrip(".")
        if name == "d":  # "đ 5": đồng
            return False
        self._at = code.end()
        if sort in ("house", "lane", "hamlet"):
            self._rooms += name in words.ROOMS
            self._is_home |= name not in words.ROOMS or self._rooms > 1
        if sort in ("house", "lane") or name in ("khu", "chung cu", "cc"):
            self._at = self._street_after(code.end())
        return True

    def _named(self, unit: re.Match[str], value: int) -> bool:
        """Take a unit and its name: "phường Láng Hạ", "thôn Đông"."""
        sort = unit.lastgroup
        if sort in ("house", "lane") or len(unit.group().rstrip(".")) < 2:
            return False
        if sort == "hamlet" and self._is_unit(value):  # "ký túc xá khu B"
            self._at = unit.end()
            return True
        end = self._name(value, usual=3 if sort == "street" else 2)
        if end is None:
            return False
        self._at = end
        if sort == "hamlet":
            self._is_home |= self._rooms > 0 or _LOCAL.match(self._text, end) is not None
        return True

    def _house_number(self) -> bool:
        """Read "12 Lê Lợi", "123/4 Nguyễn Trãi", "12 ngõ 34"."""
        found = _NUMBER.match(self._text, self._at)
        if found is None or self._counts(found.end()):
            return False
        end = self._street_after(found.end())
        if end == found.end() and _NO_DATE.fullmatch(found.group()):
            gap = _SPACE.match(self._text, end)
            unit = gap and self._unit_at(gap.end())
            if gap and (unit is None or unit.lastgroup == "hamlet"):
                end = self._name(gap.end(), usual=3) or end
        if end == found.end():
            gap = _GAP.match(self._text, end)
            unit = gap and self._unit_at(gap.end())
            if not unit or unit.lastgroup not in ("lane", "street"):
                return False
        self._at, self._is_home = end, True
        return True

    def _street_after(self, at: int) -> int:
        """Return the end of a street's name that follows a house number, or `at`."""
        gap = _SPACE.match(self._text, at)
        word = gap and _WORD.match(self._text, gap.end())
        if not word:
            return at
        is_capital = self._reading.is_capital(word.start())
        if not is_capital and self._unit_at(word.start()):
            return at
        if is_capital or is_surname(self._lower(word), surely=True):  # most streets are persons
            return self._name(word.start(), usual=3) or at
        return at

    def _place(self, *, is_apart: bool) -> bool:
        """Read a name without its unit: "Ba Đình", after a comma "ha noi"."""
        if self._reading.is_capital(self._at):
            end = self._name(self._at, usual=3)
        else:
            end = self._known_place() if is_apart else None
        if end is None:
            return False
        self._at = end
        return True

    def _known_place(self) -> int | None:
        """Return the end of a province, or of one to three words up to the next comma."""
        found: list[re.Match[str]] = []
        at = self._at
        while len(found) < 4 and (word := _WORD.match(self._text, at)):
            found.append(word)
            if self._text[word.end() : word.end() + 1] != " ":
                break
            at = word.end() + 1
        for word in reversed(found):
            if province(self._text[self._at : word.end()]):
                return word.end()
        if not 0 < len(found) < 4 or any(self._is_stop(word) for word in found):
            return None
        end = found[-1].end()
        return end if self._text[end : end + 1] in ("", ",", ".", "\n") else None

    def _name(self, at: int, usual: int) -> int | None:
        """Return the end of a name: capitals while there are, else words until one that ends it.

        Where none ends it within reach, it is taken to have `usual` words.
        """
        is_capital = self._reading.is_capital(at)
        word = _WORD.match(self._text, at)
        if word is None or self._is_stop(word) and not is_capital:
            return None
        ends = [word.end()]
        while self._text[ends[-1] : ends[-1] + 1] == " ":
            if len(ends) == _MAX_WORDS:
                return ends[-1 if is_capital else usual - 1]
            start = ends[-1] + 1
            before, word = word, _WORD.match(self._text, start)
            if is_capital and (word is None or _CODE.match(self._text, start)):
                code = _CODE.match(self._text, start)
                return code.end() if code and self._reading.is_capital(start) else ends[-1]
            if word is None or self._is_unit(start):
                break
            if is_capital and not self._reading.is_capital(start):
                break
            is_middle = word.group() == "thi" and is_surname(before.group())
            if not is_capital and self._is_stop(word) and not is_middle:
                break
            ends.append(word.end())
        return ends[-1]

    def _unit_at(self, at: int) -> re.Match[str] | None:
        found = _UNIT.match(self._text, at)
        marked = found and words.MARKED_UNITS.get(found.group())
        if marked and self._is_marked and self._lower(found) != marked:
            return None
        return found

    def _is_unit(self, at: int) -> bool:
        """Tell whether a name ends here because the next unit begins: "Láng phường…"."""
        found = self._unit_at(at)
        if found is None:
            return False
        if _CODE.match(self._text, found.end() + 1):
            return True
        if self._reading.is_capital(at):
            return found.lastgroup == "area"
        is_long = found.lastgroup in ("street", "area") and len(found.group()) > 2
        return is_long or found.group() == "khu"

    def _is_stop(self, word: re.Match[str]) -> bool:
        typed = self._lower(word)
        return typed in (words.MARKLESS_STOPS if typed.isascii() else words.STOPS)

    def _lower(self, found: re.Match[str]) -> str:
        return self._reading.typed(*found.span()).lower()

    def _counts(self, at: int) -> bool:
        """Tell whether the number before counts something: "ở 2 nơi", not "12 phòng 3"."""
        found = _NEXT_WORD.match(self._text, at)
        if found is None or found.group(1) not in words.COUNTED:
            return False
        is_numbered = _CODE.match(self._text, found.end() + 1) is not None
        return not is_numbered and not self._reading.is_capital(found.start(1))
