"""A small page without a fault, for tests to break."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from actions.retrieval.check import check_pages
from actions.retrieval.errors import Problem
from actions.retrieval.passages import read_pages

TODAY = dt.date(2026, 11, 22)

GOOD = """---
id: lam-the
tên: Làm thẻ mẫu
nhóm: thu-tuc
tên gọi khác:
  - thẻ mẫu
  - cấp thẻ thử
rà soát: 1/11/2026
rà soát lại: 1/5/2027
dễ nhầm:
  doi-the: đổi thẻ cũ
nguồn:
  - mã: S1
    tên: "Thông tư 1/2026/TT-BCA"
    số hiệu: 1/2026/TT-BCA
    ngày: 5/1/2026
  - mã: S2
    tên: "Trang mẫu"
    liên kết: https://mau.gov.vn/the
    xem ngày: 1/11/2026
---

# Làm thẻ mẫu

## Là gì

### Thẻ mẫu là gì

Hỏi:
- Thẻ mẫu là gì?
- Thẻ mẫu để làm chi?
- Công dụng của thẻ mẫu
- Ai đặt ra thẻ mẫu vậy?
- Tui chưa biết thẻ mẫu dùng mần chi
- Con tui hỏi thẻ mẫu là cái gì

Đáp:
**Thẻ mẫu là giấy tờ để thử.** [S1]

## Cách làm

### Làm thẻ mẫu trên mạng

Hỏi:
- Làm thẻ mẫu trên mạng thế nào?
- Các bước làm thẻ mẫu
- Chỉ tui cách làm thẻ mẫu
- Làm thẻ mẫu bấm vào đâu?
- Sao tìm hoài không thấy chỗ làm thẻ mẫu
- Thẻ mẫu mần răng rứa?

Đáp:
**Bạn làm trên https://mau.gov.vn.** [S2]

1. Mở trang, đăng nhập.
2. Chọn “Thẻ mẫu”, bấm “Gửi”.

## Lệ phí

### Lệ phí thẻ mẫu
Từ ngày: 1/1/2026
Tỉnh/thành: Hà Nội

Hỏi:
- Làm thẻ mẫu hết bao nhiêu tiền?
- Phí thẻ mẫu
- Lệ phí làm thẻ mẫu là mấy đồng?
- Thẻ mẫu có mất tiền không?
- Sao thu tiền thẻ mẫu của tôi?
- Thẻ mẫu nhiêu tiền vậy ta

Đáp:
**Lệ phí là 50.000 đồng mỗi thẻ.** [S1]

## Làm ở đâu

### Nơi làm thẻ mẫu

Hỏi:
- Làm thẻ mẫu ở đâu?
- Chỗ làm thẻ mẫu
- Ra công an xã làm thẻ mẫu được không?
- Nộp hồ sơ thẻ mẫu chỗ nào
- Tui ở xa, làm thẻ mẫu tại đâu
- Thẻ mẫu làm chỗ mô?

Đáp:
**Công an cấp xã nơi bạn ở.** [S1]

## Ai làm được

### Tuổi làm thẻ mẫu

Hỏi:
- Mấy tuổi làm được thẻ mẫu?
- Điều kiện làm thẻ mẫu
- Con nít có làm thẻ mẫu không?
- Ai được làm thẻ mẫu
- Người già làm thẻ mẫu được chứ?
- Cháu tui còn nhỏ làm thẻ mẫu được hông

Đáp:
**Người từ đủ 14 tuổi.** [S1]

## Gặp lỗi, bị từ chối

### Không gửi được yêu cầu thẻ mẫu

Hỏi:
- Không gửi được thẻ mẫu
- Bấm gửi thẻ mẫu mà báo lỗi
- Thẻ mẫu bị từ chối
- Sao nút gửi thẻ mẫu bị mờ?
- Tui gửi thẻ mẫu hoài không xong
- Lỗi khi làm thẻ mẫu

Đáp:
**Kiểm tra mạng rồi gửi lại.** [S2]
"""

OTHER = (
    GOOD.replace("id: lam-the", "id: doi-the")
    .replace("doi-the: đổi thẻ cũ", "lam-the: làm thẻ mới")
    .replace("Làm thẻ mẫu", "Đổi thẻ cũ")
    .replace("cấp thẻ thử", "thay thẻ thử")
    .replace("thẻ mẫu", "thẻ cũ")
    .replace("Thẻ mẫu", "Thẻ cũ")
)


def write(folder: Path, text: str | bytes = GOOD, name: str = "thu-tuc/lam-the.md") -> Path:
    """Put a page where it belongs and return the knowledge folder."""
    path = folder / "knowledge" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "knowledge"


def problems_of(knowledge: Path, today: dt.date = TODAY) -> list[Problem]:
    """Return what `python -m bot check` says without an index."""
    pages, problems = read_pages(knowledge)
    return sorted(problems + check_pages(pages, today))


def line_of(text: str, part: str) -> int:
    """Return the number of the first line that holds `part`."""
    return text[: text.index(part)].count("\n") + 1
