"""Messages as people write them, each with made-up personal data that occurs nowhere else.

Numbers, names and addresses come from a seed and belong to nobody on purpose. Every value is
unique in a run, so that finding a part of it in a file proves where it came from.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.language.fold import fold

PROVINCES = (1, 4, 8, 15, 19, 22, 26, 31, 34, 36, 38, 40, 46, 48, 52, 56, 68, 74, 75, 79, 87, 92)
SURNAMES = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Đinh Trịnh".split()
MIDDLE = "Văn Thị Hữu Đức Ngọc Thanh Quang Minh Thu Xuân Hoàng Gia Bảo Kim".split()
GIVEN = """An Bình Cường Dũng Duyên Giang Hạnh Hằng Hiếu Hoa Hùng Hương Khánh Kiên Lan Linh Long
    Mai Nam Nga Ngân Nhung Oanh Phong Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Trang Trung Tú Tuấn
    Tùng Uyên Vân Vinh Yến""".split()
STREETS = """Nguyễn Trãi|Lê Lợi|Trần Phú|Láng Hạ|Phan Chu Trinh|Hai Bà Trưng|Lý Thường Kiệt|Đội Cấn|
    Hoàng Hoa Thám|Nguyễn Thị Minh Khai|Điện Biên Phủ|Cách Mạng Tháng Tám|Quang Trung|Ngô Quyền""".replace(
    "\n", ""
).split("|")
STREETS = [street.strip() for street in STREETS]
WARDS = "Láng Hạ|Bến Nghé|Hòa Cường|An Khánh|Tân Phú|Vĩnh Hải|Thanh Xuân|Phú Nhuận".split("|")
COMMUNES = "Hòa Bình|Tân Lập|Đông Anh|Yên Mỹ|Phước Long|Vĩnh Thạnh|An Phú|Quảng Phú".split("|")
BANKS = "vietcombank vcb agribank bidv techcombank mbbank vietinbank acb sacombank tpbank".split()

QUESTIONS = """làm hộ chiếu hết bao nhiêu tiền|phí lý lịch tư pháp bao nhiêu ạ|đăng ký tạm trú cần giấy tờ gì|
    làm sao lên mức 2|quên mật khẩu vneid thì lấy lại thế nào|đổi số điện thoại trên vneid kiểu gì|
    thẻ bhyt đưa vào vneid làm sao|khai báo tạm vắng ở đâu|căn cước hết hạn đổi ở đâu|bao lâu thì có kết quả|
    tích hợp bằng lái thế nào|sao mãi không được duyệt vậy|giúp em với|kiểm tra giúp|phải làm sao ạ|
    tra hồ sơ ở chỗ nào|có cần ra công an phường không|đăng ký thường trú mất mấy ngày""".replace(
    "\n", ""
).split("|")
QUESTIONS = [question.strip() for question in QUESTIONS]

# What people write around each sort of data; {v} is the data, {q} a question.
WORDINGS = {
    "CCCD": """
        số căn cước của tôi là {v}, {q}
        cccd {v} {q}
        {v} {q}
        {v}
        em số cc {v} ạ, {q}
        căn cước công dân: {v}. {q}
        đăng nhập bằng {v} báo không tồn tại, {q}
        mã định danh con em {v}, {q}
        tk vneid {v} bị khóa, {q}
        ddcn {v}, {q}
        so dinh danh cua toi {v} ma bao sai, {q}
        nhập {v} vào app mà nó quay hoài, {q}
        số thẻ căn cước mới của mẹ em là {v} nha ad, {q}
        cccd{v}, {q}
        cho em hỏi {v} này đã được cấp chưa
        id: {v} | {q}
        căn cước gắn chip số {v} cấp năm 2021, {q}
        bảo hiểm em tra bằng cccd {v} không ra, {q}
        nhờ ad check {v} giùm em
        mst cá nhân {v} có phải là số căn cước không
        (cccd {v}) {q}
        số của ba tui nè {v}, {q}
        c/c {v}, {q}
        can cuoc {v} het han thang nay, {q}
        {q}? số em {v}
    """,
    "CMND": """
        cmnd cũ {v}, {q}
        chứng minh nhân dân số {v} cấp 2009, {q}
        cmt {v} của bố tôi {q}
        số cmnd 9 số của em là {v}, {q}
        giấy chứng minh {v} mất lâu rồi, {q}
        cmtnd: {v}, {q}
        hồi trước làm sổ đỏ ghi chứng minh thư {v}, {q}
        cmnd {v} đổi sang căn cước rồi, {q}
        xác nhận số cmnd {v} với cccd là một người, {q}
        so chung minh cu {v}, {q}
        em có cmnd {v} thôi, {q}
        {v} là số cmnd cũ, {q}
        số cm {v}, {q}
        chứng minh nd {v}, {q}
    """,
    "HỘ CHIẾU": """
        hộ chiếu số {v}, {q}
        passport {v} hết hạn rồi, {q}
        hc {v} cấp 2019, {q}
        em cầm hộ chiếu {v} ở Nhật, {q}
        ho chieu cua toi {v}, {q}
        số passport của vợ em là {v}, {q}
        hộ chiếu cũ {v} mất rồi, {q}
        passport no {v}, {q}
        visa dán trên hộ chiếu {v}, {q}
        ho chieu pho thong {v} {q}
        mã hộ chiếu em: {v}, {q}
        sổ hộ chiếu {v}, {q}
    """,
    "SĐT": """
        sđt {v}, {q}
        gọi lại cho em số {v} nhé, {q}
        số điện thoại đăng ký vneid của tôi {v} mất rồi, {q}
        {v}
        {v} là số cũ, {q}
        zalo em {v}, {q}
        đt {v} {q}
        lh {v} gặp em, {q}
        dùng sim {v} đăng ký mà không nhận được mã, {q}
        đổi từ số {v} sang số khác, {q}
        so dt {v}, {q}
        em để lại số {v} có gì alo em
        otp không về máy {v}, {q}
        số máy {v} không chính chủ, {q}
        gọi {v} giúp em
        sdt: {v} - {q}
        tel {v}, {q}
        ib zalo {v} nha
        điện thoại của mẹ {v}, {q}
        số này nè {v}, {q}
        tài khoản {v} đăng nhập không được, {q}
        em đọc số cho nha {v}, {q}
    """,
    "THẺ": """
        thẻ visa {v}, {q}
        thẻ atm {v} của tôi, {q}
        số thẻ {v} nộp lệ phí bị trừ tiền 2 lần, {q}
        mastercard {v}, {q}
        em thanh toán bằng thẻ {v}, {q}
        the ngan hang {v}, {q}
        thẻ napas {v} không liên kết được, {q}
        {v} là thẻ của em, {q}
        credit card {v}, {q}
        đây số thẻ {v}, {q}
    """,
    "TÀI KHOẢN": """
        stk {v} {b}, {q}
        số tài khoản của mẹ tôi {v} {b}, {q}
        tài khoản nhận trợ cấp {v} ngân hàng {b}, {q}
        tk {b} {v}, {q}
        stk: {v}, {q}
        chuyển vào {v} {b} giúp em
        số tk {v} chủ tk là em, {q}
        {b} {v}, {q}
        tiền an sinh về {v} {b} chưa thấy, {q}
        liên kết stk {v} vào vneid, {q}
        so tai khoan {v} mo tai {b}, {q}
        em dùng ngân hàng {b} số {v}, {q}
        ck vào số {v} {b}, {q}
        tktt {v}, {q}
    """,
    "EMAIL": """
        email {v}, {q}
        gửi kết quả vào {v} giúp em
        mail em là {v}, {q}
        {v} không nhận được thư, {q}
        đăng ký dvc bằng gmail {v}, {q}
        địa chỉ thư {v}, {q}
        e-mail: {v}. {q}
        liên hệ em qua {v} nhé
        tài khoản {v}, {q}
        thư gửi về {v} mà em xóa nhầm, {q}
    """,
    "OTP": """
        mã otp là {v}, {q}
        otp {v}
        otp của em {v} nhập không được, {q}
        mã xác thực {v}, {q}
        nó gửi mã {v} về máy, {q}
        mã {v} đây ad nhập giúp em
        {v}
        passcode em đặt {v}, {q}
        passcode {v} quên rồi, {q}
        tin nhắn ghi otp la {v}, {q}
        ma xac nhan {v} het han, {q}
        mã pin {v} của ví, {q}
        {v} là mã otp của em, {q}
        otp: {v} {q}
        em đọc mã {v} cho họ rồi, {q}
        nhập {v} báo sai mã otp, {q}
        mã kích hoạt {v}, {q}
        code {v}, {q}
        mã 6 số là {v}, {q}
    """,
    "MẬT KHẨU": """
        mật khẩu {v}, {q}
        mk {v} đăng nhập không được, {q}
        pass em là {v}, {q}
        mật khẩu vneid của tôi là {v}, {q}
        mat khau: {v}, {q}
        password {v}, {q}
        em đặt mk là {v} mà báo sai, {q}
        đổi mật khẩu thành {v} rồi mà vẫn báo sai, {q}
        pass cũ {v}, {q}
        mk của em {v} nha ad
        mật khẩu đăng nhập dịch vụ công {v}, {q}
        pw: {v}
        mật khẩu em nhớ là {v}, {q}
        pass wifi không phải, pass vneid {v}, {q}
        em nhập mật khẩu {v} không vào được, {q}
        {v} là mật khẩu của em, {q}
        mk em hay dùng {v}, {q}
        quên mật khẩu cũ rồi chỉ nhớ {v}, {q}
    """,
    "BIỂN SỐ": """
        xe {v}, {q}
        biển số {v} sang tên, {q}
        bks {v}, {q}
        xe máy {v} của tôi, {q}
        ô tô {v} bị phạt nguội, {q}
        bien so xe {v}, {q}
        xe em biển {v}, {q}
        xe ga {v} mua lại, {q}
        con xe {v} mất cà vẹt, {q}
        cà vẹt xe {v}, {q}
        đăng ký xe {v} chưa lên vneid, {q}
        biển {v}, {q}
    """,
    "ĐỊA CHỈ": """
        tôi ở {v}, {q}
        nhà em ở {v}, {q}
        địa chỉ {v}, {q}
        hộ khẩu {v}, {q}
        hiện em đang thuê trọ ở {v}, {q}
        thường trú {v}, {q}
        dia chi nha toi: {v}, {q}
        em ở trọ {v}, {q}
        nhà tôi {v}, {q}
        chỗ ở hiện tại {v}, {q}
        {v} là nhà em, {q}
        ship thẻ về {v} giúp em
        đang sống tại {v}, {q}
        giấy ghi thường trú ở {v}, {q}
        gia đình tôi ở {v}, {q}
        chuyển về {v} ở, {q}
    """,
    "HỌ TÊN": """
        tôi tên là {v}, {q}
        em là {v}, {q}
        em tên {v} {q}
        tên tôi {v}, {q}
        họ và tên: {v}, {q}
        mẹ tôi tên {v} {q}
        tôi là {v} ạ, {q}
        họ tên {v}, {q}
        cháu tên là {v}, {q}
        chủ hộ {v}, {q}
        con tôi tên {v} {q}
        em {v}, {q}
        bố em là {v}, {q}
        vợ tôi là {v}, {q}
        tên đầy đủ {v}, {q}
        ten toi la {v}, {q}
        giấy tờ đứng tên {v}, {q}
        chủ tài khoản {v}, {q}
        người nộp: {v}, {q}
        my name is {v}, {q}
    """,
    # several in one message
    "NHIỀU": """
        {HỌ TÊN}, {CCCD}, {SĐT}
        em tên {HỌ TÊN}, cccd {CCCD}, sđt {SĐT}, {q}
        {HỌ TÊN} {CCCD} {q}
        {HỌ TÊN} cccd {CCCD} {q}
        họ tên: {HỌ TÊN}\\ncccd: {CCCD}\\nsđt: {SĐT}\\nđịa chỉ: {ĐỊA CHỈ}\\n{q}
        cccd {CCCD} pass {MẬT KHẨU} nhờ vào giúp
        tk {SĐT} mk {MẬT KHẨU}
        {EMAIL} / {MẬT KHẨU}
        stk {TÀI KHOẢN} {b} chủ tk {HỌ TÊN}, {q}
        tôi {HỌ TÊN}, ở {ĐỊA CHỈ}, {q}
        {CCCD} - {SĐT} - {q}
        đổi số {SĐT} sang {SĐT2}, {q}
        cmnd {CMND} cccd {CCCD} của cùng một người, {q}
        xe {BIỂN SỐ} của {HỌ TÊN}, {q}
        anh {HỌ TÊN} sđt {SĐT} hẹn em ra phường, {q}
        mẹ em {HỌ TÊN} số căn cước {CCCD}, {q}
        tra cho {HỌ TÊN} sinh 1985 cccd {CCCD}
        {SĐT} {HỌ TÊN}
        {HỌ TÊN} ({SĐT})
    """,
}


@dataclass(frozen=True)
class Value:
    kind: str
    typed: str


@dataclass(frozen=True)
class Message:
    text: str
    values: tuple[Value, ...]
    wording: str


class Planter:
    """Makes values that are all different, and messages around them."""

    def __init__(self, seed: int, sure_names: bool = False) -> None:
        """`sure_names`: without those in lower case without marks that could be other words.

        "em tran hoang quynh" is left readable on purpose: so is "em dang lam can cuoc".
        """
        self._random = random.Random(seed)
        self._sure_names = sure_names
        self._used: set[str] = set()

    def messages(self, wordings: dict[str, list[str]]) -> Iterator[Message]:
        """Yield messages for ever: every wording in turn, half of them without marks."""
        turns = [(kind, wording) for kind, lines in wordings.items() for wording in lines]
        while True:
            self._random.shuffle(turns)
            for kind, wording in turns:
                yield self.message(kind, wording, is_bare=self._random.random() < 0.5)

    def message(self, kind: str, wording: str, is_bare: bool) -> Message:
        """Return one message; `is_bare`: typed without Vietnamese marks."""
        values: list[Value] = []

        def fill(name: str, of: str) -> None:
            nonlocal text
            if f"{{{name}}}" in text:
                typed = self.value(of, is_bare)
                values.append(Value(of, typed))
                text = text.replace(f"{{{name}}}", f"\0{len(values) - 1}\0")

        text = wording.replace("\\n", "\n")
        text = text.replace("{q}", self._random.choice(QUESTIONS))
        text = text.replace("{b}", self._random.choice(BANKS))
        fill("v", kind)
        fill("SĐT2", "SĐT")
        for of in KINDS:
            fill(of, of)
        if is_bare:
            text = fold(text) if self._random.random() < 0.8 else fold(text).capitalize()
        for number, value in enumerate(values):
            text = text.replace(f"\0{number}\0", value.typed)
        return Message(text, tuple(values), wording)

    def value(self, kind: str, is_bare: bool = False) -> str:
        """Return a value of a kind that was not returned before."""
        while True:
            typed = KINDS[kind](self._random, is_bare)
            if self._sure_names and kind == "HỌ TÊN" and _is_doubtful(typed):
                continue
            key = "".join(c for c in fold(typed) if c.isalnum())
            if key not in self._used:
                self._used.add(key)
                return typed


def wordings() -> dict[str, list[str]]:
    return {
        kind: [line.strip() for line in lines.strip().splitlines()]
        for kind, lines in WORDINGS.items()
    }


def _digits(r: random.Random, count: int) -> str:
    return "".join(r.choice("0123456789") for _ in range(count))


def _grouped(r: random.Random, digits: str, shares: tuple[str, ...]) -> str:
    """Write a number in one go or in groups: "3 3 3 3", "4.4.4"."""
    share = r.choice(shares)
    if not share:
        return digits
    sign = next(c for c in share if not c.isdigit())
    parts, at = [], 0
    for size in share.split(sign):
        parts.append(digits[at : at + int(size)])
        at += int(size)
    return sign.join(parts)


def _identity(r: random.Random, is_bare: bool) -> str:
    digits = f"{r.choice(PROVINCES):03}{r.choice('0123')}{r.randrange(100):02}{_digits(r, 6)}"
    return _grouped(r, digits, ("", "", "", "3 3 3 3", "3.3.3.3", "4 4 4", "3-3-6", "4.4.4", "6 6"))


def _old_identity(r: random.Random, is_bare: bool) -> str:
    digits = r.choice("0123") + _digits(r, 8)
    return _grouped(r, digits, ("", "", "", "3 3 3", "3.3.3"))


def _passport(r: random.Random, is_bare: bool) -> str:
    letter = r.choice("BCNPK")
    return (letter.lower() if is_bare else letter) + _digits(r, 7)


def _phone(r: random.Random, is_bare: bool) -> str:
    digits = r.choice("35789") + _digits(r, 8)
    form = r.randrange(7)
    if form == 0:
        return f"+84{digits}"
    if form == 1:
        return f"+84 {digits[:3]} {digits[3:6]} {digits[6:]}"
    if form == 2:
        return f"84{digits}"
    return _grouped(r, f"0{digits}", ("", "", "4 3 3", "4.3.3", "3 3 4", "4-3-3", "5 5"))


def _card(r: random.Random, is_bare: bool) -> str:
    digits = r.choice(("4", "5", "9704")) + _digits(r, 15)
    digits = digits[:15]
    doubled = [int(d) * 2 for d in digits[::-2]]
    total = sum(map(int, digits[-2::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return _grouped(r, f"{digits}{-total % 10}", ("", "4 4 4 4", "4-4-4-4", "4.4.4.4"))


def _account(r: random.Random, is_bare: bool) -> str:
    digits = r.choice("123456789") + _digits(r, r.choice((8, 9, 11, 12, 13)))
    return (
        _grouped(r, digits, ("",))
        if r.random() < 0.8
        else f"{digits[:4]} {digits[4:8]} {digits[8:]}".strip()
    )


def _email(r: random.Random, is_bare: bool) -> str:
    local = fold(r.choice(GIVEN) + r.choice(SURNAMES)) + r.choice(("", ".", "_")) + _digits(r, 5)
    host = r.choice(
        ("gmail.com", "gmail.com", "yahoo.com.vn", "outlook.com", "icloud.com", "viettel.vn")
    )
    return r.choice((f"{local}@{host}",) * 5 + (f"{local} @{host}", f"{local}(at){host}"))


def _one_time(r: random.Random, is_bare: bool) -> str:
    return _grouped(r, _digits(r, 6), ("", "", "", "", "3 3"))


def _password(r: random.Random, is_bare: bool) -> str:
    name = fold(r.choice(GIVEN) + r.choice(GIVEN))
    form = r.randrange(6)
    if form == 0:
        return f"{name.capitalize()}@{_digits(r, 4)}"
    if form == 1:
        return f"{name}{_digits(r, 4)}"
    if form == 2:
        return _digits(r, 8)
    if form == 3:
        return f"{name.capitalize()}{_digits(r, 3)}#"
    if form == 4:
        return f"{r.choice('xqzkvw')}{_digits(r, 3)}{name.upper()}!"
    return f"@{name}{_digits(r, 4)}"


def _plate(r: random.Random, is_bare: bool) -> str:
    province, letter = r.choice((14, 29, 30, 36, 43, 51, 59, 60, 65, 72, 92)), r.choice("ABCDEFGHK")
    five, dotted = _digits(r, 5), r.random() < 0.6
    number = f"{five[:3]}.{five[3:]}" if dotted else five
    series = letter if r.random() < 0.5 else f"{letter}{r.randrange(1, 10)}"
    typed = f"{province}{series}{r.choice(('-', '-', ' ', ''))}{number}"
    return typed.lower() if is_bare else typed


def _address(r: random.Random, is_bare: bool) -> str:
    number, lane = r.randrange(1, 400), r.randrange(1, 300)
    street, ward, commune = r.choice(STREETS), r.choice(WARDS), r.choice(COMMUNES)
    typed = r.choice(
        (
            f"số {number} ngõ {lane} {street}",
            f"số {number} ngõ {lane} đường {street}, phường {ward}",
            f"{number}/{lane} {street}",
            f"{number}/{lane} đường {street} phường {ward}",
            f"số {number} hẻm {lane} {street}",
            f"số {number} ngách {lane} phố {street}",
            f"số nhà {number}, tổ {lane}, phường {ward}",
            f"thôn {lane % 20 + 1} số {number} xã {commune}",
            f"số {number} tổ {lane} khu phố {lane % 9 + 1} phường {ward}",
            f"phòng {number} tòa CT{lane} chung cư {commune}",
            f"căn hộ {number} chung cư {commune} lô {lane}",
            f"ấp {lane % 12 + 1}, xã {commune}, số nhà {number}",
            f"kiệt {lane} số {number} đường {street}",
        )
    )
    return fold(typed) if is_bare else typed


def _name(r: random.Random, is_bare: bool) -> str:
    words = [r.choice(SURNAMES), r.choice(MIDDLE), r.choice(GIVEN)]
    if r.random() < 0.3:
        words.insert(2, r.choice(GIVEN))
    typed = " ".join(words)
    if is_bare:
        return fold(typed) if r.random() < 0.6 else fold(typed).title()
    return typed if r.random() < 0.8 else typed.lower()


def _is_doubtful(name: str) -> bool:
    return name.isascii() and name.islower() and name.split()[1] not in ("thi", "van")


KINDS: dict[str, Callable[[random.Random, bool], str]] = {
    "CCCD": _identity,
    "CMND": _old_identity,
    "HỘ CHIẾU": _passport,
    "SĐT": _phone,
    "THẺ": _card,
    "TÀI KHOẢN": _account,
    "EMAIL": _email,
    "OTP": _one_time,
    "MẬT KHẨU": _password,
    "BIỂN SỐ": _plate,
    "ĐỊA CHỈ": _address,
    "HỌ TÊN": _name,
}
