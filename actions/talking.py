"""Turns that need no search: buttons, menus, sources, hand-off, safety."""

from __future__ import annotations

from actions import replies
from actions.answer import OFFICIAL, Turn
from actions.dialogue import Context
from actions.retrieval.aspects import GROUPS
from actions.retrieval.index import PassageIndex
from bot.language.emergencies import is_swindled

GONE = "Mục này đã được thay hoặc rút lại. Bạn gõ /chude để xem các chủ đề đang có."
# Shown word for word from its page, so that the number is written in one place.
HOTLINE = ("tong-dai-ho-tro#overview", "tong-dai-ho-tro#where")
SWINDLED = "lua-dao-mao-danh#troubleshoot"


def show_passage(index: PassageIndex, passage: str) -> Turn:
    entry = index.by_id.get(passage)
    if entry is None:
        return Turn(replies.talk(GONE))
    slots = {
        "topic": entry.topic,
        "aspect": entry.aspect,
        "passage": entry.id,
        "offered": None,
    }
    return Turn(replies.answer(index, entry), slots)


def open_topic(index: PassageIndex, topic: str, context: Context) -> Turn:
    """The topic's answer to the aspect that is pending, else its menu of questions."""
    page = index.pages.get(topic)
    if page is None or page.is_signpost:
        return Turn(replies.talk(GONE))
    entry = index.by_id.get(f"{topic}#{context.aspect}")
    if topic in context.offered and entry is not None:
        return show_passage(index, entry.id)
    slots = {"topic": topic, "aspect": None, "offered": None}
    return Turn(replies.topic_questions(index, page), slots)


def list_topics(index: PassageIndex, group: str, page: str) -> Turn:
    if group in GROUPS:
        return Turn(replies.topic_menu(index, group, int(page) if page.isdigit() else 0))
    return Turn(replies.group_menu(index))


def show_sources(index: PassageIndex, context: Context) -> Turn:
    entry = index.by_id.get(context.passage or "")
    if entry is None:
        return Turn(replies.talk("Chưa có câu trả lời nào để xem nguồn. Bạn hỏi trước nhé."))
    return Turn(replies.all_sources(index, entry))


def handoff(index: PassageIndex) -> Turn:
    lead = "Mình là máy và không nối máy cho người thật được, nhưng bạn gọi được kênh chính thức:"
    entry = next((index.by_id[i] for i in HOTLINE if i in index.by_id), None)
    if entry is None:
        return Turn(replies.talk(f"{lead} {OFFICIAL}", "handoff"))
    reply = replies.answer(index, entry, lead)
    reply["json_message"]["decision"] = "handoff"
    reply["buttons"] = []
    return Turn(reply, {"offered": None})


def swindled(index: PassageIndex, text: str) -> Turn | None:
    """What to do at once, for a message that only tells of money lost to a swindler."""
    if not is_swindled(text) or SWINDLED not in index.by_id:
        return None
    return show_passage(index, SWINDLED)


def foreign_language() -> Turn:
    """A message in a script that nothing here was taught to read."""
    text = (
        "Sorry, I only understand Vietnamese and simple English. Please ask in one of these "
        "languages.\n\nMình chỉ hiểu tiếng Việt và tiếng Anh đơn giản, bạn hỏi lại giúp nhé."
    )
    return Turn(replies.decline(text))


def safety(index: PassageIndex) -> Turn:
    text = (
        "**Vì an toàn của bạn, mình không nhận và không dùng dữ liệu cá nhân, cũng không làm "
        "thay hay tra cứu hộ ai.**\n\n"
        "Đừng gửi số căn cước, mã OTP, mật khẩu, ảnh giấy tờ cho bất kỳ ai, kể cả trợ lý này. "
        "Nếu đã lỡ đưa cho người lạ, hãy đổi mật khẩu, khóa tài khoản và báo công an ngay. "
        "Việc dùng giấy tờ, tài khoản của người khác hay lách bước xác thực mình không hướng dẫn."
    )
    titles = {
        "lua-dao-mao-danh": "Nghi bị lừa: phải làm gì",
        "khoa-mo-khoa-tai-khoan": "Khóa tài khoản VNeID",
        "quen-mat-khau": "Tự đặt lại mật khẩu",
    }
    buttons = [
        replies.topic_button(index.pages[topic], title)
        for topic, title in titles.items()
        if topic in index.pages
    ]
    slots = {"offered": None}
    return Turn(replies.talk(text, "safety", buttons), slots)
