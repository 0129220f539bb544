"""The report as one HTML page: no scripts, no fonts, no pictures from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from bot.evaluation.cases import STYLES
from bot.evaluation.counting import ASKED, REFUSED, RIGHT, WRONG
from bot.evaluation.faults import COMPONENTS
from bot.evaluation.plots import lines, reliability_plot, stacked_bars
from bot.evaluation.report import CUTS, Miss, Report
from bot.evaluation.terminal import HALF_NAMES, bound, percent

_GROUPS = {"question": "Câu hỏi", "outside": "Ngoài phạm vi", "turn": "Hội thoại"}
_CSS = """
body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #ddd}
table{border-collapse:collapse;margin:.6rem 0}th,td{padding:.15rem .7rem;text-align:right;
border-bottom:1px solid #eee}th:first-child,td:first-child{text-align:left}
.ok{color:#00664f;font-weight:600}.no{color:#a33c00;font-weight:600}
.legend span{margin-right:1.2rem}.legend i{display:inline-block;width:.8rem;height:.8rem;
margin-right:.35rem}svg{max-width:100%;height:auto;font:12px system-ui,sans-serif}
details{border-bottom:1px solid #eee;padding:.25rem 0}summary{cursor:pointer}
dl{margin:.3rem 0 .6rem 1.2rem;display:grid;grid-template-columns:7rem 1fr}dd{margin:0}
small,.about{color:#555}
"""


def to_html(report: Report) -> str:
    about = report.about
    parts = [
        "<h1>Trợ lý VNeID hiểu đúng tới đâu</h1>",
        f'<p class="about">{escape(about["questions"])}, {escape(about["outside"])}, '
        f"{escape(about['conversations'])} · {escape(HALF_NAMES[about['half']])} · bộ mã hóa "
        f"{escape(about['encoder'])} · chỉ mục {escape(about['index'])} "
        f"({escape(about['entries'])} câu trả lời)</p>",
        *_targets(report),
        *_styles(report),
        *_parts(report),
        *_retrieval(report),
        *_nlu(report),
        *_reliability(report),
        *_faults(report),
        *_confusions(report),
        *_misses(report),
    ]
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Trợ lý VNeID: đo mức hiểu</title><style>{_CSS}</style>"
        f"<body>{chr(10).join(parts)}</body></html>\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already."""
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _targets(report: Report) -> list[str]:
    halves = list(report.targets[0].shares)
    rows = []
    for row in report.targets:
        cells = [
            f"{percent(row.shares[half])} <small>{row.shares[half].hits}/{row.shares[half].of}</small>"
            for half in halves
        ]
        met = {
            True: '<span class="ok">đạt</span>',
            False: '<span class="no">chưa</span>',
            None: "–",
        }
        rows.append([escape(row.title), bound(row), *cells, met[row.met]])
    head = ["Điều đo", "Cần", *(HALF_NAMES[half] for half in halves), ""]
    return ["<h2>Mục tiêu</h2>", _table(head, rows)]


def _styles(report: Report) -> list[str]:
    names = {RIGHT: "đúng chủ đề", ASKED: "hỏi lại", WRONG: "nhầm", REFUSED: "từ chối"}
    rows = {row.style: row.verdicts for row in report.styles}
    table = _table(
        ["Lối viết", "Câu", "Đúng cả khía cạnh"],
        [[row.style, str(row.count), percent(row.with_aspect)] for row in report.styles],
    )
    return ["<h2>Theo lối viết (số câu)</h2>", stacked_bars("Theo lối viết", rows, names), table]


def _parts(report: Report) -> list[str]:
    styles = (*STYLES, "all")
    rows = [[escape(p.title), *(percent(p.shares[s]) for s in styles)] for p in report.parts]
    return [
        "<h2>Đúng chủ đề nếu chỉ dùng một phần</h2>",
        _table(["Phần", *styles], rows),
    ]


def _retrieval(report: Report) -> list[str]:
    found = report.retrieval
    series = {style: [found.recall[style][str(k)] for k in CUTS] for style in STYLES}
    rows = [
        [style, f"{found.mrr[style]:.3f}", *(f"{found.recall[style][str(k)]:.3f}" for k in CUTS)]
        for style in (*STYLES, "all")
    ]
    return [
        f"<h2>Riêng tìm kiếm theo nghĩa, theo chủ đề (n = {found.count})</h2>",
        lines("recall@k theo lối viết", [f"@{k}" for k in CUTS], series),
        _table(["Lối viết", "MRR", *(f"recall@{k}" for k in CUTS)], rows),
    ]


def _nlu(report: Report) -> list[str]:
    nlu = report.nlu
    styles = (*STYLES, "all")
    rows = [["Ý định nói đúng khía cạnh", *(percent(nlu.aspect[s]) for s in styles)]]
    facts = [
        ["Câu mà ý định không nói khía cạnh (ask_topic)", str(nlu.aspect_unsaid)],
        ["Câu mà ý định không phải câu hỏi", str(nlu.elsewhere)],
        ["Tên chủ đề: đúng trong số đã thấy", percent(nlu.topic_precision)],
        ["Tên chủ đề: câu có thấy tên đúng", percent(nlu.topic_recall)],
    ]
    confused = [[escape(f"{a} → {b}"), str(n)] for a, b, n in nlu.confusions]
    return [
        "<h2>Riêng NLU</h2>",
        _table(["Điều đo", *styles], rows),
        _table(["", ""], facts),
        "<details><summary>Khía cạnh bị hiểu khác</summary>",
        _table(["Cần → ý định", "Câu"], confused),
        "</details>",
    ]


def _reliability(report: Report) -> list[str]:
    found = report.confidence
    return [
        "<h2>Xác suất của chủ đề đầu so với sự thật</h2>",
        f"<p>n = {found.count} · ECE {found.calibration_error:.3f} · Brier {found.brier:.3f}. "
        "Ngang: tự tin. Dọc: đúng. Trên đường đứt nét là thành thật.</p>",
        reliability_plot("Độ tin cậy", found.bins),
        _table(
            ["Khoảng", "Câu", "Tự tin", "Đúng"],
            [
                [
                    f"{b.low:.1f}–{b.high:.1f}",
                    str(b.count),
                    percent(b.confidence),
                    percent(b.correct),
                ]
                for b in found.bins
            ],
        ),
    ]


def _faults(report: Report) -> list[str]:
    names = {"topic": "chủ đề", "aspect": "chỉ khía cạnh", "outside": "ngoài phạm vi"}
    names["turn"] = "hội thoại"
    rows = {COMPONENTS[name]: counts for name, counts in report.faults.items()}
    table = _table(
        ["Phần", *names.values()],
        [[name, *(str(counts[kind]) for kind in names)] for name, counts in rows.items()],
    )
    return ["<h2>Lỗi ở đâu</h2>", stacked_bars("Lỗi theo phần", rows, names, of_row=False), table]


def _confusions(report: Report) -> list[str]:
    parts = ["<h2>Hỏi → trả lời nhầm</h2>"]
    for pair in report.confusions:
        texts = "".join(
            f"<li><small>{escape(name)}</small> {escape(text)}</li>" for name, text in pair.texts
        )
        parts.append(f"<p>{escape(pair.asked)} → {escape(pair.answered)}</p><ul>{texts}</ul>")
    return parts if report.confusions else [*parts, "<p>Không có.</p>"]


def _misses(report: Report) -> list[str]:
    parts = [f"<h2>Câu sai: {len(report.misses)}</h2>"]
    for group, name in _GROUPS.items():
        chosen = sorted(
            (miss for miss in report.misses if miss.group == group),
            key=lambda miss: miss.is_aspect_only,
        )
        parts.append(f"<h3>{name} ({len(chosen)})</h3>")
        parts += [_miss(miss) for miss in chosen]
    return parts


def _miss(miss: Miss) -> str:
    facts = {
        "đọc là": miss.normalised,
        "cần": miss.wanted,
        "được": miss.got,
        "lỗi": f"{COMPONENTS[miss.component]}: {miss.why}",
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    about = f"{miss.id}, nửa {miss.half.upper()}, {miss.style}"
    return (
        f"<details><summary>{escape(miss.text)} <small>{escape(about)}</small></summary>"
        f"<dl>{rows}</dl></details>"
    )
