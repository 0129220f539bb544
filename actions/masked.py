"""A message with masked personal data in it: the question that is left without the data.

"số căn cước của tôi là <CCCD>, phí lý lịch tư pháp bao nhiêu" is a question about a fee; "tra
giúp <CCCD>" is none. The network that hears the intent was taught to refuse data, so here it
hears the rest alone. What asks for something to be done or looked up stays refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from actions.answer import Turn, answer_question
from actions.dialogue import Context, entity_values
from actions.hearing import intents_of
from actions.retrieval.ranker import Query
from actions.retrieval.utterances import ASK
from actions.service import Knowledge
from bot.language.personal.reading import PLACEHOLDER

MIN_WORDS = 3  # of what is left; fewer ask nothing
ASK_FROM = 0.5  # P(any question) from which the rest is one
UNSAFE_FROM = 0.25  # P(safety) of the rest from which it stays refused
WRONG_FROM = 0.5  # P(safety) of all but the data from which the whole message does
_SAFETY = "safety"
_CLAUSE = re.compile(r"[,.;?!\n]+|\s-\s")
# "em tên <HỌ TÊN>", "số cccd của tôi là <CCCD>": words that only introduce the data.
_CARRIER = (
    r"(?:\b(?:số|mã|tên|là|của|tôi|tui|em|mình|con|cháu|bác|mẹ|bố|ba|má|vợ|chồng|anh|chị|ông|bà|sinh|"
    r"cccd|cmnd|căn cước|chứng minh|định danh|cá nhân|sđt|sdt|điện thoại|đt|zalo|mail|email|stk|"
    r"tài khoản|tk|ngân hàng|mật khẩu|mk|pass|otp|passcode|biển số|xe|địa chỉ|nhà|ở|tại|hiện|"
    r"can cuoc|cua|toi|ten|la|so|dien thoai|bien so|dia chi|nha|o|minh|ma|me|bo|vo|chong|chau|tai)\b"
    r"[ :=]*)*"
)
_DATA = re.compile(rf"{_CARRIER}{PLACEHOLDER.pattern}", re.IGNORECASE)
_HOW = re.compile(
    r"\b(?:thế nào|như nào|làm sao|ra sao|sao (?:ạ|vậy|đây|ta|được)|sao$|kiểu (?:gì|chi|nào)|mần răng|"
    r"cách|hướng dẫn|chỉ (?:giúp|giùm|cho|em|tôi|dùm)|cần (?:những |các |mang |đem |chuẩn bị |nộp )?"
    r"(?:gì|chi|giấy)|gồm (?:những )?gì|giấy (?:tờ )?(?:gì|nào|chi)|(?:ở|ra|tới|đến|lên|về) (?:đâu|mô)|"
    r"đâu (?:ạ|vậy|nhỉ)|đâu$|chỗ (?:nào|mô)|nơi nào|bao nhiêu|bao lâu|nhiêu tiền|mấy (?:ngày|tiền|hôm)|"
    r"khi nào|bao giờ|là gì|tại sao|vì sao|được (?:không|hông|ko|chưa|hem)|có (?:phải|cần|được|mất)|làm gì)\b"
)
# Only whoever holds the records could tell.
_STATE = re.compile(
    r"\b(?:(?:đã|được|xong|có|hết hạn|duyệt|lên|về)(?: \w+){0,5} chưa|chưa$|còn hạn|có bị|bị gì|lỗi gì|"
    r"có (?:đúng|trùng|nợ|tiền án)|tên (?:gì|ai))\b"
)
_FOR_ME = re.compile(
    r"\b(?:giúp|giùm|dùm|hộ|thay|giup|gium|dum|jup|júp|nhờ) (?:tôi|em|tui|mình|bác|con|cháu|với|cái|luôn|đi|nhé|nha)\b|"
    r"\b(?:giúp|giùm|dùm|giup|gium|dum)$|"
    r"\b(?:tra|tra cứu|kiểm tra|check|xem|coi|dò|đăng nhập|làm|đăng ký|kích hoạt|khóa|mở khóa|đổi|dời|nộp|"
    r"cập nhật|liên kết|tích hợp|thêm|chuyển|duyệt|xác nhận|gửi|nhập|tìm|lấy lại|lấy|reset|sửa|hủy|khai)"
    r"(?: \w+){0,3}? (?:giúp|giùm|dùm|thay|giup|gium|dum|hộ(?! chiếu| khẩu| tịch| kinh doanh| gia đình| nghèo))\b"
)
_TOLD_HOW = re.compile(r"\b(?:chỉ|hướng dẫn|cho (?:em |tôi )?(?:hỏi|biết)|tư vấn|giải thích)\b")
_OTHERS = "vợ|chồng|sếp|người|bạn|hàng xóm|nó"
_WRONG = re.compile(
    r"\b(?:là ai|của ai|ai (?:đang|đứng|là)|tên gì|(?:đang|sống|nhà) ở đâu|chủ (?:xe|sim|số|thuê bao)|"
    r"người (?:khác|này|đó)|thằng|lén|trộm|hack|crack|bẻ khóa|phá khóa|bypass|fake|giả|qua mặt|lách|trót lọt|"
    r"mua|bán|thuê|khống|đủ tuổi|không (?:hay|biết)$|mà (?:\w+ ){1,3}không (?:hay|biết)|"
    rf"(?:vào|xem|mở|lấy|tra|đọc|đăng nhập|dùng|chuyển)(?: \w+){{0,4}} của (?:{_OTHERS}))\b"
)
_ABOUT_SOMEBODY = re.compile(
    r"(?:tra|xem|tìm|lấy|biết|check|coi|định vị|theo dõi|doc|đọc|tim|lay|biet)\b[^,.;?!\n]*"
    rf"(?:của|cua|người có số|ng có số) {PLACEHOLDER.pattern}",
    re.IGNORECASE,
)


def inner_question(knowledge: Knowledge, tracker: Any, context: Context) -> Turn | None:
    """Return the answer to the question in the last message; None if it asks nothing else.

    Only what the ranker answers counts: it neither asks back nor declines here.
    """
    text = str((tracker.latest_message or {}).get("text") or "")
    if PLACEHOLDER.search(text) is None or _ABOUT_SOMEBODY.search(text):
        return None
    whole = knowledge.normaliser.normalise(PLACEHOLDER.sub(" ", text))
    if _WRONG.search(whole) or _query(knowledge, whole).intents.get(_SAFETY, 0.0) >= WRONG_FROM:
        return None
    topics = tuple(dict.fromkeys(entity_values(tracker, "topic")))
    for rest, is_apart in _rests(text):
        rest = knowledge.normaliser.normalise(rest)
        if len(rest.split()) < MIN_WORDS or not _asks(rest, is_apart):
            continue
        query = replace(_query(knowledge, rest), topics=topics, province=context.province)
        if not _is_question(query):
            continue
        turn = answer_question(knowledge, query, context)
        if turn.reply["json_message"]["decision"] == "answer":
            return turn
    return None


def _rests(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the message without its data, and whether it is whole clauses apart from the data.

    First such clauses, then all without the data and its introduction, then without the data.
    """
    clauses = [part.strip() for part in _CLAUSE.split(text)]
    yield ", ".join(part for part in clauses if part and PLACEHOLDER.search(part) is None), True
    yield _DATA.sub(" ", text), False
    yield PLACEHOLDER.sub(" ", text), False


def _query(knowledge: Knowledge, text: str) -> Query:
    """Return a normalised text as a query; its intents are heard by the ranker's network."""
    vector = knowledge.index.encoder.queries([text or "?"])[0]
    return Query(text, vector, intents_of(knowledge, text, vector))


def _is_question(query: Query) -> bool:
    asked = sum(p for name, p in query.intents.items() if name.startswith(ASK))
    return asked >= ASK_FROM and query.intents.get(_SAFETY, 0.0) < UNSAFE_FROM


def _asks(text: str, is_apart: bool) -> bool:
    """Tell whether a normalised text asks how something is done, for anybody."""
    if _HOW.search(text) is None:
        return False
    if _FOR_ME.search(text) and not _TOLD_HOW.search(text):
        return False
    return is_apart or _STATE.search(text) is None
