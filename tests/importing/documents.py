"""Small documents of every kind, made here so that no file of unknown origin is kept."""

from __future__ import annotations

import io
import zlib

DECREE = [
    "CHÍNH PHỦ",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Số: 123/2026/NĐ-CP",
    "Hà Nội, ngày 5 tháng 6 năm 2026",
    "NGHỊ ĐỊNH",
    "Quy định về thẻ mẫu",
    "Căn cứ Luật Thẻ mẫu số 45/2025/QH15 ngày 20/6/2025;",
    "Chương I",
    "QUY ĐỊNH CHUNG",
    "Điều 1. Phạm vi điều chỉnh",
    "Nghị định này quy định việc cấp thẻ mẫu cho người từ đủ 14 tuổi trở lên đang cư trú tại "
    "Việt Nam, trình tự, thủ tục và trách nhiệm của các cơ quan có liên quan.",
    "Điều 2. Lệ phí",
    "Lệ phí cấp thẻ mẫu là 50.000 đồng; cấp lại do mất là 70.000 đồng. Người thuộc hộ nghèo "
    "không phải nộp lệ phí khi cấp thẻ lần đầu và khi đổi thẻ.",
    "Nơi nhận:",
    "- Ban Bí thư Trung ương Đảng;",
    "- Lưu: VT, KSTT (2b).",
]

ARTICLE = """<!doctype html><html lang="vi"><head><meta charset="utf-8">
<title>Làm thẻ mẫu trên mạng - Báo Mẫu</title>
<meta property="og:title" content="Làm thẻ mẫu trên mạng từ ngày 1/7/2026">
<meta property="og:site_name" content="Báo Mẫu">
<meta property="article:published_time" content="2026-06-20T08:00:00+07:00">
<link rel="canonical" href="https://baomau.vn/lam-the-mau.html"></head><body>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/the-thao">Thể thao</a></li></ul></nav>
<article><h1>Làm thẻ mẫu trên mạng từ ngày 1/7/2026</h1>
<p>Từ ngày 1/7/2026, người dân làm thẻ mẫu trên Cổng Dịch vụ công quốc gia theo Nghị định
123/2026/NĐ-CP ngày 5/6/2026 của Chính phủ, không phải đến cơ quan công an như trước.</p>
<h2>Lệ phí ra sao</h2>
<p>Lệ phí cấp thẻ mẫu là 50.000 đồng khi cấp lần đầu. Người thuộc hộ nghèo được miễn lệ phí, chỉ
cần chọn mục miễn lệ phí khi khai và đính kèm giấy tờ chứng minh của Ủy ban nhân dân cấp xã.</p>
<ul><li>Thẻ căn cước còn hạn</li><li>Ảnh chân dung nền trắng</li></ul>
<p>Cơ quan công an trả kết quả trong 7 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ của người
dân, và gửi thẻ về tận nhà qua bưu chính nếu người dân chọn cách nhận này khi khai.</p></article>
<aside><h3>Tin khác</h3><a href="/gia-vang">Giá vàng tăng mạnh phiên cuối tuần</a></aside>
<footer>Bản quyền thuộc Báo Mẫu</footer></body></html>"""


def word(paragraphs: list[str] = DECREE, bold: bool = False) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        if text.startswith("Điều"):
            document.add_heading(text, level=2)
        else:
            document.add_paragraph().add_run(text).bold = bold
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_with_table() -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph(
        "Bảng lệ phí cấp thẻ mẫu áp dụng cho mọi người dân trên cả nước từ 1/7/2026."
    )
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, [("Loại", "Lệ phí"), ("Cấp lại", "70.000 đồng")]):
        for cell, text in zip(row.cells, texts):
            cell.text = text
    document.add_paragraph("Bảng này thay cho bảng cũ ban hành năm 2020 của Bộ Tài chính.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_with_a_picture_only() -> bytes:
    import docx

    document = docx.Document()
    document.add_picture(io.BytesIO(picture()))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def picture() -> bytes:
    """Return a PNG of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    header = (1).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    data = zlib.compress(b"\x00\x80")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def pdf(pages: list[list[str]] | None = None) -> bytes:
    """Return a PDF with a text layer: every character a code of its own, told by ToUnicode."""
    pages = [DECREE] if pages is None else pages
    letters = sorted({c for page in pages for line in page for c in line})
    code = {c: f"{i:04X}" for i, c in enumerate(letters, start=1)}
    pairs = "\n".join(f"<{code[c]}> <{ord(c):04X}>" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode()
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",  # the page tree, when the pages are known
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Mau /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Mau /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(cmap),
    ]
    kids = []
    for page in pages:
        lines = [f"<{''.join(code[c] for c in line)}> Tj 0 -16 Td" for line in page]
        content = "\n".join(["BT /F 12 Tf 50 800 Td", *lines, "ET"]).encode()
        objects.append(_stream(content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>" % len(objects)
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _file(objects)


def locked_pdf(password: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(user_password=password, owner_password="chủ", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(data))
    )
