"""Figures as Vietnamese documents and pages write them."""

from __future__ import annotations

import pytest

from actions.retrieval.figures import find_figures, supports


def keys(text: str) -> list[tuple[str, str]]:
    return [figure.key for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phí 200.000 đồng", [("money", "200000")]),
        ("phí 200.000đ", [("money", "200000")]),
        ("phạt 8–10 triệu đồng", [("money", "8000000"), ("money", "10000000")]),
        ("từ 500.000 đến 1 triệu đồng", [("money", "500000"), ("money", "1000000")]),
        ("1,5 tỷ đồng", [("money", "1500000000")]),
        ("0 đồng", [("money", "0")]),
        ("2 đồng ý", [("number", "2")]),
        ("152 tỷ USD", [("usd", "152000000000")]),
        ("16,4 triệu tài khoản", [("number", "16400000")]),
        ("10,9%", [("percent", "10.9")]),
        ("07 ngày làm việc", [("ngày làm việc", "7")]),
        ("3 hoặc 7 ngày", [("ngày", "3"), ("ngày", "7")]),
        ("từ 6 đến dưới 14 tuổi", [("age", "6"), ("age", "14")]),
        ("ngày 01/07/2026", [("date", "2026-07-01")]),
        ("ngày 1.7.2026", [("date", "2026-07-01")]),
        ("ngày 5 tháng 12 năm 2025", [("date", "2025-12-05")]),
        ("mồng 2/9", [("date", "?-09-02")]),
        ("tháng 3/2025 và tháng 6 năm 2025", [("date", "2025-03"), ("date", "2025-06")]),
        ("Quý II/2025", [("date", "2025-Q2")]),
        ("giai đoạn 2022 - 2025", [("date", "2022"), ("date", "2025")]),
        ("Thông tư 16/2025/TT-BTC", [("document", "16/2025/TT-BTC")]),
        ("Quyết định 06/QĐ-TTg", [("document", "6/QĐ-TTG")]),
        ("Nghị quyết 57-NQ/TW", [("document", "57-NQ/TW")]),
        ("Luật 49/2019/QH14", [("document", "49/2019/QH14")]),
        (
            "Nghị định 123/2015, 87/2020",
            [("document", "123/2015"), ("document", "87/2020")],
        ),
        ("gọi 1900.0368 hoặc 19000368", [("phone", "19000368"), ("phone", "19000368")]),
        ("gọi 069 2342593", [("phone", "0692342593")]),
        ("thủ tục 1.001456", [("code", "1.001456")]),
        ("mẫu CT01, TK01a", [("form", "CT01"), ("form", "TK01a")]),
        ("437/441 đại biểu", [("ratio", "437/441")]),
        ("4.543 trên 6.325 thủ tục", [("ratio", "4543/6325")]),
        ("Chỉ thị 24 ngày 13/9/2025", [("number", "24"), ("date", "2025-09-13")]),
        ("đồng ý với tạm trú", []),
        ("1. Mở ứng dụng [S12] https://a.vn/2024/15", []),
        ("Bước 4 và 5", []),
    ],
)
def test_a_figure_is_read_with_its_unit(text, expected):
    assert keys(text) == expected


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("từ 1/7/2026", "từ 01/07/2026"),
        ("từ 1/7/2026", "từ tháng 7/2026"),
        ("từ 1/7/2026", "năm 2026"),
        ("ngày 22/4/2024", "ngày 22/4"),
        ("Nghị định 69/2024/NĐ-CP", "Nghị định 69/2024"),
        ("Nghị định 69/2024", "Nghị định 69/2024/NĐ-CP"),
        ("Luật 28/2009/QH12", "Luật năm 2009"),
        ("Thông báo 369/TB-VPCP", "Thông báo 369"),
        ("giá đến 15 triệu 700.000; trên 40 triệu 2.800.000 đồng", "700.000 đồng"),
        ("con dưới 18, vợ chồng", "con dưới 18 tuổi"),
        ("đầu số 156/5656", "số 5656"),
    ],
)
def test_a_source_bears_out_what_says_the_same_or_less(source, told):
    assert all(supports(keys(source), figure) for figure in find_figures(told))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("từ tháng 7/2026", "từ 1/7/2026"),
        ("từ 1/7/2026", "từ 1/7/2025"),
        ("7 ngày", "7 ngày làm việc"),
        ("7 ngày làm việc", "7 ngày"),
        ("200.000 đồng", "20.000 đồng"),
        ("10 năm", "10 tháng"),
        ("Nghị định 69/2024/NĐ-CP", "Nghị định 96/2024"),
        ("1900.0368", "1900.0386"),
        ("50%", "5%"),
        ("14 tuổi", "16 tuổi"),
        ("2.800.000 đồng", "800.000 đồng"),
    ],
)
def test_a_source_does_not_bear_out_another_figure(source, told):
    (figure,) = find_figures(told)
    assert not supports(keys(source), figure)
