from __future__ import annotations

import re
from xml.etree import ElementTree

from bot.evaluation.metrics import Bin
from bot.evaluation.plots import lines, reliability_plot, stacked_bars

NAMES = {"right": "đúng & đủ", "wrong": "nhầm"}
ROWS = {"a": {"right": 3, "wrong": 1}, "<b>": {"right": 2, "wrong": 0}}


def drawing(html: str) -> ElementTree.Element:
    """Return the parsed SVG: whatever is drawn must be well-formed."""
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", html, re.S).group())


def widths(html: str) -> list[float]:
    return [float(rect.get("width")) for rect in drawing(html).iter("rect")]


def test_bars_are_shares_of_their_row():
    right, wrong, alone = widths(stacked_bars("t", ROWS, NAMES))
    assert (right, wrong) == (315.0, 105.0)
    assert alone == right + wrong


def test_bars_of_counts_share_one_scale():
    assert widths(stacked_bars("t", ROWS, NAMES, of_row=False)) == [315.0, 105.0, 210.0]


def test_a_row_of_nothing_is_drawn_as_nothing():
    assert widths(stacked_bars("t", {"a": {"right": 0}}, NAMES)) == []


def test_a_share_of_one_is_drawn_above_a_share_of_zero():
    circles = list(drawing(lines("t", ["@1", "@3"], {"x": [0.0, 1.0]})).iter("circle"))
    low, high = (float(circle.get("cy")) for circle in circles)
    assert high < low


def test_honest_bins_lie_on_the_line():
    bins = [Bin(0.2, 0.3, 4, 0.25, 0.25), Bin(0.9, 1.0, 1, 1.0, 1.0)]
    svg = drawing(reliability_plot("t", bins))
    line = [e for e in svg.iter("line") if e.get("stroke-dasharray")][0]
    x1, y1, x2, y2 = (float(line.get(name)) for name in ("x1", "y1", "x2", "y2"))
    for circle in svg.iter("circle"):
        share = (float(circle.get("cx")) - x1) / (x2 - x1)
        assert abs(y1 + share * (y2 - y1) - float(circle.get("cy"))) < 0.1
