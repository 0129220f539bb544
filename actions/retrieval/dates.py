"""Dates as editors write them: 1/7/2026, 7/2026, 2026."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class PageDate:
    """A day, a month or a year: `first` and `last` are the days it may mean."""

    first: dt.date
    last: dt.date
    text: str  # as printed: 1/7/2026, 7/2026, 2026


def parse_date(value: object) -> PageDate:
    """Read a date of a page.

    Raises:
        ValueError: it is none of d/m/yyyy, m/yyyy, yyyy, yyyy-mm-dd, or no such day.
    """
    text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _MONTH.fullmatch(text):
        month, year = map(int, found.groups())
        last = dt.date(year, month, calendar.monthrange(year, month)[1])
        return PageDate(dt.date(year, month, 1), last, f"{month}/{year}")
    elif _YEAR.fullmatch(text):
        year = int(text)
        return PageDate(dt.date(year, 1, 1), dt.date(year, 12, 31), text)
    else:
        raise ValueError(text)
    exact = dt.date(year, month, day)
    return PageDate(exact, exact, f"{day}/{month}/{year}")
