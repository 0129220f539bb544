"""Runs the measurements one after the other and prints one small table."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.bench.indexing import Indexing, measure_indexing
from bot.bench.load import Timing, percentile, talk
from bot.bench.memory import Memory, MemoryWatch
from bot.bench.stack import Stack, StackError
from bot.paths import Paths


@dataclass(frozen=True)
class Measured:
    load_s: dict[str, float]
    first_ms: float | None  # the slowest of the first conversation: models may load on it
    one: Timing
    many: Timing
    conversations: int
    memory: dict[str, Memory]
    indexing: Indexing
    machine_load: float  # others at work make every time longer


def run_bench(seconds: float, conversations: int, json_file: Path | None) -> int:
    """Print the table; returns 1 when a message was not answered, 2 when nothing started."""
    paths = Paths.from_env()
    if not (paths.rasa / "tro-ly.tar.gz").exists():
        print(f"Chưa có mô hình Rasa trong {paths.rasa}. Chạy: make setup", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vneid-bench-") as folder:
        try:
            measured = _measure(paths, Path(folder), seconds, conversations)
        except StackError as error:
            print(error, file=sys.stderr)
            return 2
    console = Console() if sys.stdout.isatty() else Console(width=100)
    console.print(_table(measured))
    failures = [*measured.one.failures, *measured.many.failures]
    for failure in failures[:10]:
        console.print(failure, style="red", markup=False)
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(dict(_rows(measured)), ensure_ascii=False, indent=1)
        json_file.write_text(text, encoding="utf-8")
    return 1 if failures else 0


def _measure(paths: Paths, folder: Path, seconds: float, conversations: int) -> Measured:
    _say("Khởi động Rasa và máy chủ hành động…")
    with Stack(paths, folder) as stack:
        sessions = {name: process.pid for name, process in stack.running.items()}
        with MemoryWatch(sessions) as watch:
            _say("Tin đầu tiên…")
            first = asyncio.run(talk(stack.url, 1, 0, "first"))
            _say("Một cuộc trò chuyện…")
            one = asyncio.run(talk(stack.url, 1, seconds, "one"))
            _say(f"{conversations} cuộc cùng lúc…")
            many = asyncio.run(talk(stack.url, conversations, seconds, "many"))
        load_s = dict(stack.load_s)
    _say("Chỉ mục…")
    machine_load = os.getloadavg()[0]
    indexing = measure_indexing(paths)
    slowest = max(first.all_ms, default=None)
    return Measured(load_s, slowest, one, many, conversations, watch.peaks, indexing, machine_load)


def _table(measured: Measured) -> Table:
    table = Table(title=f"Tốc độ và bộ nhớ ({os.cpu_count()} lõi)", title_justify="left")
    table.add_column("Điều đo")
    table.add_column("", justify="right")
    for name, value in _rows(measured):
        table.add_row(name, value)
    return table


def _rows(m: Measured) -> list[tuple[str, str]]:
    peaks = [
        (
            f"Bộ nhớ cao nhất, {name} (PSS / RSS)",
            f"{peak.pss_mib:.0f} / {peak.rss_mib:.0f} MiB",
        )
        for name, peak in sorted(m.memory.items())
    ]
    return [
        ("Tải của máy khi đo (1 phút)", f"{m.machine_load:.1f}"),
        *((f"Khởi động {name}", f"{s:.1f} s") for name, s in sorted(m.load_s.items())),
        ("Tin chậm nhất của cuộc đầu tiên", _ms(m.first_ms)),
        (f"Một cuộc: mọi tin, p50 / p95 (n = {len(m.one.all_ms)})", _pair(m.one.all_ms)),
        (f"Một cuộc: tin có tra cứu (n = {len(m.one.search_ms)})", _pair(m.one.search_ms)),
        (f"{m.conversations} cuộc: p50 / p95 (n = {len(m.many.all_ms)})", _pair(m.many.all_ms)),
        (f"{m.conversations} cuộc: tin mỗi giây", f"{m.many.per_second:.1f}"),
        ("Tin không được trả lời", str(len(m.one.failures) + len(m.many.failures))),
        *peaks,
        (
            "Chỉ mục: câu trả lời / cách hỏi",
            f"{m.indexing.entries} / {m.indexing.questions}",
        ),
        ("Chỉ mục: nạp từ đĩa", f"{m.indexing.load_s:.1f} s"),
        ("Chỉ mục: dựng lại, vector đã có", f"{m.indexing.rebuild_s:.1f} s"),
        (
            "Mã hóa: cách hỏi / câu trả lời mỗi giây",
            f"{m.indexing.questions_per_s:.0f} / {m.indexing.answers_per_s:.0f}",
        ),
        ("Chỉ mục từ đầu (ước tính)", f"{m.indexing.from_scratch_s:.0f} s"),
    ]


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} ms"


def _pair(values: list[float]) -> str:
    return f"{_ms(percentile(values, 0.5))} / {_ms(percentile(values, 0.95))}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
