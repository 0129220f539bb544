"""Fact sheets -> tests/pages/figures.jsonl, the figures that pages may state.

The sheets are not published; this file is what is left of them for the tests. To make it anew:

    python -m tests.pages.extract_figures ../shared/facts

An editor who brings a new figure with a new source has compared it with that source; to add
what a page says beyond the sheets:

    python -m tests.pages.extract_figures --accept knowledge/thu-tuc/ho-chieu.md
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from actions.retrieval.figures import Figure, find_figures, supports
from actions.retrieval.pages import MARK, Page, read_page
from bot.language.fold import nfc

FILE = Path(__file__).with_name("figures.jsonl")
DOUBTFUL = "## Chưa chắc"


def extract(sheet: str, topic: str) -> list[dict]:
    """Return one row per kind and value: how it is written, its source marks, if doubtful."""
    rows: dict[tuple[str, str], dict] = {}
    section = ""
    for line in nfc(sheet).splitlines():
        if line.startswith("## "):
            section = line
        for figure in find_figures(line):
            row = rows.setdefault(figure.key, _row(topic, figure))
            row["marks"] += [mark for mark in MARK.findall(line) if mark not in row["marks"]]
            row["doubtful"] &= section.startswith(DOUBTFUL)
    return [rows[key] for key in sorted(rows)]


def unsupported(page: Page, known: set[tuple[str, str]]) -> list[tuple[int, Figure]]:
    """Return line and figure of what neither the known figures nor the page's sources have."""
    sources = "\n".join(
        f"{source.title}; {source.number or ''}; {source.date.text}"
        for source in page.sources.values()
    )
    keys = known | {figure.key for figure in find_figures(sources)}
    return [
        (entry.answer_line + offset, figure)
        for entry in page.entries
        for offset, line in enumerate(entry.answer.split("\n"))
        for figure in find_figures(line)
        if not supports(keys, figure)
    ]


def _row(topic: str, figure: Figure) -> dict:
    return {
        "topic": topic,
        "kind": figure.kind,
        "value": figure.value,
        "text": figure.text,
        "marks": [],
        "doubtful": True,
    }


def _accept(path: Path) -> None:
    page, problems = read_page(path, str(path))
    if page is None:
        sys.exit("\n".join(map(str, problems)))
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    known = {(row["kind"], row["value"]) for row in rows if row["topic"] == page.id}
    added = 0
    for entry in page.entries:
        for line in entry.answer.split("\n"):
            for figure in find_figures(line):
                if not supports(known, figure):
                    known.add(figure.key)
                    marks = MARK.findall(line)
                    rows.append({**_row(page.id, figure), "marks": marks, "doubtful": False})
                    added += 1
    rows.sort(key=lambda row: (row["topic"], row["kind"], row["value"]))
    _write(rows)
    print(f"{added} figures of {path} added to {FILE}")


def _extract_all(folder: Path) -> None:
    sheets = sorted(path for path in folder.glob("*.md") if re.match(r"[a-z]", path.name))
    rows = [row for sheet in sheets for row in extract(sheet.read_text("utf-8"), sheet.stem)]
    _write(rows)
    print(f"{len(rows)} figures of {len(sheets)} sheets in {FILE}")


def _write(rows: list[dict]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--accept":
        _accept(Path(sys.argv[2]))
    else:
        _extract_all(Path(sys.argv[1]))
