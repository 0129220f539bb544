"""`python -m bot coverage`: which topic has answers on which aspect, and how old they are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from actions.retrieval.aspects import ASPECTS, GROUPS, HEADINGS
from actions.retrieval.check import SOON
from actions.retrieval.dates import PageDate
from actions.retrieval.pages import Page

WIDTH = 150  # columns of the table in a terminal
_SHORT = {
    "overview": "Là\ngì",
    "howto": "Cách\nlàm",
    "documents": "Giấy\ntờ",
    "fee": "Phí",
    "duration": "Bao\nlâu",
    "where": "Ở\nđâu",
    "eligibility": "Ai",
    "result": "Kết\nquả",
    "validity": "Giá\ntrị",
    "troubleshoot": "Lỗi",
    "legal": "Căn\ncứ",
}


@dataclass(frozen=True)
class Cell:
    entries: int = 0
    questions: int = 0
    newest: PageDate | None = None  # of the sources of its answers that tell their own date
    expired: int = 0


@dataclass(frozen=True)
class Row:
    page: Page
    cells: dict[str, Cell]  # aspect -> cell; all aspects
    state: str  # as editors read it
    is_due: bool

    @property
    def entries(self) -> int:
        return sum(cell.entries for cell in self.cells.values())

    @property
    def questions(self) -> int:
        return sum(cell.questions for cell in self.cells.values())

    @property
    def newest(self) -> PageDate | None:
        return _newest([cell.newest for cell in self.cells.values()])


def coverage(pages: Sequence[Page], today: dt.date) -> list[Row]:
    """Return one row per topic, by group and name; sign-posts are no topics."""
    order = {group: number for number, group in enumerate(GROUPS)}
    rows = [_row(page, today) for page in pages if not page.is_signpost]
    return sorted(rows, key=lambda r: (order.get(r.page.group, len(order)), r.page.id))


def _row(page: Page, today: dt.date) -> Row:
    cells = {aspect: _cell(page, aspect, today) for aspect in ASPECTS}
    if page.is_draft:
        return Row(page, cells, f"nháp, còn {len(page.unfinished)} chỗ", True)
    due = page.review_by.last
    if due < today:
        return Row(page, cells, f"quá hạn {page.review_by.text}", True)
    if due < today + SOON:
        return Row(page, cells, f"sắp đến hạn {page.review_by.text}", True)
    return Row(page, cells, f"rà soát {page.reviewed.text}", False)


def _cell(page: Page, aspect: str, today: dt.date) -> Cell:
    entries = [entry for entry in page.entries if entry.aspect == aspect]
    sources = [page.sources[m] for e in entries for m in e.marks if m in page.sources]
    dates = [source.date for source in sources if not source.is_seen_date]
    return Cell(
        len(entries),
        sum(len(entry.questions) for entry in entries),
        _newest(dates),
        sum(entry.valid_to is not None and entry.valid_to < today for entry in entries),
    )


def _newest(dates: Sequence[PageDate | None]) -> PageDate | None:
    return max((date for date in dates if date is not None), key=lambda d: d.last, default=None)


def print_coverage(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="Số câu trả lời theo chủ đề và khía cạnh (· là chưa có)", box=box.SIMPLE)
    table.add_column("Chủ đề", no_wrap=True)
    for aspect in ASPECTS:
        table.add_column(_SHORT[aspect], justify="right", no_wrap=True)
    for name in ("Cả\ntrang", "Cách\nhỏi", "Nguồn\nmới nhất"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Rà soát", no_wrap=True)
    group = None
    for row in rows:
        if row.page.group != group:
            group = row.page.group
            table.add_section()
            table.add_row(f"[b]{GROUPS.get(group, group)}[/b]")
        state = f"[red]{row.state}[/red]" if row.is_due else row.state
        cells = [_shown(row.cells[aspect]) for aspect in ASPECTS]
        newest = row.newest.text if row.newest else ""
        table.add_row(row.page.id, *cells, str(row.entries), str(row.questions), newest, state)
    console.print(table)
    console.print(summary(rows))


def _shown(cell: Cell) -> str:
    if not cell.entries:
        return "[dim]·[/dim]"
    return f"[red]{cell.entries}[/red]" if cell.expired else str(cell.entries)


def summary(rows: Sequence[Row]) -> str:
    """Return totals and where the holes are."""
    filled = sum(cell.entries > 0 for row in rows for cell in row.cells.values())
    holes = Counter(aspect for row in rows for aspect in ASPECTS if not row.cells[aspect].entries)
    most = ", ".join(f"{HEADINGS[aspect]} ({count})" for aspect, count in holes.most_common(3))
    due = sum(row.is_due for row in rows)
    return (
        f"{len(rows)} chủ đề, {sum(row.entries for row in rows)} câu trả lời, "
        f"{sum(row.questions for row in rows)} cách hỏi. "
        f"Có nội dung {filled}/{len(rows) * len(ASPECTS)} ô; trống nhiều nhất: {most or 'không'}. "
        f"Cần rà soát: {due} trang."
    )
