"""Home addresses: house, lane, hamlet. Province, district and commune alone stay readable.

Where somebody lives down to the commune helps to answer; the house does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.language.personal.reading import Reading, Span
from bot.language.personal.name_words import is_surname
from bot.language.provinces import province

_PERSON = (
    "toi|tui|to|t|em|e|minh|mik|mk|mih|chau|con|bac|co|chu|anh|chi|ong|ba|me|bo|vo|chong|gia dinh|nha|tao"
)
_STATED = re.compile(
    r"(?<![a-z0-9])(?:"
    rf"nha (?:rieng |ngoai |noi |tro |cua |bo me )*(?:{_PERSON})(?: (?:{_PERSON}))?"
    r"(?: (?:dang|hien|hien tai|thi|nam|cung|o|tai|la|trong))*"
    rf"|(?:{_PERSON})(?: (?:dang|hien|hien tai|hien nay|moi|cung|song|sinh song|cu tru|tam tru|thuong tru|dk|dang ky))*"
    r"(?: (?:o|tai|thue|tro))(?: (?:o|tro|tai|nha|trong))*"
    r"|(?:dia chi|dchi|d/c|dc|ho khau|hktt|thuong tru|tam tru|noi o|cho o|que quan|sinh song|cu tru|address|giao the|ship(?: the)?)"
    rf"(?: (?:nha|cua|{_PERSON}|hien tai|hien nay|thuong tru|tam tru|lien he|nhan|la|o|tai|cu|moi|ve|den|is))*"
    r"|(?P<unsaid>(?:dang|hien|hien dang) (?:o|thue|tro|song)(?: (?:o|tro|tai|nha))*)"
    r")(?![a-z0-9])[ :-]*"
)
_OFFICE = re.compile(r"(?<![a-z])(?:cong an|ubnd|uy ban|tru so|trung tam|co quan|cuc|so tu phap|buu dien)")
_REVERSE = re.compile(rf" la (?:nha|dia chi|cho o|noi o)(?: nha)?(?: cua)? (?:{_PERSON})(?![a-z0-9])")
_LEAD = re.compile(r" *(?:(?:nha o|nha|o|tai|dia chi)(?: la)?[ :]+)?")
_HOUSE = "so nha|nha(?= [a-z][0-9])|so|sn|can ho|can|phong|lo|toa nha|toa|block|tang|p"
_ROOMS = ("can ho", "can", "phong", "lo", "toa nha", "toa", "block", "tang", "p")
_LANE = "ngo|ngach|hem|kiet|k|to dan pho|tdp|to|khu pho|kp|khoi pho|khoi|doi|cum"
_HAMLET = "khu tap the|thon|ap|xom|ban|buon|lang|soc|chung cu|cc|ktx|ky tuc xa|khu do thi|kdt|khu|cu xa|tap the"
_STREET = "duong|pho|dai lo|quoc lo|ql|tinh lo|d"
_AREA = "phuong|xa|thi tran|quan|huyen|thi xa|thanh pho|tinh|tp|tx|tt|p|q|h"
# In a text with marks "xa" is "far", not "xã".
_MARKED_UNITS = {"xa": "xã", "to": "tổ", "ban": "bản", "lang": "làng", "can": "căn", "doi": "đội"}
_UNIT = re.compile(
    rf"(?:(?P<house>{_HOUSE})|(?P<lane>{_LANE})|(?P<hamlet>{_HAMLET})|(?P<street>{_STREET})|(?P<area>{_AREA}))"
    r"(?![a-z])\.?"
)
_NUMBER = re.compile(r"k?[0-9]+[a-z]?(?:[/-][0-9]+[a-z]?)*(?![a-z0-9])")
_CODE = re.compile(r"[a-z]{1,3}[0-9][a-z0-9.]*(?<!\.)|[0-9]+[a-z]?(?:[./-][0-9]+[a-z]?)*(?![a-z0-9])")
_DAY = re.compile(r"[0-9]{1,2} thang [0-9]{1,2}(?![0-9])")  # a street: đường 3 tháng 2
_LOCAL = re.compile(r",? *(?:xa|thi tran|huyen|phuong|phong|toa|can)\b")
_SPACE = re.compile(r",? +")
_SO = re.compile(r"so (?=[0-9])")
_NEXT_WORD = re.compile(r" ([a-z']+)")
_GAP = re.compile(r"(?:,? *- *|, *| +|\. ?)?")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
# What follows a number that counts something: "ở 12 năm", "ở 2 nơi".
_COUNTED = frozenset(
    """nam thang ngay tuan nguoi noi tang the cho lan tieng km phut gio tuoi con dua ho khau mieng
    can phong quan dong trieu cay so chi anh em met m loai cai nha tinh xa huyen""".split()
)
_MARKED_STOPS = frozenset(
    """thì là muốn cần xin nhờ có làm đang đăng hỏi được không bị giờ mà nhưng và với để sẽ đã chưa sao
    thế nào gì bao của tôi tui em mình cho tên sinh ở tại đi đến về vì nếu còn thuê mất đổi chuyển
    nộp nhận giúp giùm hộ bạn ạ nhé nha ơi rồi chị xa gần giao trên chủ số mật từ như nên phải cũng
    này kia đó nữa hay hoặc khi lúc mới chỗ trong cùng ghi bây nay tạm thường khai""".split()
)
_MARKLESS_STOPS = frozenset(
    """thi la muon can xin nho co lam dang dk dki hoi duoc dc khong ko k bi gio ma nhung va voi de se
    da chua sao the nao gi j dau bao cua toi tui em e minh mk cho sdt cccd cmnd ten sinh o tai di
    den ve vi neu con thue mat doi chuyen nop gui nhan giup gium ho ban ad nhe nha oi roi chi xa gan
    giao tren chu so tu nhu nen phai cung nay kia do nua hay hoac khi luc moi trong tam thuong khai
    day ne ai vs z v a ah otp mk pass""".split()
)
_MAX_UNITS = 12
_MAX_LENGTH = 100  # characters of an address that ends in "là nhà tôi"


def addresses(reading: Reading, others: Iterable[Span]) -> Iterator[Span]:
    """Yield home addresses; beside `others`, personal data found before, also unannounced ones."""
    text = reading.text
    for found in _STATED.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        if found["unsaid"] is None or not _OFFICE.search(before):
            yield from _address(reading, found.end())
    for found in _REVERSE.finditer(text):
        first = max(found.start() - _MAX_LENGTH, 0)
        clause = max(first, *(text.rfind(c, first, found.start()) + 1 for c in "?!;\n"))
        for start in re.finditer(r"(?<![a-z0-9/])[a-z0-9]+", text[clause : found.start()]):
            parsed = _Parser(reading, clause + start.start()).parse()
            if parsed and parsed.end >= reading.at(found.start()):
                yield parsed
                break
    persons = [span.end for span in others if span.kind in ("CCCD", "SĐT", "HỌ TÊN")]
    if persons:
        starts = [found.end() for found in re.finditer(r"[,;\n] ?|\A", text)]
        for start in (*starts, *map(reading.index, persons)):
            yield from _address(reading, _LEAD.match(text, start).end())


def _address(reading: Reading, at: int) -> Iterator[Span]:
    parsed = _Parser(reading, at).parse()
    if parsed is not None:
        yield parsed


class _Parser:
    """Reads units from a place on: "số 12", "ngõ 5", "đường Láng", "Ba Đình"."""

    def __init__(self, reading: Reading, at: int) -> None:
        self._reading = reading
        self._text = reading.text
        self._first = at
        self._at = at
        self._is_marked = not reading.typed(at, min(at + 40, len(reading.text))).isascii()
        self._is_home = False  # a house, lane or hamlet was named
        self._rooms = 0  # "phòng 302" alone is no address

    def parse(self) -> Span | None:
        if not (self._unit() or self._house_number()):
            return None
        for _ in range(_MAX_UNITS):
            at = self._at
            gap = _GAP.match(self._text, at)
            self._at = gap.end()
            if gap.end() == at or not (
                self._unit() or self._place("," in gap.group() or "-" in gap.group())
            ):
                self._at = at
                break
        if not self._is_home:
            return None
        return self._reading.span(self._first, self._at, "ĐỊA CHỈ")

    def _unit(self) -> bool:
        """Read "ngõ 5", "phường Láng Hạ", "KP4"."""
        found = self._unit_at(self._at)
        if found is None or (self._at and self._text[self._at - 1].isalnum()):
            return False
        sort, at = found.lastgroup, found.end()
        is_touching = self._text[at : at + 1].isdigit()
        while self._text[at : at + 1] == " ":
            at += 1
        if inner := _SO.match(self._text, at):
            at = inner.end()
        code = _CODE.match(self._text, at)
        if sort == "street" and (day := _DAY.match(self._text, at)):
            self._at = day.end()
            return True
        if code and self._counts(code.end()):
            return False
        if code:
            end = code.end()
            if sort == "street" and found.group() == "d":
                return False
            if sort in ("house", "lane", "hamlet"):
                self._rooms += found.group() in _ROOMS
                self._is_home |= found.group() not in _ROOMS or self._rooms > 1
                if sort != "hamlet" or found.group() in ("khu", "chung cu", "cc"):
                    # "tòa S2.01 Vinhomes", "số 12 Lê Lợi"
                    end = self._street_after(end)
            self._at = end
            return True
        if is_touching or sort in ("house", "lane") or len(found.group()) < 2:
            return False
        if sort == "hamlet" and self._is_unit(at):  # "ký túc xá khu B"
            self._at = found.end()
            return True
        end = self._name(at, 2 if sort in ("area", "hamlet") else 3)
        if end is None:
            return False
        if sort == "hamlet":
            self._is_home |= self._rooms > 0 or _LOCAL.match(self._text, end) is not None
        self._at = end
        return True

    def _house_number(self) -> bool:
        """Read "12 Lê Lợi", "123/4 Nguyễn Trãi", "12 ngõ 34"."""
        found = _NUMBER.match(self._text, self._at)
        if found is None or self._counts(found.end()):
            return False
        end = self._street_after(found.end())
        if end == found.end():
            gap = _GAP.match(self._text, end)
            unit = self._unit_at(gap.end())
            if unit is None or unit.lastgroup not in ("lane", "street"):
                return False
        self._at, self._is_home = end, True
        return True

    def _street_after(self, at: int) -> int:
        """Return the end of a street's name that follows a house number, or `at`."""
        gap = _SPACE.match(self._text, at)
        if gap is None or self._unit_at(gap.end()) and not self._is_capital(gap.end()):
            return at
        word = _WORD.match(self._text, gap.end())
        if word is None:
            return at
        typed = self._reading.typed(*word.span()).lower()
        if self._is_capital(word.start()) or is_surname(typed, surely=True):
            return self._name(word.start(), 3) or at
        return at

    def _place(self, is_after_comma: bool) -> bool:
        """Read a name without its unit: "Ba Đình", "ha noi"."""
        if self._is_capital(self._at):
            end = self._name(self._at, 3)
        elif is_after_comma:
            end = self._known_place()
        else:
            return False
        if end is None:
            return False
        self._at = end
        return True

    def _known_place(self) -> int | None:
        words = []
        at = self._at
        while len(words) < 4 and (found := _WORD.match(self._text, at)):
            words.append(found)
            at = found.end() + 1
            if self._text[found.end() : at] != " ":
                break
        for count in range(len(words), 0, -1):
            if province(self._text[self._at : words[count - 1].end()]):
                return words[count - 1].end()
        ends = not words or self._text[words[-1].end() : words[-1].end() + 1] in ("", ",", ".", "\n")
        if words and ends and len(words) < 4 and not any(self._is_stop(w) for w in words):
            return words[-1].end()
        return None

    def _name(self, at: int, usual: int) -> int | None:
        """Return the end of a name of one to five words; lower case, until a word that ends it."""
        first = _WORD.match(self._text, at)
        if first is None or self._is_stop(first) and not self._is_capital(at):
            return None
        is_capital = self._is_capital(at)
        ends = [first.end()]
        word = first
        while len(ends) < 5 and self._text[word.end() : word.end() + 1] == " ":
            start = word.end() + 1
            word_before, word = word, _WORD.match(self._text, start)
            if word is None:
                if is_capital and (code := _CODE.match(self._text, start)) and code.group()[0].isalpha():
                    ends.append(code.end())
                break
            if is_capital:
                if not self._is_capital(start) or self._is_unit(start):
                    break
            elif self._is_unit(start):
                break
            elif self._is_stop(word) and not (word.group() == "thi" and is_surname(word_before.group())):
                break
            ends.append(word.end())
        else:
            if not is_capital and len(ends) == 5:
                return ends[usual - 1]
        return ends[-1]

    def _unit_at(self, at: int) -> re.Match[str] | None:
        found = _UNIT.match(self._text, at)
        marked = found and _MARKED_UNITS.get(found.group())
        if marked and self._is_marked and self._reading.typed(*found.span()).lower() != marked:
            return None
        return found

    def _is_unit(self, at: int) -> bool:
        found = self._unit_at(at)
        if found is None:
            return False
        if self._is_capital(at):
            return found.lastgroup == "area" or _CODE.match(self._text, found.end() + 1) is not None
        if found.lastgroup in ("street", "area") and len(found.group()) > 2:
            return True
        if found.group() == "khu":
            return True
        return _CODE.match(self._text, found.end() + 1) is not None

    def _is_stop(self, word: re.Match[str]) -> bool:
        typed = self._reading.typed(*word.span()).lower()
        return typed in (_MARKLESS_STOPS if typed.isascii() else _MARKED_STOPS)

    def _is_capital(self, at: int) -> bool:
        return self._reading.is_capital(at)

    def _counts(self, at: int) -> bool:
        found = _NEXT_WORD.match(self._text, at)
        if found is None or found.group(1) not in _COUNTED:
            return False
        after = _CODE.match(self._text, found.end() + 1)
        return after is None and not self._is_capital(found.start(1))
