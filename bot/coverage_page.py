"""The coverage table as one HTML page with a heat map, nothing from outside."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import Sequence

from actions.retrieval.aspects import ASPECTS, GROUPS, HEADINGS
from bot.coverage import Row, summary

FULL = 4  # entries from which a cell has the strongest colour
OLD = dt.timedelta(days=365)  # a source older than this may have been overtaken
_STYLE = """
body{font:15px/1.4 system-ui,sans-serif;margin:1.5rem;color:#222}
table{border-collapse:collapse}
th,td{border:1px solid #ddd;padding:.25rem .5rem;text-align:center}
th{background:#f4f4f4;position:sticky;top:0}
th.topic,td.topic{text-align:left;white-space:nowrap}
tr.group td{background:#eee;font-weight:600;text-align:left}
td small{display:block;color:#555;font-size:11px}
td.hole{background:repeating-linear-gradient(45deg,#fff,#fff 4px,#f3e3e3 4px,#f3e3e3 8px)}
td.old small{color:#a33}
td.due{background:#fbd5d5}
.legend span{display:inline-block;padding:.1rem .6rem;margin-right:.5rem;border:1px solid #ddd}
"""


def coverage_html(rows: Sequence[Row], today: dt.date) -> str:
    """Return the page; `today` decides which sources are old."""
    heads = "".join(f"<th>{escape(HEADINGS[aspect])}</th>" for aspect in ASPECTS)
    legend = "".join(
        f'<span style="background:{_colour(n)}">{n}{"+" if n == FULL else ""} mục</span>'
        for n in range(1, FULL + 1)
    )
    body = []
    group = None
    for row in rows:
        if row.page.group != group:
            group = row.page.group
            name = escape(GROUPS.get(group, group))
            body.append(f'<tr class="group"><td colspan="{len(ASPECTS) + 5}">{name}</td></tr>')
        body.append(_html_row(row, today))
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Độ phủ nội dung</title><style>{_STYLE}</style></head><body>"
        f"<h1>Độ phủ nội dung, {today.day}/{today.month}/{today.year}</h1>"
        f"<p>{escape(summary(rows))}</p>"
        f'<p class="legend">{legend}<span>gạch chéo: trống</span>'
        "<span>chữ nhỏ: số cách hỏi · ngày nguồn mới nhất (đỏ: quá một năm)</span></p>"
        f'<table><thead><tr><th class="topic">Chủ đề</th>{heads}<th>Mục</th><th>Câu hỏi</th>'
        "<th>Nguồn mới nhất</th><th>Rà soát</th></tr></thead><tbody>"
        + "\n".join(body)
        + "</tbody></table></body></html>\n"
    )


def _html_row(row: Row, today: dt.date) -> str:
    cells = "".join(_html_cell(row, aspect, today) for aspect in ASPECTS)
    due = ' class="due"' if row.is_due else ""
    newest = row.newest.text if row.newest else ""
    return (
        f'<tr><td class="topic" title="{escape(row.page.path)}">{escape(row.page.name)}</td>{cells}'
        f"<td>{row.entries}</td><td>{row.questions}</td><td>{escape(newest)}</td>"
        f"<td{due}>{escape(row.state)}</td></tr>"
    )


def _html_cell(row: Row, aspect: str, today: dt.date) -> str:
    cell = row.cells[aspect]
    if not cell.entries:
        return f'<td class="hole" title="{escape(row.page.id)}: {escape(HEADINGS[aspect])}"></td>'
    is_old = cell.newest is not None and cell.newest.last < today - OLD
    newest = cell.newest.text if cell.newest else ""
    expired = f", {cell.expired} hết hạn" if cell.expired else ""
    return (
        f'<td class="{"old" if is_old else "fresh"}" style="background:{_colour(cell.entries)}">'
        f"{cell.entries}{expired}<small>{cell.questions} · {escape(newest)}</small></td>"
    )


def _colour(entries: int) -> str:
    strength = min(entries, FULL) / FULL
    return f"hsl(150 45% {95 - 35 * strength:.0f}%)"


def write_html(rows: Sequence[Row], today: dt.date, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(coverage_html(rows, today), encoding="utf-8")
