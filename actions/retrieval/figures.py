"""The figures of a Vietnamese text: money, durations, ages, dates, document numbers, phones.

`find_figures` reads a text, `supports` says whether one text's figures bear out a figure of
another: 1/7/2026 bears out "7/2026", but "7 ngày" does not bear out "7 ngày làm việc".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Callable, Iterable, Iterator

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_JOIN = r"\s*(?:-|–|—|,|đến dưới|tới dưới|đến|tới|hoặc|hay|và)\s*"
_CHAIN = rf"(?<![\w.,/])(?P<chain>(?:{_NUMBER})(?:{_JOIN}(?:{_NUMBER}))*)\s*"
_SCALE = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SCALED = r"(?P<scale>nghìn|ngàn|triệu|tỷ|tỉ)"
_QUARTERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_LETTERS = "A-ZĐƯƠÀ-Ỹ"

# What looks like a figure and is none: list numbers, source marks, links, fact numbers.
_NOISE = re.compile(
    r"^\s*(?:\d+[.)]|-)\s+|\[S\d+\]|https?://\S+|\bF\d+\b|\b[Bb]ước \d+(?:(?:,| và|\s?[-–])\s?\d+)*|\b\w+\.txt\b",
    re.MULTILINE,
)


@dataclass(frozen=True, order=True)
class Figure:
    """`value` is normalised: 200000, 2026-07-01, 8, 16/2025/TT-BTC; `text` is as written."""

    kind: str  # money, percent, age, phone, document, code, form, date, number, or a duration
    value: str
    text: str
    at: int = 0  # where it begins in the text

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.value


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text in order. Markdown list numbers are none."""
    rest = _NOISE.sub(lambda found: " " * len(found[0]), text)
    figures: list[Figure] = []
    for pattern, read in _RULES:
        for found in pattern.finditer(rest):
            values = list(read(found))
            figures += [
                Figure(kind, value, found[0].strip(), found.start()) for kind, value in values
            ]
            if values:
                rest = rest[: found.start()] + "\x01" * len(found[0]) + rest[found.end() :]
    return sorted(figures, key=lambda figure: figure.at)


def supports(known: Iterable[tuple[str, str]], figure: Figure) -> bool:
    """Say whether figures with these keys bear out another text's figure."""
    keys = known if isinstance(known, (set, frozenset)) else set(known)
    if figure.key in keys:
        return True
    if figure.kind == "date":
        return any(_same_date(figure.value, kind, value) for kind, value in keys)
    if figure.kind == "document":
        return any(
            kind in ("document", "date", "number") and _same_document(figure.value, value)
            for kind, value in keys
        )
    if figure.kind in ("money", "usd", "age", "percent"):
        # A list says its unit once: "15 triệu 700.000; 40 triệu 2.800.000 đồng", "dưới 18".
        return ("number", figure.value) in keys
    if figure.kind == "number":
        # "Thông báo 369" for 369/TB-VPCP; "14" for "14 tuổi"; "156" of "156/5656"
        return any(figure.value in re.split(r"[/.\-–]", value) for _, value in keys)
    return False


def _same_date(value: str, kind: str, other: str) -> bool:
    if kind == "document":  # "Luật 2009" for 28/2009/QH12, "7/2025" for 7/2025/NQ-HĐND
        return value in other.split("/") or other.startswith(f"{_as_written(value)}/")
    if kind != "date":
        return False
    mine, theirs = _date_parts(value), _date_parts(other)
    return all(a is None or a == b for a, b in zip(mine, theirs))


def _date_parts(value: str) -> tuple[str | None, ...]:
    """Return year, quarter, month, day; None where the date does not say."""
    found = re.fullmatch(r"(\d{4}|\?)(?:-Q(\d))?(?:-(\d\d))?(?:-(\d\d))?", value)
    year, quarter, month, day = found.groups() if found else ("?", None, None, None)
    return (None if year == "?" else year), quarter, month, day


def _as_written(date: str) -> str:
    year, _, month, _ = _date_parts(date)
    return f"{int(month)}/{year}" if month and year else date


def _same_document(value: str, other: str) -> bool:
    return (
        other == value
        or other.startswith((f"{value}/", f"{value}-"))
        or (value.startswith((f"{other}/", f"{other}-")))
    )


# ---- rules, the most particular first ---------------------------------------------------


def _document(found: re.Match) -> Iterator[tuple[str, str]]:
    number = re.sub(r"(?<![\d.])0+(?=\d)", "", found[0].replace("–", "-"))
    yield "document", number.upper()


def _short_document(found: re.Match) -> Iterator[tuple[str, str]]:
    for number, year in re.findall(r"(\d+)/((?:19|20)\d\d)", found[0]):
        yield "document", f"{int(number)}/{year}"


def _phone(found: re.Match) -> Iterator[tuple[str, str]]:
    yield "phone", re.sub(r"\D", "", found[0])


def _day(found: re.Match) -> Iterator[tuple[str, str]]:
    days, month, year = found["days"], int(found["month"]), found["year"]
    for day in re.findall(r"\d+", days):
        if 1 <= int(day) <= 31 and 1 <= month <= 12:
            yield "date", f"{year or '?'}-{month:02}-{int(day):02}"


def _month(found: re.Match) -> Iterator[tuple[str, str]]:
    for month in re.findall(r"\d+", found["months"]):
        if 1 <= int(month) <= 12:
            yield "date", f"{found['year'] or '?'}-{int(month):02}"


def _quarter(found: re.Match) -> Iterator[tuple[str, str]]:
    name = found["quarter"].lower()
    yield "date", f"{found['year'] or '?'}-Q{_QUARTERS.get(name, name)}"


def _years(found: re.Match) -> Iterator[tuple[str, str]]:
    for year in re.findall(r"\d{4}", found[0]):
        yield "date", year


def _measure(kind: str | None = None) -> Callable[[re.Match], Iterator[tuple[str, str]]]:
    def read(found: re.Match) -> Iterator[tuple[str, str]]:
        groups = found.groupdict()
        scale = _SCALE.get((groups.get("scale") or "").lower(), 1)
        unit = kind or re.sub(r"\s+", " ", groups["unit"].lower())
        for text in re.findall(_NUMBER, found["chain"]):
            yield unit, _number(text, scale)

    return read


def _number(text: str, scale: int = 1) -> str:
    value = Decimal(text.replace(".", "").replace(",", "."))
    if value < 1000:  # "500.000 đến 1 triệu": only the second is in millions
        value *= scale
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _rule(pattern: str, read: Callable, flags: int = re.IGNORECASE) -> tuple[re.Pattern, Callable]:
    return re.compile(pattern, flags), read


_RULES = (
    # 16/2025/TT-BTC, 369/TB-VPCP, 49/2019/QH14, 66.7/2025/NQ-CP, 05/2025/LLTP
    _rule(
        rf"(?<![\w/.])\d+(?:\.\d+)?(?:/(?:19|20)\d\d)?/[{_LETTERS}][{_LETTERS}\d]*g?"
        rf"(?:[-–][{_LETTERS}\d]+g?)*",
        _document,
        0,
    ),
    # 57-NQ/TW
    _rule(rf"(?<![\w/.])\d+[-–][{_LETTERS}]+/[{_LETTERS}]+", _document, 0),
    _rule(
        r"(?:nghị định|thông tư|nghị quyết|quyết định|luật)(?: số)? "
        r"\d+/(?:19|20)\d\d(?:(?:, | và )\d+/(?:19|20)\d\d)*(?!\d)(?!/)",
        _short_document,
    ),
    _rule(r"(?<![\w.])\d\.\d{6}(?!\d)", lambda found: [("code", found[0])]),
    _rule(rf"(?<!\w)[{_LETTERS}]{{1,5}}\d{{1,3}}[a-z]?(?!\w)", lambda f: [("form", f[0])], 0),
    _rule(r"(?<![\w.])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2,4})?(?!\d)", _phone),
    _rule(r"(?<![\w.])0\d{2,3}[ .]?\d{3,4}[ .]?\d{3,4}(?!\d)(?!\.\d)", _phone),
    _rule(
        r"(?<![\w/.,])(?P<days>\d{1,2}(?:(?:\s*[-–,]\s*|\s+đến\s+|\s+và\s+)\d{1,2})*)"
        r"(?:/|\.|-)(?P<month>\d{1,2})(?:/|\.|-)(?P<year>(?:19|20)\d\d)(?!\d)",
        _day,
    ),
    _rule(
        r"(?P<days>\d{1,2}) tháng (?P<month>\d{1,2})(?:(?: năm |/)(?P<year>(?:19|20)\d\d))?(?!\w)",
        _day,
    ),
    _rule(
        r"(?<!\d )\btháng (?P<months>\d{1,2}(?:(?:[-–, ]|\s*đến tháng\s*|\s+và\s+)+\d{1,2})*)"
        r"(?:(?: năm | |/)(?P<year>(?:19|20)\d\d))?(?![\w/])",
        _month,
    ),
    _rule(
        r"\bquý (?P<quarter>IV|I{1,3}|[1-4])(?:(?: năm | |/)(?P<year>(?:19|20)\d\d))?(?!\w)",
        _quarter,
    ),
    _rule(r"(?<![\w/.,])(?P<months>\d{1,2})/(?P<year>(?:19|20)\d\d)(?![\d/])", _month),
    _rule(rf"{_CHAIN}(?:{_SCALED}\s*)?(?:đồng|vnđ|vnd|đ)(?!\w)(?! ý)", _measure("money")),
    _rule(rf"{_CHAIN}(?:{_SCALED}\s*)?(?:usd|đô la)(?!\w)", _measure("usd")),
    _rule(rf"{_CHAIN}%", _measure("percent")),
    _rule(rf"{_CHAIN}tuổi(?!\w)", _measure("age")),
    _rule(
        rf"{_CHAIN}(?P<unit>ngày làm việc|ngày(?! [\d\x01])|giờ|phút|giây|tuần|tháng|năm(?! (?:19|20)\d\d))(?!\w)",
        _measure(),
    ),
    _rule(r"(?<![\w/.,])(?P<days>\d{1,2})/(?P<month>\d{1,2})(?P<year>(?!))?(?![\d/])", _day),
    _rule(
        r"(?<![\w/.,])(?P<part>\d[\d.]*)(?:/| trên (?:tổng số )?)(?P<whole>\d[\d.]*)(?![\d/])",
        lambda f: [("ratio", f"{_number(f['part'].strip('.'))}/{_number(f['whole'].strip('.'))}")],
    ),
    _rule(r"(?<![\w/.,])(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?(?![\w]|[.,]\d)", _years),
    _rule(rf"{_CHAIN}{_SCALED}(?!\w)", _measure("number")),
    _rule(rf"(?<![\w.,/])(?:{_NUMBER})", lambda found: [("number", _number(found[0]))]),
)
