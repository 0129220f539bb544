"""The 34 provinces and cities since 1/7/2025, and what people still call them."""

from __future__ import annotations

from bot.language.fold import fold

# Names since 1/7/2025 -> provinces merged into them and other names in use.
PROVINCES: dict[str, tuple[str, ...]] = {
    "Hà Nội": ("thủ đô", "HN", "tp Hà Nội"),
    "Huế": ("Thừa Thiên Huế", "TT Huế", "tp Huế"),
    "Lai Châu": (),
    "Điện Biên": (),
    "Sơn La": (),
    "Lạng Sơn": (),
    "Quảng Ninh": (),
    "Thanh Hóa": (),
    "Nghệ An": (),
    "Hà Tĩnh": (),
    "Cao Bằng": (),
    "Tuyên Quang": ("Hà Giang",),
    "Lào Cai": ("Yên Bái",),
    "Thái Nguyên": ("Bắc Kạn",),
    "Phú Thọ": ("Vĩnh Phúc", "Hòa Bình"),
    "Bắc Ninh": ("Bắc Giang",),
    "Hưng Yên": ("Thái Bình",),
    "Hải Phòng": ("Hải Dương", "tp Hải Phòng"),
    "Ninh Bình": ("Hà Nam", "Nam Định"),
    "Quảng Trị": ("Quảng Bình",),
    "Đà Nẵng": ("Quảng Nam", "tp Đà Nẵng"),
    "Quảng Ngãi": ("Kon Tum",),
    "Gia Lai": ("Bình Định",),
    "Khánh Hòa": ("Ninh Thuận",),
    "Lâm Đồng": ("Đắk Nông", "Bình Thuận"),
    "Đắk Lắk": ("Phú Yên", "Đăk Lăk", "Daklak"),
    "TP. Hồ Chí Minh": (
        "Hồ Chí Minh", "TP Hồ Chí Minh", "TPHCM", "TP.HCM", "TP HCM", "HCM", "Sài Gòn",
        "SG", "Bình Dương", "Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu", "Vũng Tàu",
    ),
    "Đồng Nai": ("Bình Phước",),
    "Tây Ninh": ("Long An",),
    "Cần Thơ": ("Sóc Trăng", "Hậu Giang", "tp Cần Thơ"),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "Đồng Tháp": ("Tiền Giang",),
    "Cà Mau": ("Bạc Liêu",),
    "An Giang": ("Kiên Giang",),
}  # fmt: skip

_BY_FOLDED = {
    fold(alias): name for name, aliases in PROVINCES.items() for alias in (name, *aliases)
}


def province(name: str) -> str | None:
    """Return today's name of a province given any of its names, or None."""
    return _BY_FOLDED.get(fold(name).strip())
