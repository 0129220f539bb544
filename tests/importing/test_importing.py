"""Documents become drafts: only their own text, with source, number and date; or a clear no."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from actions.retrieval.pages import read_page
from actions.retrieval.passages import load_pages
from bot.importing.blocks import ImportRefused
from bot.importing.command import import_file
from bot.importing.reading import MAX_BYTES
from bot.language.fold import slug
from tests.importing import documents
from tests.retrieval.good_page import problems_of, write

SEEDS = Path(__file__).with_name("seeds")
TODAY = dt.date(2026, 11, 22)

# seed -> what must be there, what must be gone, what the source list must have
EXPECTED = {
    "000_0b8ad9ea3d0b01a5.txt": (
        [
            "Tại Chỉ thị số 07/CT-TTg vừa ban hành",
            "chính sách thu phí “0 đồng”",
            "miễn phí làm thủ tục cấp Phiếu Lý lịch tư pháp",
            "Trung tâm dữ liệu quốc gia vào vận hành trong tháng 8/ 2025.",
        ],
        ["bầu cử", "Bình luận", "Infographic", "Podcast", "hồ Gươm", "UNESCO", "Du lịch", ".jpg",
         "8 ứng dụng", "ONECMS", "Đừng bỏ lỡ", "Trung Kiên", "Sự kiện & Bình luận"],
        ["ngày: 18/3/2025", '"Chỉ thị 07/CT-TTg"'],
    ),
    "001_86df10b6971d1344.txt": (
        [
            "Thủ tướng Chính phủ yêu cầu Bộ Công an phối hợp",
            "4.543/6.325 thủ tục hành chính",
            "### Cần \"tăng tốc\", \"bứt phá\" trong chuyển đổi số",
            "hoàn thành trước ngày 31/12/2024. [S1]",
        ],
        ["date 2024-08", "(Ngày Nay) -"],
        ['tên: "Ngày Nay, ', "ngày: 8/2024", '"Văn bản 369/TB-VPCP"', "ngày: 9/8/2024"],
    ),
    "002_834da95534e2fe98.txt": (
        [
            "Tại Phiên họp thứ 2 của Ủy ban Chuyển đổi số quốc gia ngày 27/4",
            "Ngày 10/10 hằng năm là Ngày Chuyển đổi số quốc gia",
            "thực hiện số hóa từ ngày 1/7/2022. [S1]",
        ],
        ["Tin Mới Nhất", "Đồ hộp", "thịt", "chứng khoán", "UNICEF", "hạt nhân", "![]", "EDRI",
         "Đại đoàn kết"],
        ['"Quyết định 422/QĐ-TTg"', "ngày: 4/4/2022", '"Quyết định 06/QĐ-TTg"'],
    ),
    "003_fa4d05fda06ce38c.txt": (
        [
            "Thông báo số 171/TB-VPCP ngày 11/4/2025",
            "61 triệu tài khoản định danh điện tử được kích hoạt",
            "### Không yêu cầu công dân phải xuất trình giấy tờ, phải sao y, công chứng",
            "ưu tiên các hàng hóa nông nghiệp. [S1]",
        ],
        ["acecook", "vaa", "Tin bài khác", "Tôn Việt Pháp", "Tử vi", "VN Index", "Thủy điện",
         "VinSpeed", "15:15"],
        ['tên: "chinhphu.vn, ', "ngày: 13/4/2025", '"Thông báo 171/TB-VPCP"', "ngày: 11/4/2025",
         '"Nghị quyết 57-NQ/TW"', "ngày: 22/12/2024"],
    ),
    "004_5414a5f2010278ac.txt": (
        [
            "Thủ tướng khẳng định, chuyển đổi số phải gắn kết",
            "898/1.084 thủ tục hành chính",
            "80% dịch vụ công trực tuyến toàn trình",
            "Đẩy mạnh triển khai Đề án 06. [S1]",
        ],
        ["Vía Ngọc Hoàng", "Triều Tiên", "giờ trước", "Từ khóa", "Thể loại", "khuyên/vov"],
        ['tên: "VOV.VN, Thủ tướng: Chuyển đổi số', '"Nghị quyết 57-NQ/TW"'],
    ),
}  # fmt: skip


@pytest.fixture
def knowledge(tmp_path):
    return write(tmp_path)


def draft_of(knowledge: Path, data: bytes | str, name: str, **options: str) -> str:
    """Import data as a file of this name and return the draft."""
    file = knowledge.parent / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return draft_of_file(knowledge, file, **options)


def draft_of_file(
    knowledge: Path, file: Path, group: str = "nhap", page_id: str = "ban-thu"
) -> str:
    import_file(file, knowledge, group, page_id, TODAY)
    return (knowledge / group / f"{page_id}.md").read_text(encoding="utf-8")


def refusal(knowledge: Path, data: bytes | str, name: str, **options: str) -> str:
    with pytest.raises(ImportRefused) as refused:
        draft_of(knowledge, data, name, **options)
    return str(refused.value)


# ---- the five raw texts ------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_a_news_text_is_left_with_its_own_words_only(knowledge, name):
    there, gone, sources = EXPECTED[name]
    text = draft_of_file(knowledge, SEEDS / name)
    head, body = text.split("---\n", 2)[1:]
    assert [part for part in there if part not in body] == []
    assert [part for part in gone if part.lower() in body.lower()] == []
    assert [part for part in sources if part not in head] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_no_paragraph_of_the_document_is_lost(knowledge, name):
    there, gone, _ = EXPECTED[name]
    body = draft_of_file(knowledge, SEEDS / name)
    text = (SEEDS / name).read_text(encoding="utf-8")
    end = min((text.index(g) for g in gone if g in text and text.index(g) > 4000), default=None)
    paragraphs = [line.strip() for line in text[:end].split("\n") if len(line.split()) > 40]
    assert len(paragraphs) >= 14
    assert [p for p in paragraphs if p[-60:].strip() not in body] == []


@pytest.mark.parametrize("name", ["000_0b8ad9ea3d0b01a5.txt", "003_fa4d05fda06ce38c.txt"])
def test_other_news_go_even_when_no_heading_announces_them(knowledge, name):
    markers = {"Bài liên quan", "(0) Bình luận", "Đừng bỏ lỡ", "Tin bài khác"}
    lines = (SEEDS / name).read_text(encoding="utf-8").split("\n")
    body = draft_of(knowledge, "\n".join(x for x in lines if x.strip() not in markers), name)
    for word in ("UNESCO", "hồ Gươm", "Tử vi", "VN Index", "Du lịch"):
        assert word not in body
    assert EXPECTED[name][0][-1] in body


@pytest.mark.parametrize("name", EXPECTED)
def test_a_box_of_other_news_in_the_middle_takes_nothing_else_with_it(knowledge, name):
    lines = (SEEDS / name).read_text(encoding="utf-8").split("\n")
    middle = [at for at, line in enumerate(lines) if len(line.split()) > 40][6]
    lines[middle:middle] = [
        "Tin liên quan",
        "Giá vàng hôm nay tăng mạnh",
        "Khai mạc lễ hội hoa xuân",
    ]
    body = draft_of(knowledge, "\n".join(lines), name)
    assert "Giá vàng" not in body and "lễ hội hoa" not in body
    assert [part for part in EXPECTED[name][0] if part not in body] == []


# ---- kinds of files ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (documents.word(), "nghi-dinh.docx"),
        (documents.word(bold=True), "in-dam.docx"),
        (documents.pdf(), "nghi-dinh.pdf"),
        (documents.locked_pdf(""), "chi-khoa-sua.pdf"),
        (documents.pdf(), "sai-duoi.txt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_legal_document_keeps_its_articles_number_and_date(knowledge, data, name):
    text = draft_of(knowledge, data, name)
    assert 'tên: "Nghị định quy định về thẻ mẫu"' in text
    assert 'số hiệu: "123/2026/NĐ-CP"\n    ngày: 5/6/2026' in text
    assert 'số hiệu: "45/2025/QH15"\n    ngày: 20/6/2025' in text
    assert "### Điều 2. Lệ phí\n\nLệ phí cấp thẻ mẫu là 50.000 đồng; cấp lại" in text
    for gone in ("CỘNG HÒA", "Hạnh phúc", "Nơi nhận", "Ban Bí thư", "Lưu: VT"):
        assert gone not in text


def test_a_saved_web_page_gives_its_article_with_address_publisher_and_date(knowledge):
    text = draft_of(knowledge, documents.ARTICLE, "bai.html")
    assert 'tên: "Báo Mẫu, Làm thẻ mẫu trên mạng từ ngày 1/7/2026"' in text
    assert "liên kết: https://baomau.vn/lam-the-mau.html" in text
    assert "ngày: 20/6/2026" in text
    assert "### Lệ phí ra sao" in text
    assert "- Thẻ căn cước còn hạn [S1]" in text
    for gone in ("Trang chủ", "Thể thao", "Giá vàng", "Bản quyền"):
        assert gone not in text


def test_a_table_keeps_its_rows(knowledge):
    assert "- Cấp lại | 70.000 đồng [S1]" in draft_of(
        knowledge, documents.word_with_table(), "b.docx"
    )


def test_markdown_keeps_headings_and_items_without_links(knowledge):
    page = (
        "# Làm thẻ\n\nĐoạn đầu [xem](https://a.vn) đủ dài "
        + "chữ " * 20
        + "hết.\n\n## Lệ phí\n\n- Một\n- Hai\n"
    )
    text = draft_of(knowledge, page, "a.md")
    assert "Đoạn đầu xem đủ dài" in text
    assert "### Lệ phí\n\n- Một [S1]\n- Hai [S1]" in text


def test_lines_of_a_pdf_page_become_paragraphs_and_page_headers_go(knowledge):
    pages = []
    for number, name in enumerate(["Huế", "Cà Mau", "Lào Cai", "Hà Nội"], start=1):
        prose = f"Người dân ở {name} nộp hồ sơ tại công an cấp xã nơi cư trú và nhận kết quả"
        told = [prose, "trong bảy ngày làm việc.", f"Ở {name} còn nhận qua bưu chính."]
        pages.append([f"Công báo số {number}", f"Phần {name}", *told, f"Hết {name}", f"{number}"])
    text = draft_of(knowledge, documents.pdf(pages), "cong-bao.pdf")
    assert "Cà Mau nộp hồ sơ tại công an cấp xã nơi cư trú và nhận kết quả trong bảy" in text
    assert text.count("trong bảy ngày làm việc. [S1]") == 4
    assert "Công báo" not in text.split("---\n")[2]


# ---- what a draft is ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_a_draft_is_not_served_and_check_only_warns(knowledge, name):
    draft_of_file(knowledge, SEEDS / name)
    assert [page.id for page in load_pages(knowledge)] == ["lam-the"]
    (problem,) = [p for p in problems_of(knowledge) if "nhap/" in p.path]
    assert problem.is_warning and "Bản nháp" in problem.message


def test_a_draft_is_a_page_but_for_what_only_an_editor_can_write(knowledge):
    draft_of_file(knowledge, SEEDS / "003_fa4d05fda06ce38c.txt", "chinh-sach")
    page, problems = read_page(knowledge / "chinh-sach" / "ban-thu.md", "ban-thu.md")
    assert problems == []
    assert page.sources["S2"].number == "171/TB-VPCP"
    assert {p.message.split(".")[0] for p in page.unfinished} == {
        "Chữ nằm ngoài mục",
        "Mục ### này chưa nằm dưới tiêu đề ## nào",
        "Nguồn S1 cần “liên kết:” hoặc “số hiệu:” để tra lại",
    }


def test_the_id_comes_from_the_title(knowledge):
    import_file(SEEDS / "004_5414a5f2010278ac.txt", knowledge, "nhap", "", TODAY)
    (draft,) = (knowledge / "nhap").iterdir()
    title = "Thủ tướng: Chuyển đổi số gắn chặt với cuộc cách mạng cải cách bộ máy hành chính"
    assert slug(title).startswith(draft.stem) and len(draft.stem) <= 50


def test_what_is_missing_is_named_in_the_draft(knowledge):
    text = draft_of_file(knowledge, SEEDS / "002_834da95534e2fe98.txt")
    assert "cần điền: “liên kết:” hoặc “số hiệu:” của nguồn S1, “ngày:” của nguồn S1." in text


def test_no_page_is_overwritten(knowledge):
    before = (knowledge / "thu-tuc" / "lam-the.md").read_bytes()
    for group in ("thu-tuc", "nhap"):
        message = refusal(knowledge, documents.word(), "a.docx", group=group, page_id="lam-the")
        assert "Đã có knowledge/thu-tuc/lam-the.md, không ghi đè" in message
    assert (knowledge / "thu-tuc" / "lam-the.md").read_bytes() == before


@pytest.mark.parametrize("page_id", ["../ho-chieu", "Hộ chiếu", "a b", "/etc/x", "x.md"])
def test_an_id_stays_inside_the_folder(knowledge, page_id):
    assert "chữ thường không dấu" in refusal(knowledge, documents.word(), "a.docx", page_id=page_id)


@pytest.mark.parametrize("group", ["..", "thutuc", "/tmp"])
def test_a_group_is_one_of_the_folders(knowledge, group):
    assert "Không có nhóm" in refusal(knowledge, documents.word(), "a.docx", group=group)


# ---- files that give none ----------------------------------------------------------------------

LONG = "Đây là một đoạn văn dài của văn bản gốc, có đủ chữ để nhập vào trang nháp. " * 3


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
REFUSED = {
    "empty": (b"", "a.docx", "Tệp trống"),
    "blank": (b" \n\n", "a.txt", "Tệp trống"),
    "a few words": ("Chỉ có vài chữ.", "a.txt", "gần như không có chữ"),
    "cut word file": (documents.word()[:900], "a.docx", "Tệp Word bị hỏng"),
    "no word file": (b"xin chao", "a.docx", "nội dung không phải Word"),
    "cut pdf": (documents.pdf()[:600], "a.pdf", "Tệp PDF bị hỏng"),
    "noise in a pdf": (b"%PDF-1.7\n" + b"\x00\xff" * 500, "a.pdf", "Tệp PDF bị hỏng"),
    "no pdf": (b"xin chao", "a.pdf", "nội dung không phải PDF"),
    "locked pdf": (documents.locked_pdf("mật khẩu"), "a.pdf", "có mật khẩu"),
    "locked word file": (OLE, "a.docx", "có mật khẩu hoặc là .doc"),
    "old word file": (OLE, "a.doc", "lưu thành .docx"),
    "scanned pdf": (documents.pdf([[], [], []]), "a.pdf", "bản chụp (ảnh)"),
    "pictures in a word file": (documents.word_with_a_picture_only(), "a.docx", "chỉ có ảnh"),
    "picture": (documents.picture(), "a.png", "Tệp là ảnh"),
    "picture named txt": (documents.picture(), "a.txt", "Tệp là ảnh"),
    "rtf": (LONG, "a.rtf", "Chưa nhập được tệp .rtf. Nhận các tệp: .docx, .pdf"),
    "no suffix": (LONG, "khong-duoi", "Chưa nhập được tệp không đuôi"),
    "excel": (b"PK\x03\x04" + b"\x00" * 300, "a.xlsx", "Chưa nhập được tệp .xlsx"),
    "utf-16 without mark": (LONG.encode("utf-16-le"), "a.txt", "không phải"),
    "old letters": ("Tệp: ".encode() + b"\xb5\xfc\xa8" * 40, "a.txt", "bảng mã cũ TCVN3, VNI"),
    "no article": ("<html><body><script>1</script></body></html>", "a.html", "Không thấy bài"),
    "too long": ("Chữ " * 60_000, "a.txt", "tối đa 200.000"),
    "too many pages": (documents.pdf([[LONG]] * 301), "a.pdf", "dài 301 trang, tối đa 300"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_gives_no_draft_says_why_and_writes_nothing(knowledge, case):
    data, name, message = REFUSED[case]
    assert message in refusal(knowledge, data, name)
    assert not list(knowledge.glob("nhap/*"))


def test_a_huge_file_is_not_even_read(knowledge):
    file = knowledge.parent / "lon.txt"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ImportRefused, match="Tệp nặng 30 MB, tối đa 30 MB"):
        import_file(file, knowledge, "nhap", "", TODAY)


def test_a_missing_file_and_a_folder_are_named(knowledge):
    with pytest.raises(ImportRefused, match="Không có tệp .*khong-co.pdf"):
        import_file(knowledge / "khong-co.pdf", knowledge, "nhap", "", TODAY)
    with pytest.raises(ImportRefused, match="là thư mục"):
        import_file(knowledge, knowledge, "nhap", "", TODAY)
