"""Home addresses: house, lane, hamlet. Province, district and commune alone stay readable.

Where somebody lives down to the commune helps to answer; the house does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.language.personal.address_parser import AddressParser
from bot.language.personal.reading import Reading, Span

_PERSON = (
    "toi|tui|to|t|em|e|minh|mik|mk|mih|chau|con|bac|co|chu|anh|chi|ong|ba|me|bo|vo|chong|"
    "gia dinh|nha|tao"
)
_STAY = "dang|hien|hien tai|hien nay|moi|cung|song|sinh song|cu tru|tam tru|thuong tru|dk|dang ky"
_HOME = (
    "dia chi|dchi|d/c|dc|ho khau|hktt|thuong tru|tam tru|noi o|cho o|que quan|sinh song|cu tru|"
    "address|giao the|ship(?: the)?|(?:chuyen|don) (?:nha )?(?:ve|den|toi|qua)"
)
_STATED = re.compile(
    r"(?<![a-z0-9])(?:"
    rf"nha (?:rieng |ngoai |noi |tro |cua |bo me )*(?:{_PERSON})(?: (?:{_PERSON}))?"
    r"(?: (?:dang|hien|hien tai|thi|nam|cung|o|tai|la|trong))*"
    r"|(?:toi|tui|em|minh|chau|con)(?: [a-z]+){2,4}, (?:hien |dang )?o"
    rf"|(?:{_PERSON})(?: (?:{_STAY}))*(?: (?:o|tai|thue|tro))(?: (?:o|tro|tai|nha|trong))*"
    rf"|(?:{_HOME})(?: (?:nha|cua|{_PERSON}|{_STAY}|lien he|nhan|la|o|tai|cu|ve|den|is))*"
    r"|(?P<unsaid>(?:dang|hien|hien dang) (?:o|thue|tro|song)(?: (?:o|tro|tai|nha))*)"
    r")(?![a-z0-9])[ :-]*"
)
_OFFICE = re.compile(
    r"(?<![a-z])(?:cong an|ubnd|uy ban|tru so|trung tam|co quan|cuc|so tu phap|buu dien)"
)
# "Số 5 ngõ 100 Đội Cấn là nhà tôi"
_REVERSE = re.compile(
    rf" la (?:nha|dia chi|cho o|noi o)(?: nha)?(?: cua)? (?:{_PERSON})(?![a-z0-9])"
)
_PIECE = re.compile(r"(?:\A|[,;\n] ?)")
_LEAD = re.compile(r" *(?:(?:nha o|nha|o|tai|dia chi)(?: la)?[ :]+)?")
_STREET = re.compile(r"(?:,? [a-z]+){1,6}")  # in lower case, so that only its end tells it
_TOKEN = re.compile(r"(?<![a-z0-9/])[a-z0-9]+")
_MAX_LENGTH = 100  # characters of an address that ends in "là nhà tôi"


def addresses(reading: Reading, others: Iterable[Span]) -> Iterator[Span]:
    """Yield home addresses; beside `others`, personal data found before, also unannounced ones."""
    text = reading.text
    for found in _STATED.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        if found["unsaid"] is None or not _OFFICE.search(before):
            yield from _address(reading, found.end())
    for found in _REVERSE.finditer(text):
        yield from _ending(reading, found.start())
    persons = [span.end for span in others if span.kind in ("CCCD", "SĐT", "HỌ TÊN")]
    if persons:
        starts = [found.end() for found in _PIECE.finditer(text)]
        for start in (*starts, *map(reading.index, persons)):
            yield from _address(reading, _LEAD.match(text, start).end())


def _address(reading: Reading, at: int) -> Iterator[Span]:
    span = AddressParser(reading, at).parse()
    if span is not None:
        yield span


def _ending(reading: Reading, end: int) -> Iterator[Span]:
    """Yield the longest address that ends at a place."""
    first = max(end - _MAX_LENGTH, 0)
    first = max(first, *(reading.text.rfind(sign, first, end) + 1 for sign in "?!;\n"))
    for found in _TOKEN.finditer(reading.text, first, end):
        for span in _address(reading, found.start()):
            if span.end >= reading.at(end):
                yield span
                return
            if _STREET.fullmatch(reading.text, reading.index(span.end), end):
                yield Span(span.start, reading.at(end), span.kind)
                return
