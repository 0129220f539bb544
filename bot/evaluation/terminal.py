"""The report as tables in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.evaluation.cases import STYLES
from bot.evaluation.counting import ASKED, REFUSED, RIGHT, WRONG, Share
from bot.evaluation.faults import COMPONENTS
from bot.evaluation.report import CUTS, Report, TargetRow

HALF_NAMES = {"all": "cả hai", "a": "nửa A", "b": "nửa B"}


def show_report(report: Report, console: Console, misses: int) -> None:
    """Print all tables; of the misses the first `misses`, those of topics first."""
    about = report.about
    console.print(
        f"Bộ mã hóa {about['encoder']} · chỉ mục {about['index']} ({about['entries']} câu trả lời)"
    )
    for table in (
        _targets(report),
        _styles(report),
        _parts(report),
        _retrieval(report),
        _nlu(report),
        _reliability(report),
        _faults(report),
    ):
        console.print()
        console.print(table)
    _confusions(report, console)
    _misses(report, console, misses)


def percent(found: Share | float | None, digits: int = 1) -> str:
    value = found.value if isinstance(found, Share) else found
    return "–" if value is None else f"{value * 100:.{digits}f} %"


def bound(row: TargetRow) -> str:
    return f"{'≥' if row.at_least else '≤'} {row.bound * 100:.0f} %"


def mark(met: bool | None) -> Text:
    if met is None:
        return Text("–")
    return Text("đạt", "green") if met else Text("chưa", "bold red")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right")
    return table


def _targets(report: Report) -> Table:
    halves = list(report.targets[0].shares)
    columns = [name for half in halves for name in (HALF_NAMES[half], "câu")]
    table = _table("Mục tiêu", "Điều đo", "Cần", *columns, "")
    for row in report.targets:
        cells = [
            cell
            for half in halves
            for cell in (
                percent(row.shares[half]),
                f"{row.shares[half].hits}/{row.shares[half].of}",
            )
        ]
        table.add_row(row.title, bound(row), *cells, mark(row.met))
    return table


def _styles(report: Report) -> Table:
    table = _table(
        "Theo lối viết", "Lối viết", "Câu", "Đúng", "Cả khía cạnh", "Nhầm", "Hỏi lại", "Từ chối"
    )
    for row in report.styles:
        shares = {name: Share(n, row.count) for name, n in row.verdicts.items()}
        table.add_row(
            row.style,
            str(row.count),
            percent(shares[RIGHT]),
            percent(row.with_aspect),
            percent(shares[WRONG]),
            percent(shares[ASKED]),
            percent(shares[REFUSED]),
        )
    return table


def _parts(report: Report) -> Table:
    table = _table("Đúng chủ đề nếu chỉ dùng một phần", "Phần", *STYLES, "all")
    for row in report.parts:
        table.add_row(row.title, *(percent(row.shares[style]) for style in (*STYLES, "all")))
    return table


def _retrieval(report: Report) -> Table:
    found = report.retrieval
    title = f"Riêng tìm kiếm theo nghĩa, theo chủ đề (n = {found.count})"
    table = _table(title, "Lối viết", "MRR", *(f"recall@{k}" for k in CUTS))
    for style in (*STYLES, "all"):
        cells = [f"{found.recall[style][str(k)]:.3f}" for k in CUTS]
        table.add_row(style, f"{found.mrr[style]:.3f}", *cells)
    return table


def _nlu(report: Report) -> Table:
    nlu = report.nlu
    table = _table("Riêng NLU", "Điều đo", *STYLES, "all")
    cells = [percent(nlu.aspect[style]) for style in (*STYLES, "all")]
    table.add_row("Ý định nói đúng khía cạnh", *cells)
    blank = [""] * len(STYLES)
    table.add_row("Không nói khía cạnh (ask_topic)", *blank, str(nlu.aspect_unsaid))
    table.add_row("Ý định không phải câu hỏi", *blank, str(nlu.elsewhere))
    table.add_row("Tên chủ đề: đúng trong số đã thấy", *blank, percent(nlu.topic_precision))
    table.add_row("Tên chủ đề: câu có thấy tên đúng", *blank, percent(nlu.topic_recall))
    for wanted, intent, count in nlu.confusions[:8]:
        table.add_row(f"  {wanted} → {intent}", *blank, str(count))
    return table


def _reliability(report: Report) -> Table:
    found = report.confidence
    title = (
        f"Xác suất của chủ đề đầu so với sự thật (n = {found.count}, "
        f"ECE {found.calibration_error:.3f}, Brier {found.brier:.3f})"
    )
    table = _table(title, "Khoảng", "Câu", "Tự tin", "Đúng")
    for b in found.bins:
        name = f"{b.low:.1f}–{b.high:.1f}"
        table.add_row(name, str(b.count), percent(b.confidence), percent(b.correct))
    return table


def _faults(report: Report) -> Table:
    table = _table("Lỗi ở đâu", "Phần", "Chủ đề", "Chỉ khía cạnh", "Ngoài phạm vi", "Hội thoại")
    for name, counts in report.faults.items():
        kinds = ("topic", "aspect", "outside", "turn")
        table.add_row(COMPONENTS[name], *(str(counts[kind]) for kind in kinds))
    return table


def _confusions(report: Report, console: Console) -> None:
    console.print("\n[bold]Hỏi → trả lời nhầm[/bold]")
    for pair in report.confusions:
        console.print(f"{pair.asked} → {pair.answered}", style="yellow", markup=False)
        for name, text in pair.texts:
            console.print(f"   {name}  {text}", markup=False, highlight=False, soft_wrap=True)
    if not report.confusions:
        console.print("Không có.")


def _misses(report: Report, console: Console, limit: int) -> None:
    ordered = sorted(report.misses, key=lambda miss: miss.is_aspect_only)
    console.print(f"\n[bold]Câu sai: {len(ordered)}[/bold]")
    for miss in ordered[:limit]:
        console.print(
            f"{miss.id} ({miss.half.upper()}, {miss.style})  {miss.text}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        console.print(
            f"   đọc là: {miss.normalised}\n   cần {miss.wanted}; được {miss.got}\n"
            f"   {COMPONENTS[miss.component]}: {miss.why}",
            style="dim",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if len(ordered) > limit:
        console.print(f"… còn {len(ordered) - limit} câu (xem đủ: --misses 999, --html TỆP)")
