"""Words around Vietnamese addresses, folded unless they carry marks."""

from __future__ import annotations

HOUSE = "so nha|nha(?= [a-z][0-9])|so|sn|can ho|can|phong|lo|toa nha|toa|block|tang|p"
ROOMS = frozenset("can ho|can|phong|lo|toa nha|toa|block|tang|p".split("|"))
LANE = "ngo|ngach|hem|kiet|k|to dan pho|tdp|to|khu pho|kp|khoi pho|khoi|doi|cum"
HAMLET = (
    "khu tap the|thon|ap|xom|ban|buon|lang|soc|chung cu|cc|ktx|ky tuc xa|khu do thi|kdt|khu|"
    "cu xa|tap the"
)
STREET = "duong|pho|dai lo|quoc lo|ql|tinh lo|d"
AREA = "phuong|xa|thi tran|quan|huyen|thi xa|thanh pho|tinh|tp|tx|tt|p|q|h"
# In a text with marks "xa" is "far", not "xã".
MARKED_UNITS = {
    "xa": "xã", "to": "tổ", "ban": "bản", "lang": "làng", "can": "căn", "doi": "đội",
}  # fmt: skip

# What follows a number that counts something: "ở 12 năm", "ở 2 nơi".
COUNTED = frozenset(
    """nam thang ngay tuan nguoi noi tang the cho lan tieng km phut gio tuoi con dua ho khau mieng
    can phong quan dong trieu cay so chi anh em met m loai cai nha tinh xa huyen""".split()
)
# What follows an address: "…đường Láng thì làm ở đâu".
STOPS = frozenset(
    """thì là muốn cần xin nhờ có làm đang đăng hỏi được không bị giờ mà nhưng và với để sẽ đã chưa sao
    thế nào gì bao của tôi tui em mình cho tên sinh ở tại đi đến về vì nếu còn thuê mất đổi chuyển
    nộp nhận giúp giùm hộ bạn ạ nhé nha ơi rồi chị xa gần giao trên chủ số mật từ như nên phải cũng
    này kia đó nữa hay hoặc khi lúc mới chỗ trong cùng ghi bây nay tạm thường khai""".split()
)
MARKLESS_STOPS = frozenset(
    """thi la muon can xin nho co lam dang dk dki hoi duoc dc khong ko k bi gio ma nhung va voi de se
    da chua sao the nao gi j dau bao cua toi tui em e minh mk cho sdt cccd cmnd ten sinh o tai di
    den ve vi neu con thue mat doi chuyen nop gui nhan giup gium ho ban ad nhe nha oi roi chi xa gan
    giao tren chu so tu nhu nen phai cung nay kia do nua hay hoac khi luc moi trong tam thuong khai
    day ne ai vs z v a ah otp mk pass""".split()
)
