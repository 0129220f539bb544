"""The kinds of question a page answers, and the Vietnamese headings editors write."""

from __future__ import annotations

# Catalogue aspect -> the heading that stands for it in a page.
HEADINGS: dict[str, str] = {
    "overview": "Là gì",
    "howto": "Cách làm",
    "documents": "Giấy tờ cần có",
    "fee": "Lệ phí",
    "duration": "Bao lâu có kết quả",
    "where": "Làm ở đâu",
    "eligibility": "Ai làm được",
    "result": "Nhận kết quả",
    "validity": "Giá trị và thời hạn",
    "troubleshoot": "Gặp lỗi, bị từ chối",
    "legal": "Căn cứ và chính sách",
}
ASPECTS = tuple(HEADINGS)

# Pages about services outside the catalogue have this one heading and are never an answer:
# they say which office to ask.
SIGNPOST = "signpost"
SIGNPOST_HEADING = "Chỉ dẫn"

# Group id (also the folder) -> what citizens read in the menu.
GROUPS: dict[str, str] = {
    "tai-khoan": "Tài khoản và định danh",
    "giay-to": "Giấy tờ trên VNeID",
    "thu-tuc": "Thủ tục, tiện ích",
    "chinh-sach": "Chính sách",
}
