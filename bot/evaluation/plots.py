"""Plots as SVG text, to stand inside an HTML page; every value is also written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from bot.evaluation.metrics import Bin

# Told apart by people who do not see red and green apart as well (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#e69f00", "#d55e00", "#999999", "#009e73", "#cc79a7")
_DARK = ("#0072b2", "#d55e00")  # on these, white text can be read
_ROW = 26
_LABEL = 150
_BAR = 420


def stacked_bars(
    title: str,
    rows: Mapping[str, Mapping[str, float]],
    names: Mapping[str, str],
    *,
    of_row: bool = True,
) -> str:
    """One bar a row; `names`: part -> what readers see.

    All bars are equally long, their parts shares of the row; else (`of_row=False`) the longest
    row is.
    """
    parts: list[str] = []
    longest = max((sum(values.values()) for values in rows.values()), default=0)
    for number, (label, values) in enumerate(rows.items()):
        y = number * _ROW
        total = sum(values.values()) if of_row else longest
        parts.append(_text(_LABEL - 8, y + 17, label, "end"))
        left = float(_LABEL)
        for (part, name), colour in zip(names.items(), COLOURS):
            width = _BAR * values.get(part, 0) / total if total else 0.0
            if not width:
                continue
            shown = f"{values[part]:g}"
            parts.append(
                f'<rect x="{left:.1f}" y="{y + 3}" width="{width:.1f}" height="{_ROW - 6}" '
                f'fill="{colour}"><title>{escape(f"{label}: {name} {shown}")}</title></rect>'
            )
            if width > 24:
                ink = "#fff" if colour in _DARK else "#222"
                parts.append(_text(left + width / 2, y + 17, shown, "middle", ink))
            left += width
    legend = _legend([(name, colour) for name, colour in zip(names.values(), COLOURS)])
    return legend + _svg(title, _LABEL + _BAR + 20, len(rows) * _ROW + 6, parts)


def lines(title: str, ticks: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """Shares (0..1) over evenly spaced ticks, one line a series."""
    left, top, width, height = 50, 10, 420, 220
    step = width / max(1, len(ticks) - 1)
    parts = _grid(left, top, width, height)
    parts += [
        _text(left + i * step, top + height + 18, tick, "middle") for i, tick in enumerate(ticks)
    ]
    for (name, values), colour in zip(series.items(), COLOURS):
        points = [(left + i * step, top + height * (1 - v)) for i, v in enumerate(values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}">'
            f"<title>{escape(f'{name}, {tick}: {v:.3f}')}</title></circle>"
            for (x, y), tick, v in zip(points, ticks, values)
        ]
    legend = _legend([(name, colour) for name, colour in zip(series, COLOURS)])
    return legend + _svg(title, left + width + 20, top + height + 30, parts)


def reliability_plot(title: str, bins: Sequence[Bin]) -> str:
    """Correctness over confidence; the dashed line is the honest one, areas are counts."""
    left, top, side = 50, 18, 260
    parts = _grid(left, top, side, side)
    parts.append(
        f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" '
        'stroke="#999" stroke-dasharray="4 4"/>'
    )
    most = max((b.count for b in bins), default=1)
    for b in bins:
        x, y = left + side * b.confidence, top + side * (1 - b.correct)
        shown = f"{b.count} câu: tự tin {b.confidence:.0%}, đúng {b.correct:.0%}"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + 11 * (b.count / most) ** 0.5:.1f}" '
            f'fill="{COLOURS[0]}" fill-opacity="0.7"><title>{escape(shown)}</title></circle>'
        )
    parts += [
        _text(left + side * v, top + side + 18, f"{v:.0%}", "middle")
        for v in (0, 0.25, 0.5, 0.75, 1)
    ]
    return _svg(title, left + side + 30, top + side + 30, parts)


def _grid(left: float, top: float, width: float, height: float) -> list[str]:
    parts = []
    for value in (0, 0.25, 0.5, 0.75, 1):
        y = top + height * (1 - value)
        parts.append(f'<line x1="{left}" y1="{y}" x2="{left + width}" y2="{y}" stroke="#ddd"/>')
        parts.append(_text(left - 8, y + 4, f"{value:.0%}", "end"))
    return parts


def _text(x: float, y: float, text: str, anchor: str = "start", colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _legend(items: Sequence[tuple[str, str]]) -> str:
    spans = [
        f'<span><i style="background:{colour}"></i>{escape(name)}</span>' for name, colour in items
    ]
    return f'<p class="legend">{"".join(spans)}</p>'


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}">{"".join(parts)}</svg>'
    )
