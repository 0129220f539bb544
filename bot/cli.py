"""The commands of `python -m bot`; each imports what it needs when it runs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Trợ lý VNeID (không chính thức)."""


@app.command()
def check(
    knowledge: Path = typer.Option(ROOT / "knowledge", help="Thư mục chứa các trang."),
    only: str = typer.Option("", help="Chỉ in lỗi của các trang có chữ này trong đường dẫn."),
) -> None:
    """Kiểm tra mọi trang trong knowledge/; có lỗi thì kết thúc với mã 1."""
    from actions.retrieval.check import check_pages
    from actions.retrieval.passages import read_pages

    pages, problems = read_pages(knowledge)
    problems = sorted(problems + check_pages(pages, dt.date.today()))
    if only:
        problems = [problem for problem in problems if only in problem.path]
    for problem in problems:
        typer.echo(str(problem))
    errors = sum(not problem.is_warning for problem in problems)
    entries = sum(len(page.entries) for page in pages)
    typer.echo(
        f"{len(pages)} trang, {entries} câu trả lời: {errors} lỗi, {len(problems) - errors} nhắc."
    )
    raise typer.Exit(1 if errors else 0)
