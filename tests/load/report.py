"""The small tables that the runs print."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from tests.load.memory import Course
from tests.load.phase import Phase


def say(text: str) -> None:
    """Show progress."""
    print(text, file=sys.stderr, flush=True)


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*row)
    console = Console() if sys.stdout.isatty() else Console(width=100)
    console.print(table)


def phase_rows(phases: Sequence[Phase]) -> list[list[str]]:
    """Return one row a measure, one column a phase."""
    return [
        [name, *(str(of(phase)) for phase in phases)]
        for name, of in (
            ("cores; load of the machine", lambda p: f"{os.cpu_count()}; {p.machine_load:.1f}"),
            ("normal chats", lambda p: len(p.told)),
            ("their messages", lambda p: p.sent),
            ("a second", lambda p: f"{p.sent / p.seconds:.1f}"),
            ("messages of the flooder, a second", lambda p: f"{p.flooder_sent / p.seconds:.0f}"),
            ("answers to the flooder", lambda p: len(p.flooder_read)),
            ("update to answer, p50", lambda p: _ms(p.wait(0.5))),
            ("p95", lambda p: _ms(p.wait(0.95))),
            ("p99", lambda p: _ms(p.wait(0.99))),
            ("longest", lambda p: _ms(p.wait(1.0))),
            ("behind schedule, p95 (this program)", lambda p: _ms(p.late_s)),
            ("lost", lambda p: p.verdict.lost),
            ("doubled", lambda p: p.verdict.doubled),
            ("out of order", lambda p: p.verdict.misplaced),
            ("not as when asked alone", lambda p: p.verdict.strange),
            ("deepest queue", lambda p: p.deepest_queue),
            ("queue at the end", lambda p: p.queue_at_end),
        )
    ]


def print_memory(memory: Mapping[str, Course]) -> None:
    rows = [
        [name, f"{c.sizes[0]:.0f} MiB", f"{c.sizes[-1]:.0f} MiB", f"{c.slope:+.1f} MiB/h"]
        for name, c in memory.items()
        if c.sizes
    ]
    print_table("Memory allocated", ["at the start", "at the end", "slope"], rows)


def print_faults(faults: Sequence[str]) -> int:
    """Print what went wrong; return the exit status."""
    for fault, count in Counter(faults).most_common(30):
        print(f"{count} × {fault[:400]}" if count > 1 else fault[:400])
    if len(faults) > 30:
        print(f"{len(faults)} faults in all")
    return 1 if faults else 0


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{1000 * seconds:.0f} ms"
