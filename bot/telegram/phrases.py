"""Every Vietnamese sentence that the connector itself says to a citizen.

Answers, the greeting and menus come from Rasa; these are for the moments when
Rasa is not asked or does not answer. Markdown-lite, as in bot/telegram/markdown.py.
"""

from __future__ import annotations

# The state of the service
STARTING = (
    "Trợ lý đang khởi động, thường mất khoảng một phút. "
    "Câu hỏi của bạn đã được nhận, trợ lý sẽ trả lời ngay khi sẵn sàng."
)
FAILED = (
    "Xin lỗi bạn, trợ lý đang gặp trục trặc nên chưa trả lời được câu này. "
    "Bạn vui lòng hỏi lại sau ít phút. Việc gấp, bạn xem trang chính thức vneid.gov.vn."
)
MAINTENANCE = "Trợ lý đang tạm dừng để bảo trì. Bạn vui lòng quay lại sau, xin cảm ơn."
UNSURE = (
    "Đường truyền vừa bị ngắt, trợ lý không chắc câu trả lời đã tới bạn. "
    "Nếu chưa thấy, bạn bấm nút dưới đây."
)
UNSURE_BUTTON = "Xem lại câu trả lời"
TOO_MANY = (
    "Bạn đang nhắn hơi nhanh. Trợ lý xin phép nghỉ một phút rồi trả lời tiếp; "
    "những tin gửi trong lúc này sẽ không được đọc."
)
TOO_LONG = "Tin nhắn dài, trợ lý chỉ đọc phần đầu. Bạn hỏi gọn từng ý sẽ được trả lời đúng hơn."
CHOOSE = "Mời bạn chọn:"

# Personal data
PERSONAL_DATA = (
    "🔒 Trong tin nhắn có thông tin cá nhân; trợ lý đã che đi và không lưu lại. "
    "Bạn đừng gửi số giấy tờ, mật khẩu hay mã OTP ở đây nhé."
)
PHOTO = (
    "Trợ lý không xem được ảnh. Bạn đừng gửi ảnh căn cước hay giấy tờ lên đây, "
    "hãy gõ câu hỏi bằng chữ giúp trợ lý."
)
DOCUMENT = (
    "Trợ lý không mở tệp. Bạn đừng gửi bản chụp giấy tờ lên đây, "
    "hãy gõ câu hỏi bằng chữ giúp trợ lý."
)
CONTACT = (
    "Trợ lý không cần số điện thoại của ai và không lưu danh bạ bạn vừa gửi. "
    "Bạn gõ câu hỏi bằng chữ giúp trợ lý nhé."
)
LOCATION = (
    "Trợ lý không dùng và không lưu vị trí. "
    "Cần quy định riêng của tỉnh, thành nào, bạn gõ tên nơi đó kèm câu hỏi nhé."
)

# Things the assistant cannot read
VOICE = "Trợ lý chưa nghe được tin thoại. Bạn gõ câu hỏi bằng chữ giúp trợ lý nhé."
VIDEO = "Trợ lý không xem được video. Bạn gõ câu hỏi bằng chữ giúp trợ lý nhé."
STICKER = "Cảm ơn bạn 😊 Bạn cần hỏi gì về VNeID, cứ gõ bằng chữ nhé."
POLL = "Trợ lý không tham gia bình chọn. Bạn cần hỏi gì về VNeID, cứ gõ bằng chữ nhé."
UNSUPPORTED = "Trợ lý chỉ đọc được tin nhắn chữ. Bạn gõ câu hỏi giúp trợ lý nhé."
NO_WORDS = "Bạn gõ câu hỏi bằng chữ giúp trợ lý nhé, ví dụ: làm hộ chiếu trên VNeID thế nào?"
THUMB_UP = "Cảm ơn bạn! Cần hỏi thêm gì, bạn cứ nhắn nhé."
THUMB_DOWN = (
    "Trợ lý xin lỗi vì chưa giúp được bạn. Bạn hỏi lại cách khác, hoặc góp ý bằng /gopy nhé."
)
UNKNOWN_COMMAND = (
    "Trợ lý không có lệnh này. Bạn cứ nhắn câu hỏi như nói chuyện bình thường, "
    "hoặc xem /help, /chude."
)
PAYMENT = "Trợ lý không bao giờ thu tiền."

# Buttons
BUTTON_EXPIRED = "Nút này đã hết hạn. Bạn nhắn lại câu hỏi giúp trợ lý nhé."
BUTTON_USED = "Nút này đã được bấm rồi."

# Groups and inline mode
GROUP_HELLO = (
    "Chào cả nhà. Trợ lý không chính thức về VNeID, chỉ trả lời khi được nhắc tên (@{name}) "
    "hoặc khi có người trả lời tin của trợ lý. Đừng gửi thông tin cá nhân vào nhóm nhé."
)
INLINE_BUTTON = "Hỏi trợ lý trong khung chat riêng"

# Feedback
HELPFUL = "👍 Hữu ích"
NOT_RIGHT = "👎 Chưa đúng"
SHARE = "↗ Chia sẻ chủ đề này"
THANKS_UP = "Cảm ơn bạn!"
THANKS_DOWN = "Cảm ơn bạn đã báo. Câu trả lời chưa đúng ở chỗ nào?"
REASONS = {
    "wrong": "Thông tin sai",
    "outdated": "Thông tin đã cũ",
    "other-topic": "Không đúng điều tôi hỏi",
    "incomplete": "Còn thiếu",
    "unclear": "Khó hiểu",
}
REASON_KEPT = "Đã ghi nhận: {reason}. Cảm ơn bạn."
ASK_COMMENT = (
    "Nếu muốn, bạn trả lời tin này bằng một câu nói rõ hơn (đừng ghi thông tin cá nhân). "
    "Không cần thì bạn cứ hỏi tiếp."
)
ASK_FEEDBACK = (
    "Mời bạn góp ý: trả lời tin này bằng lời của bạn (đừng ghi thông tin cá nhân). "
    "Đổi ý thì gõ /huy."
)
COMMENT_PLACEHOLDER = "Góp ý của bạn"
FEEDBACK_KEPT = "Đã nhận góp ý của bạn, cảm ơn bạn nhiều."

# Deleting
ERASE_ASK = (
    "Trợ lý sẽ xóa **mọi thứ đang giữ về cuộc trò chuyện này**: nội dung hội thoại, "
    "các nút bấm và góp ý của bạn. Không lấy lại được. Bạn có chắc không?"
)
ERASE_YES = "Xóa tất cả"
ERASE_NO = "Thôi, giữ lại"
ERASE_KEPT = "Không xóa gì cả."
ERASE_DONE = (
    "Đã xóa: nội dung hội thoại, {feedback} góp ý, {buttons} nút bấm và ghi chú về cuộc trò "
    "chuyện. Tin nhắn trên Telegram thì bạn tự xóa trong ứng dụng nhé."
)
ERASE_FAILED = (
    "Trợ lý chưa xóa được nội dung hội thoại vì hệ thống đang trục trặc. "
    "Bạn vui lòng gõ lại /xoadulieu sau ít phút."
)

# What Telegram shows before anything is typed
COMMANDS_VI = {
    "start": "Bắt đầu",
    "help": "Cách hỏi",
    "chude": "Các chủ đề",
    "nguon": "Nguồn của câu trả lời vừa rồi",
    "gopy": "Góp ý",
    "xoadulieu": "Xóa dữ liệu của tôi",
    "huy": "Bỏ việc đang làm",
}
COMMANDS_EN = {
    "start": "Start",
    "help": "How to ask (in Vietnamese)",
    "chude": "Topics",
    "nguon": "Sources of the last answer",
    "gopy": "Send feedback",
    "xoadulieu": "Delete my data",
    "huy": "Cancel",
}
DESCRIPTION_VI = (
    "Hỏi đáp về VNeID: định danh, giấy tờ, thủ tục trực tuyến. Câu trả lời có nguồn và ngày. "
    "Trợ lý KHÔNG chính thức, không phải của cơ quan nhà nước. Đừng gửi thông tin cá nhân."
)
DESCRIPTION_EN = (
    "Questions and answers about VNeID, in Vietnamese, with sources and dates. "
    "Unofficial: not run by any state agency. Do not send personal data."
)
SHORT_DESCRIPTION_VI = "Trợ lý không chính thức trả lời câu hỏi về VNeID, có nguồn và ngày."
SHORT_DESCRIPTION_EN = "Unofficial assistant about VNeID, in Vietnamese, with sources."
