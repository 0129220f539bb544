"""Tiny pages and an encoder whose vectors can be worked out by hand, for tests."""

from __future__ import annotations

import zlib

import numpy as np

PAGE = """---
id: {id}
tên: {name}
nhóm: thu-tuc
tên gọi khác:
  - {alias}
rà soát: 1/11/2026
rà soát lại: 1/5/2027
nguồn:
  - mã: S1
    tên: Nguồn thử
    số hiệu: 1/2026
    ngày: 1/1/2026
---

# {name}

## Lệ phí

### Phí của {name}

Hỏi:
- {name} bao nhiêu tiền
- Phí {name}
- Làm {name} tốn nhiêu

Đáp:
**Phí {name} là 10.000 đồng.** [S1]

### Phí {name} ở Hà Nội
Tỉnh/thành: Hà Nội
Từ ngày: 1/1/2026
Đến ngày: 31/12/2026

Hỏi:
- Phí {name} ở Hà Nội
- Hà Nội thu {name} bao nhiêu
- {name} tại thủ đô giá sao

Đáp:
**Hà Nội không thu phí {name}.** [S1]
"""


class WordEncoder:
    """A vector with one axis a word: cosines can be worked out by hand."""

    name = "words-1"
    dim = 512

    def __init__(self) -> None:
        self.seen: list[str] = []

    def queries(self, texts):
        return self._encode(texts)

    def passages(self, texts):
        return self._encode(texts)

    def _encode(self, texts):
        self.seen += texts
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(rows, texts):
            for word in text.lower().replace(".", " ").replace("*", " ").split():
                row[zlib.crc32(word.encode()) % self.dim] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)
