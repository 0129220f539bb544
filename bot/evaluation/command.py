"""`python -m bot eval`: how well the assistant understands, in figures."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from bot.ask import stdout_to_stderr
from bot.evaluation.cases import CaseError
from bot.evaluation.report import Report
from bot.evaluation.run import evaluate
from bot.evaluation.terminal import show_report


def run_evaluation(
    questions: Path,
    outside: Path,
    conversations: Path,
    half: str,
    json_file: Path | None,
    html_file: Path | None,
    misses: int,
) -> int:
    """Print the tables and write the files; returns 0, or 2 when a case file is wrong."""
    try:
        with stdout_to_stderr():
            report = evaluate(questions, outside, conversations, half, _progress)
    except (CaseError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    # Tables are wider than a pipe's 80 columns.
    console = Console() if sys.stdout.isatty() else Console(width=140)
    show_report(report, console, misses)
    _write(report, json_file, html_file)
    return 0


def _write(report: Report, json_file: Path | None, html_file: Path | None) -> None:
    for path, text in (
        (json_file, report.to_json),
        (html_file, lambda: _html(report)),
    ):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text(), encoding="utf-8")
            print(f"Đã ghi {path}", file=sys.stderr)


def _html(report: Report) -> str:
    from bot.evaluation.page import to_html

    return to_html(report)


def _progress(done: int, total: int) -> None:
    if done == total or (sys.stderr.isatty() and done % 10 == 0):
        print(
            f"   {done}/{total}", end="\n" if done == total else "\r", file=sys.stderr, flush=True
        )
