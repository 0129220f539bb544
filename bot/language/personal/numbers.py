"""Numbers of persons: identity, phone, card, account, one-time code.

A run of digits is cut into numbers by their form (a mobile number, a CCCD, a card with a right
check digit); where the form alone does not tell, the nearest telling word does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from bot.language.personal.codes import codes
from bot.language.personal.context import Context
from bot.language.personal.forms import MAX_DIGITS, is_identity, is_phone
from bot.language.personal.number_kinds import Number, kind_by_form, kind_of
from bot.language.personal.reading import Reading, Span

_RUN = re.compile(r"[0-9]+(?:(?:[ .\-_·•)(]{1,3}|,)[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_DATE = re.compile(
    r"(?<![0-9])(?:[0-3]?[0-9][.-][01]?[0-9][.-](?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9])(?![0-9])"
)
_CODE = re.compile(r"[a-z]{1,3}[0-9]+[.-]|[.\-/][a-z]{1,3}[0-9]*(?:[.\-/]|$)")
_URL = re.compile(
    r"(?:https?://|www\.|(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+(?:vn|com|net|org|me)/)[^\s<>]*"
)
_IN_URL = re.compile(r"(?<=[/=+])(?:(0[35789][0-9]{8}|84[35789][0-9]{8})|0[0-9]{11})(?=[/&?#]|$)")
_DIGITS_BY_WORD = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5",
    "lam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9",
}  # fmt: skip
_WORD = "|".join(_DIGITS_BY_WORD)
_SPELT = re.compile(rf"(?<![a-z0-9])(?:{_WORD})(?:[ ,.-]{{1,2}}(?:{_WORD})){{3,}}(?![a-z0-9])")


def numbers(reading: Reading) -> Iterator[Span]:
    """Yield personal numbers; where two overlap, the earlier yielded is right."""
    text = reading.text
    if _GROUP.search(text) is None and _SPELT.search(text) is None:
        return
    context = Context(text)
    urls = [found.span() for found in _URL.finditer(text)]
    for start, end in urls:
        for found in _IN_URL.finditer(text, start, end):
            yield reading.span(*found.span(), "SĐT" if found.group(1) else "CCCD")
    yield from codes(reading, context)
    for found in _RUN.finditer(text):
        if not any(start <= found.start() < end for start, end in urls):
            for groups in _without_dates(text, *found.span()):
                yield from _Run(reading, context, groups).spans()
    yield from _spelt(reading, context)


def _without_dates(text: str, start: int, end: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the groups of digits before, between and after the dates of a run."""
    for found in _DATE.finditer(text, start, end):
        if groups := [group.span() for group in _GROUP.finditer(text, start, found.start())]:
            yield groups
        start = found.end()
    if groups := [group.span() for group in _GROUP.finditer(text, start, end)]:
        yield groups


class _Run:
    """Groups of digits in a row, of which some together are a number."""

    def __init__(self, reading: Reading, context: Context, groups: list[tuple[int, int]]) -> None:
        text = reading.text
        self._reading = reading
        self._context = context
        self._groups = groups
        self._digits = "".join(text[start:end] for start, end in groups)
        self._sums = list(accumulate((end - start for start, end in groups), initial=0))
        first, last = groups[0][0], groups[-1][1]
        is_told = context.touches(first)  # "cccd0123.4567.8901"
        self._is_code = len(groups) > 1 and not is_told and _is_in_code(text, first, last)

    def spans(self) -> Iterator[Span]:
        count = len(self._groups)
        has_whole = any(self._by_form(i, i + 1) for i in range(count))
        if not has_whole and len(self._digits) <= MAX_DIGITS and (kind := self._kind(0, count)):
            yield self._span(0, count, kind)
            return
        i = 0
        while i < count:
            for j in self._ends(i):
                if kind := self._kind(i, j):
                    yield self._span(i, j, kind)
                    i = j
                    break
            else:
                i += 1

    def _ends(self, i: int) -> list[int]:
        """Return where a number beginning at group i may end, the likeliest first."""
        ends = range(i + 2, bisect_right(self._sums, self._sums[i] + MAX_DIGITS))
        formed = [j for j in ends if self._by_form(i, j)]
        # Without a telling word only the form can tell.
        return [i + 1, *formed, *(reversed(ends) if self._context.has_words else ())]

    def _number(self, i: int, j: int) -> Number:
        digits = self._digits[self._sums[i] : self._sums[j]]
        start, end = self._groups[i][0], self._groups[j - 1][1]
        return Number(start, end, digits, j - i, self._is_code)

    def _by_form(self, i: int, j: int) -> str | None:
        if self._sums[j] - self._sums[i] < 10:
            return None
        return kind_by_form(self._reading, self._number(i, j))

    def _kind(self, i: int, j: int) -> str | None:
        if self._sums[j] - self._sums[i] < 4:
            return None
        return kind_of(self._reading, self._context, self._number(i, j))

    def _span(self, i: int, j: int, kind: str) -> Span:
        start, end = self._groups[i][0], self._groups[j - 1][1]
        if kind == "SĐT":  # with its "(+"
            before = self._reading.text[max(0, start - 2) : start]
            start -= len(before) - len(before.rstrip("(+"))
        return self._reading.span(start, end, kind)


def _is_in_code(text: str, start: int, end: int) -> bool:
    """Tell whether letters and digits around make it a code: H26.12-250801-0023."""
    before = text[max(0, start - 20) : start].split(" ")[-1]
    after = text[end : end + 20].split(" ")[0]
    return _CODE.search(before + text[start:end] + after) is not None


def _spelt(reading: Reading, context: Context) -> Iterator[Span]:
    """Yield numbers said word by word: "không chín một hai…"."""
    for found in _SPELT.finditer(reading.text):
        words = re.findall(r"[a-z]+", found.group())
        digits = "".join(_DIGITS_BY_WORD[word] for word in words)
        if is_phone(digits):
            kind = "SĐT"
        elif is_identity(digits):
            kind = "CCCD"
        elif len(digits) <= 8 and context.is_linked(found.start(), "OTP"):
            kind = "OTP"
        else:
            continue
        yield reading.span(*found.span(), kind)
