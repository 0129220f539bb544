"""Words of Vietnamese names."""

from __future__ import annotations

from bot.language.fold import fold

SURNAMES = frozenset(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn đinh trịnh
    lâm mai trương tô cao hà tạ thái châu lưu phùng vương từ quách tăng la hứa chu kiều tống thân
    khổng doãn lương mạc nghiêm triệu bạch giang văn thạch kim danh cù tiêu lục diệp âu đàm đồng
    hàn khuất lò vàng giàng sùng lầu vi nông ma quàng cầm lường tòng hoàng lã ninh nhữ phí bế lô
    hầu thào sầm tẩn lù cháng mùa hạng đổng viên trà mã tôn ông đinh ksor rơ siu y h kpă niê hờ""".split()
)
GIVEN_NAMES = frozenset(
    """văn thị hữu đức minh ngọc thanh quang anh hoàng xuân thu hà hương lan hoa hồng huệ mai cúc
    đào trúc liên sen hạnh phúc lộc thọ an bình bảo bích cường cảnh chí chiến chung công cương dung
    dũng duy duyên dương đại đạt đăng điệp đình định đông giang gia hải hân hậu hằng hiền hiếu hiệp
    hiển hòa hoà hoài hoan hùng huy huyền hưng hường kha khải khang khanh khánh khiêm khoa khôi
    kiên kiệt kiều kim kỳ lâm lệ linh loan long luân lương ly mạnh mẫn miên mỹ my nam nga ngà ngân
    nghĩa nghi nguyên nguyệt nhân nhã nhật nhi nhiên như nhung ninh oanh phát phong phú phước phương
    phượng quân quế quốc quý quyên quyết quyền quỳnh sang sáng sâm sơn sương tài tâm tân tấn tiến
    tiên tín tình toàn toản tố tôn trang trâm trân trí triều trinh trọng trung trường tú tuân tuấn
    tuệ tùng tuyên tuyết tuyền tường tường uyên vân vi viên việt vinh vĩnh vượng vương vy yên yến ý
    đan đông diễm diệu diệp thắng thái thảo thành thăng thiên thiện thịnh thoa thơ thơm thông thúy
    thuý thùy thuỳ thủy thuỷ thư thương thuận thục thuyên thường tha thế bá bé bảy tám chín mười
    năm sáu tư hai út ba na nữ lành lý lợi lĩnh luyến lượng nhàn nhâm ngoan ngô nghiêm khuê khuyên
    đoan đài đoàn hào hảo hoàn hợp hà huấn hưởng kết khương khương liễu lựu mận mơ mến nở phi phụng
    phấn quảng rạng sự sinh tính thạch thạnh thân thìn tỵ ngọ mùi tuất trà trạch triệu trực trinh
    vũ võ văn xuyến châu chi chinh cẩm cao di dậu dần ân ái ánh bắc bằng bách ngạn thuần thức""".split()
)
_MARKLESS_SURNAMES = frozenset(map(fold, SURNAMES)) - {"ong", "tu", "vien", "y", "h"}
# In lower case these are words as often as surnames: "em la ho ngheo", "dang ky", "đổi từ".
_DOUBTFUL_SURNAMES = frozenset(
    """ho dang do vo chu la ly mai cao to ta ha kim luong dam thai truong tong van giang dong han
    ma vi danh than tra lo phi lu mua hau hang lau be
    từ đồng vàng ông văn cầm hạng mùa lầu tiêu thân bế trà mã ma vi la""".split()
)
# Without marks these are other words as often as given names, so they end a long name.
_DOUBTFUL_GIVEN = frozenset(
    """lam tai phi hien dung nam hai ba tu nu na an di y o the tinh dinh cong cong chi ta bao
    sinh hop ket tam tan tien tinh truc trong mot con dau gio muoi chin bay sau tham hoan thong su
    anh minh em dang thu quyet hoa chung cong lanh loi moi mai toan""".split()
)
_MARKLESS_GIVEN = frozenset(map(fold, GIVEN_NAMES))


def is_surname(word: str, *, surely: bool = False) -> bool:
    """Tell whether a lower-case word, with or without its marks, is a family name."""
    known = _MARKLESS_SURNAMES if word.isascii() else SURNAMES
    return word in known and not (surely and word in _DOUBTFUL_SURNAMES)


def is_clear_surname(word: str) -> bool:
    """Tell whether a lower-case word is a family name and hardly anything else."""
    if word.isascii():
        return word in ("nguyen", "huynh")
    return word != "phạm" and is_surname(word, surely=True)


def is_given_name(word: str, *, surely: bool = False) -> bool:
    """Tell whether a lower-case word, with or without its marks, is used in given names."""
    if not word.isascii():
        return word in GIVEN_NAMES
    return word in _MARKLESS_GIVEN and not (surely and word in _DOUBTFUL_GIVEN)


def is_middle(word: str) -> bool:
    """Tell whether a lower-case word stands in names only, between family and given name."""
    return word in ("thi", "thị", "van", "văn")
