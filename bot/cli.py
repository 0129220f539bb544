"""The commands of `python -m bot`; each imports what it needs when it runs."""

from __future__ import annotations

import datetime as dt
import enum
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = ROOT / "tests" / "questions"
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class QuestionSet(str, enum.Enum):
    dev = "dev"
    second = "second"


class Half(str, enum.Enum):
    all = "all"
    a = "a"
    b = "b"


@app.callback()
def main() -> None:
    """Trợ lý VNeID (không chính thức)."""
    import os

    from bot.settings import SettingsError, environment

    try:
        os.environ.update(environment())  # .env counts for every command and what it starts
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


@app.command()
def check(
    knowledge: Path = typer.Option(
        ROOT / "knowledge", envvar="KNOWLEDGE_DIR", help="Thư mục chứa các trang."
    ),
    only: str = typer.Option("", help="Chỉ in lỗi của các trang có chữ này trong đường dẫn."),
    drafts: bool = typer.Option(False, "--drafts", help="In từng chỗ phải sửa của bản nháp."),
) -> None:
    """Kiểm tra mọi trang trong knowledge/; có lỗi thì kết thúc với mã 1."""
    import dataclasses

    from bot.checking import check_knowledge
    from bot.paths import Paths

    paths = dataclasses.replace(Paths.from_env(), knowledge=knowledge)
    checked = check_knowledge(paths, dt.date.today()).only(only)
    if drafts:
        checked = checked.with_drafts()
    for problem in checked.problems:
        typer.echo(str(problem))
    if checked.note:
        typer.echo(checked.note)
    typer.echo(checked.summary)
    raise typer.Exit(1 if checked.has_errors else 0)


@app.command()
def setup(only: str = typer.Option("", help="Chỉ làm một bước.")) -> None:
    """Chuẩn bị mọi thứ để chạy; bước nào không đổi thì bỏ qua."""
    from bot.paths import Paths
    from bot.setup import run_setup

    run_setup(Paths.from_env(), only or None)


@app.command()
def ask(
    question: str = typer.Argument("", help="Một câu hỏi."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Đọc và viết JSON từng dòng."),
) -> None:
    """Trả lời một câu, hoặc nhiều dòng JSON từ stdin."""
    import sys

    from bot.ask import ask_jsonl, ask_once

    if jsonl:
        raise typer.Exit(ask_jsonl(sys.stdin.buffer, sys.stdout))
    if not question:
        typer.echo('Cần một câu hỏi, ví dụ: python -m bot ask "phí lý lịch tư pháp bao nhiêu"')
        raise typer.Exit(2)
    ask_once(question)


@app.command()
def coverage(
    knowledge: Path = typer.Option(
        ROOT / "knowledge", envvar="KNOWLEDGE_DIR", help="Thư mục chứa các trang."
    ),
    out: Path = typer.Option(ROOT / "results" / "coverage.html", help="Nơi ghi bản đồ nhiệt."),
) -> None:
    """Xem chủ đề nào có mục nào, nguồn mới đến đâu; ghi thêm bản HTML."""
    import shutil

    from rich.console import Console

    from actions.retrieval.passages import read_pages
    from bot.coverage import WIDTH, print_coverage
    from bot.coverage import coverage as rows_of
    from bot.coverage_page import write_html

    pages, problems = read_pages(knowledge)
    rows = rows_of(pages, dt.date.today())
    width = max(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    print_coverage(rows, Console(width=width))
    write_html(rows, dt.date.today(), out)
    typer.echo(f"Bản đồ nhiệt: {out}")
    if problems:
        broken = len({problem.path for problem in problems})
        typer.echo(f"{broken} trang có lỗi nên không có trong bảng: python -m bot check")


@app.command("import")
def import_(
    file: Path = typer.Argument(..., help="Tệp .docx, .pdf, .html, .txt hoặc .md."),
    group: str = typer.Option("nhap", help="Thư mục trong knowledge/; nhap là chưa xếp nhóm."),
    page_id: str = typer.Option("", "--id", help="Tên trang, như ho-chieu; trống thì lấy từ tựa."),
    knowledge: Path = typer.Option(
        ROOT / "knowledge", envvar="KNOWLEDGE_DIR", help="Thư mục chứa các trang."
    ),
) -> None:
    """Nhập một văn bản thành trang nháp để viết lại; không ghi đè trang nào."""
    from bot.importing.blocks import ImportRefused
    from bot.importing.command import import_file

    try:
        typer.echo(import_file(file, knowledge, group, page_id, dt.date.today()))
    except ImportRefused as refused:
        typer.echo(f"{file}: {refused}", err=True)
        raise typer.Exit(1) from refused


@app.command()
def preview(
    question: str = typer.Argument(..., help="Câu hỏi của người dân."),
    conversation: str = typer.Option("", help="Các câu hỏi tiếp, cách nhau bằng dấu |."),
) -> None:
    """Xem sẽ trả lời thế nào trên Telegram, và vì sao."""
    import shutil

    from rich.console import Console

    from bot.ask import stdout_to_stderr
    from bot.preview import WIDTH
    from bot.preview import preview as show

    follow_ups = [part.strip() for part in conversation.split("|") if part.strip()]
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    with stdout_to_stderr() as out:
        show([question, *follow_ups], Console(file=out, width=width))


@app.command()
def chat() -> None:
    """Trò chuyện trong cửa sổ này, không cần Telegram."""
    from bot.chat import chat_in_terminal

    chat_in_terminal()


@app.command()
def run() -> None:
    """Chạy trợ lý: Telegram nếu có TELEGRAM_TOKEN, không thì trò chuyện tại đây."""
    import logging
    import os

    from bot.paths import Paths
    from bot.settings import ConnectorSettings, SettingsError
    from bot.supervisor import PortError, Supervisor, programs, require_free_port

    paths = Paths.from_env()
    if not (paths.rasa / "tro-ly.tar.gz").exists():
        typer.echo(f"Chưa có mô hình trong {paths.models}. Chạy: make setup", err=True)
        raise typer.Exit(2)
    if not os.environ.get("TELEGRAM_TOKEN"):
        typer.echo(
            "Chưa có TELEGRAM_TOKEN nên mở trò chuyện ngay tại đây. Để chạy trên Telegram: "
            "TELEGRAM_TOKEN=<mã của @BotFather> make run",
            err=True,
        )
        from bot.chat import chat_in_terminal

        chat_in_terminal()
        return
    try:
        settings = ConnectorSettings.from_env(os.environ)
        require_free_port("RASA_PORT", os.environ.get("RASA_PORT", "5005"))
        require_free_port("ACTION_PORT", os.environ.get("ACTION_PORT", "5055"))
        require_free_port("METRICS_LISTEN", str(settings.metrics))
    except (SettingsError, PortError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    raise typer.Exit(Supervisor(programs(paths, os.environ)).run())


@app.command("eval")
def evaluate(
    of: QuestionSet = typer.Option(
        QuestionSet.dev, "--set", help="Bộ câu trong tests/questions: dev, hoặc second."
    ),
    questions: Path = typer.Option(None, help="Câu hỏi (JSONL); trống thì của bộ."),
    outside: Path = typer.Option(None, help="Câu ngoài phạm vi; trống thì của bộ."),
    conversations: Path = typer.Option(None, help="Hội thoại; trống thì của bộ."),
    half: Half = typer.Option(Half.all, help="Chỉ một nửa, chia theo mã câu."),
    json: Path = typer.Option(None, help="Ghi mọi con số vào tệp JSON."),
    html: Path = typer.Option(None, help="Ghi trang HTML có biểu đồ."),
    misses: int = typer.Option(30, help="In bao nhiêu câu sai."),
) -> None:
    """Đo trợ lý hiểu đúng tới đâu, trên các câu trong tests/questions."""
    from bot.evaluation.command import run_evaluation

    raise typer.Exit(
        run_evaluation(
            questions or QUESTIONS / f"{of.value}-questions.jsonl",
            outside or QUESTIONS / f"{of.value}-out-of-scope.jsonl",
            conversations or QUESTIONS / f"{of.value}-conversations.jsonl",
            half.value,
            json,
            html,
            misses,
        )
    )


@app.command("cross-validate")
def cross_validation(
    folds: int = typer.Option(4, min=2, help="Chia các câu mẫu thành bao nhiêu phần."),
) -> None:
    """Đo ý định và chủ đề trên các câu mẫu chưa học (data/nlu), mỗi phần khoảng một phút."""
    from bot.evaluation.cross_validation import cross_validate
    from bot.paths import Paths

    for result in cross_validate(Paths.from_env(), folds, typer.echo):
        name = {"intents": "Ý định", "topics": "Chủ đề"}[result.kind]
        typer.echo(
            f"{name}: đúng {result.accuracy:.1%}, macro-F1 {result.macro_f1:.3f} "
            f"({result.count} câu, {len(result.f1)} nhãn)"
        )
        for label, f1 in sorted(result.f1.items(), key=lambda item: item[1])[:30]:
            typer.echo(f"   {f1:.3f}  {label}")


@app.command("test-stories")
def test_stories(
    folder: Path = typer.Argument(ROOT / "tests" / "conversations", help="Thư mục hoặc một tệp."),
) -> None:
    """Chạy các mẫu hội thoại test_*.yml trên mô hình đã học; sai câu nào thì mã 1."""
    from bot.paths import Paths
    from bot.story_tests import StoryError, run_stories

    try:
        outcome = run_stories(folder, Paths.from_env())
    except StoryError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for failure in outcome.failures:
        typer.echo(str(failure))
    typer.echo(outcome.summary)
    raise typer.Exit(1 if outcome.failures else 0)


@app.command()
def bench(
    seconds: float = typer.Option(10.0, help="Mỗi phép đo dài bao lâu."),
    conversations: int = typer.Option(8, help="Bao nhiêu cuộc cùng lúc."),
    json: Path = typer.Option(None, help="Ghi các con số vào tệp JSON."),
) -> None:
    """Đo tốc độ và bộ nhớ của Rasa và máy chủ hành động thật, không cần Telegram."""
    from bot.bench.command import run_bench

    raise typer.Exit(run_bench(seconds, conversations, json))
