"""Danger to life and losses to swindlers, told by words that mean little else.

The intent network learns from examples and can miss a short or rare cry for help ("ba đột
quỵ", "kẹt thang máy"). These words are sure enough to need no vote; where a question about
papers or VNeID stands in the message too, the network decides alone.
"""

from __future__ import annotations

import re

from bot.language.fold import fold, nfc

_HARM = (
    # fire and explosion
    r"(?<!phòng )cháy (?:nhà|chung cư|xe|rừng|bếp|phòng|quán|chợ|kho|xưởng|ga|gas|điện|lớn|to|rồi|lan|quá)",
    r"(?:đang|bị|sắp) cháy", r"nhà cháy", r"bốc (?:khói|cháy|lửa)", r"hỏa hoạn", r"khói mù mịt",
    r"(?:nổ|xì|rò|rò rỉ) (?:bình |khí |bếp )?(?:ga|gas)", r"lính cứu hỏa", r"chữa cháy gấp",
    # traffic and other accidents
    r"(?:bị|vừa|gặp|có) (?:vụ )?tai nạn(?! nào)", r"tai nạn (?:nặng|liên hoàn|lao động|giao thông nặng)",
    r"(?:bị|có) (?:xe |ô tô |xe máy )?(?:tông|đụng xe|cuốn vào gầm)", r"bị cán(?! bộ)",
    r"xe (?:\w+ )?(?:tông|đụng|cán|húc) (?:nhau|vào|tôi|em|con|chồng|vợ|mẹ|bố|ba|người)",
    r"bị (?:một |chiếc )?xe (?:\w+ )?(?:tông|đụng|cán|húc)", r"lật (?:xe|thuyền|đò|tàu)",
    r"(?:kẹt|mắc kẹt) (?:trong )?(?:thang máy|trong nhà|trong xe|dưới|trên nóc|trên mái)",
    r"mắc kẹt$", r"sập (?:nhà|tường|giàn giáo|hầm|cầu|mái)", r"(?:nhà|tường|giàn giáo) (?:bị )?sập",
    r"bị vùi", r"vùi lấp", r"bị (?:nước|lũ) cuốn",
    r"(?:bị|đang) (?:chết )?đuối", r"chết đuối", r"đuối nước", r"rơi (?:xuống|từ) (?:giếng|ao|sông|hồ|lầu|tầng)",
    r"(?:bị )?điện giật",
    # illness and poison
    r"đột quỵ", r"bất tỉnh", r"ngất (?:xỉu|rồi|đi|ra)", r"(?:không|ngừng|ngưng) thở", r"khó thở",
    r"không thở", r"co giật", r"hóc (?:xương|dị vật|hạt|kẹo|đồ|thạch|cục)", r"nghẹt thở",
    r"chảy (?:nhiều )?máu (?:nhiều|không|quá|đầm|mãi|lắm)", r"đau (?:ngực|tim) dữ", r"nhồi máu",
    r"tím tái", r"hôn mê", r"gọi (?:mãi )?không (?:dậy|tỉnh)", r"sùi bọt mép", r"vỡ (?:nước )?ối",
    r"sắp (?:sinh|đẻ) (?:rớt|rơi|rồi|dọc đường|trên đường)", r"rắn (?:độc |hổ )?cắn", r"bị ngộ độc",
    r"uống (?:nhầm |hết |phải )?(?:thuốc (?:sâu|trừ sâu|diệt cỏ|chuột|cỏ)|axit|xăng|hóa chất)",
    r"đứt (?:lìa )?(?:tay|chân|ngón)", r"gãy (?:tay|chân|cổ)", r"bị bỏng", r"bị phỏng", r"(?:tạt|dính) a ?xít?",
    r"thở (?:không nổi|hổn hển)",
    # self-harm
    r"tự tử", r"tự sát", r"(?:^|tôi |em |con |tui |mình |chỉ |đang |sẽ )muốn chết", r"(?:không|chẳng|chả|hết) (?:còn )?(?:muốn|thiết) sống",
    r"nhảy (?:lầu|cầu|sông)", r"cắt (?:mạch máu|cổ tay)", r"thắt cổ", r"treo cổ", r"thư tuyệt mệnh",
    # violence and robbery
    r"(?:bị|có|đang|vừa|nó|thằng|ăn|cướp) cướp", r"cướp (?:giật|cướp|vào|xe|túi|tiệm|ngân hàng|của)",
    r"giật (?:túi|dây chuyền|đồ của|điện thoại của)", r"(?:nhà (?:\w+ )?có|có|bị) (?:ăn )?trộm (?:vào|đang|trong|cạy)",
    r"trộm (?:vào nhà|đang|cạy|đột nhập)", r"nhà có trộm", r"đột nhập (?:vào )?nhà",
    r"(?:dọa|đe dọa|đòi|định|sắp|muốn) (?:sẽ )?(?:giết|chém|đâm|bắn|đốt|đánh|hiếp|tạt|xử)",
    r"(?:bị|đang|có người|ai đó) (?:\w+ )?(?:đe dọa|hăm dọa|khủng bố tinh thần)", r"bị dọa (?:giết|đánh|chém)",
    r"bắt cóc", r"hành hung", r"đánh đập", r"bị (?:\w+ )?(?:chém|đâm|hiếp|cưỡng hiếp|sàm sỡ|quấy rối tình dục|tạt)", r"bị (?:\w+ )?(?:đánh|bắn)(?! (?:máy|vần|rơi|giá|dấu|cắp|số|nhầm|sai|lỗi|tốc|thuế))",
    r"đang đánh (?:tôi|em|con|vợ|mẹ|người|nhau|cháu)", r"(?:chồng|ba|bố|cha|nó|hàng xóm) đánh (?:vợ|tôi|em|con|mẹ|cháu)",
    r"đánh nhau(?! với)", r"bạo hành", r"bạo lực gia đình", r"xâm hại", r"bị hiếp", r"hiếp dâm",
    r"cầm (?:dao|mã tấu|súng|kiếm|gậy|rựa|búa)", r"(?:rượt|đuổi) (?:chém|đánh|theo (?:tôi|em|con))",
    r"(?:rượt|đuổi) (?:tôi|em|con|cháu|tui)", r"nổ súng", r"tiếng súng", r"có bom", r"quả bom", r"đặt (?:bom|mìn)",
    r"(?<!xe )(?<!máy )bị (?:nhốt|giam lỏng|giữ người|trói|bắt nhốt)", r"(?:bám|rình|lẽo đẽo) theo (?:\w+ )?(?:tôi|em|con|cháu|tui|mình)",
    r"(?:đập|phá|đạp) cửa", r"xông vào nhà", r"chặn đường (?:đòi |đánh|cướp)", r"giết người",
    r"(?<!tuyên )(?:con|cháu|bé|mẹ|bố|ba|bà|ông|em|vợ|chồng|trẻ) (?:\w+ ){0,3}(?:mất tích|đi lạc|bị lạc)",
    # asking for the numbers, or for help itself
    r"(?:gọi|cần|đưa|đi) cấp cứu", r"cấp cứu (?:gấp|với|ngay)", r"^cấp cứu", r"gọi cứu thương", r"gọi (?:\w+ )?11[2345]$", r"gọi 11[2345]",
    r"số (?:điện thoại )?(?:gọi )?(?:cứu hỏa|cứu thương|cấp cứu|chữa cháy)", r"gọi cứu hỏa",
    r"(?:báo cháy|cháy \w+ ?\w*) (?:thì )?gọi (?:số|ai)", r"11[2345] là số", r"^(?!tra |tìm )(?:\w+ )?cứu(?: \w+)?(?: với)?$",
    r"(?:tông|đụng) nhau", r"khẩn cấp$",
)  # fmt: skip
_EMERGENCY = re.compile(rf"\b(?:{'|'.join(_HARM)})\b")
# Then it is a question about papers, services or money, of which the danger is only the story.
_BUSINESS = re.compile(
    r"\b(?:căn cước|cccd|cmnd|giấy|thẻ|bằng lái|gplx|vneid|bảo hiểm|bhyt|bhxh|định danh|hồ sơ|thủ tục|"
    r"đăng ký|khai tử|khai sinh|ly hôn|hộ chiếu|cư trú|tạm trú|điểm|phạt|tích hợp|cấp lại|làm lại|"
    r"tố giác|trình báo|trợ cấp|mai táng|lương|hưởng|chế độ|tài khoản|ứng dụng|app|otp|luật|nghị định|"
    r"biển số|đăng kiểm|mật khẩu|sim|định danh|hóa đơn|thuế|tiền điện|công văn|quy định|phản ánh|"
    r"dịch vụ công|xác nhận|chứng nhận|hợp đồng|ngân hàng|chuyển khoản|hộ khẩu|sổ)\b"
)

# Cries of a few words, of which the normaliser has too little context to restore the marks.
_CRY = re.compile(
    r"(?:(?:co|nha|nha toi|nha em|cuu) )?(?:cuop|chay nha|chay lon|chay nha roi|trom|an cuop|tai nan|"
    r"danh nhau|no sung|dam chem|bom|ran can|dien giat|dot quy)(?: (?:roi|qua|voi|oi|cuu voi|kia))*"
    r"|(?:(?:toi|em|con|me|ba|bo|chong|vo|chau|tui)(?: (?:toi|em|tui))? )?(?:dang |vua )?bi "
    r"(?:cuop|dam|chem|ran can|tai nan|bat coc|hiep|tat axit|doa giet|ban)(?: (?:roi|qua|voi))*"
    r"|(?:goi|bao) 11[2345](?: .*)?|cuu"
)
_NUMBERS = re.compile(
    r"\b(?:gọi|gợi|báo|số) (?:\w+ )?11[345]\b|\b11[345] là số|"
    r"\b(?:báo cháy|cứu hỏa|chữa cháy|cứu thương|cấp cứu)(?: \w+){0,3} (?:gọi|số)\b|"
    r"\b(?:gọi|số)(?: \w+){0,3} (?:cứu hỏa|chữa cháy|cứu thương|xe cấp cứu)\b"
)
_MAX_WORDS = 20  # of a cry for help; longer ones are stories, which the network understands

_LOSS = (
    r"(?:bị|mới bị|vừa bị) (?:\w+ ){0,4}?(?:lừa|gạt|lừa đảo|lừa gạt) (?:\w+ ){0,6}?(?:tiền|triệu|tỷ|tỉ|củ|sạch|hết)",
    r"(?:lừa|gạt) (?:\w+ ){0,4}?(?:mất|hết|lấy) (?:\w+ ){0,3}?(?:tiền|\d+ ?(?:triệu|tr|tỷ|củ))",
    r"(?:bị|mới bị|vừa bị) (?:\w+ ){0,4}?(?:lừa|gạt) (?:\w+ ){0,3}?(?:chuyển|mất)",
    r"(?:kẻ gian|bọn \w+|tụi \w+|nó|thằng \w+|hacker|giả|bị) (?:\w+ ){0,4}?(?:rút|lấy|chuyển|trừ) (?:sạch|hết|mất) (?:\w+ )?tiền", r"(?:chiếm đoạt|cuỗm) (?:\w+ ){0,3}?tiền",
    r"bị (?:hack|kẻ gian) (?:\w+ ){0,4}?(?:mất|lấy|rút) (?:\w+ ){0,2}?tiền",
    r"chuyển (?:\w+ ){0,3}?(?:tiền|khoản|triệu) cho (?:kẻ|bọn|tụi|thằng|đứa) (?:lừa|gian)",
    r"dính (?:bẫy )?lừa đảo", r"bị lừa (?:rồi|đau|qua mạng)", r"^(?:\w+ ){0,3}bị lừa$",
)  # fmt: skip
_PLAN = re.compile(
    r"\b(?:cách (?:lừa|gạt)|(?:để|đi|giúp \w+) (?:lừa|gạt)|kịch bản|dạy|muốn (?:lừa|gạt))\b"
)
_SWINDLED = re.compile(rf"\b(?:{'|'.join(_LOSS)})\b")


def is_emergency(text: str, *, is_question: bool = False) -> bool:
    """Tell whether a normalised message reports danger, or asks for the emergency numbers.

    `is_question`: the network is sure that a service is asked about; then only the numbers count.
    """
    text = nfc(text).lower()
    if is_question:
        return _NUMBERS.search(text) is not None
    if len(text.split()) > _MAX_WORDS or _BUSINESS.search(text):
        return False
    return bool(_EMERGENCY.search(text) or _CRY.fullmatch(fold(text)))


def is_swindled(text: str) -> bool:
    """Tell whether a normalised message reports money lost to a swindler."""
    text = nfc(text).lower()
    return _SWINDLED.search(text) is not None and _PLAN.search(text) is None
