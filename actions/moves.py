"""What a message does with the conversation: most go on, some correct it or go back in it."""

from __future__ import annotations

import re

CORRECTS, RETURNS = "corrects", "returns"

_WHO = r"(?:tôi|mình|em|con|cháu|bác|cô|chú|anh|chị|tao)"
_CORRECTION = re.compile(
    rf"\bý (?:của )?{_WHO} (?:là|không|muốn|hỏi|nói|bảo)\b|^ý là\b"
    r"|^(?:khoan|à |ủa |ơ |thôi )*(?:khoan|nhầm|nói nhầm|hỏi nhầm|gõ nhầm|ghi nhầm|viết nhầm)\b"
    # "không phải nộp phí à" asks; "không phải cái đó", "không phải đổi số, đổi máy cơ" correct.
    r"|^(?:à |ủa |ơ |thôi |dạ )*(?:không|đâu|chẳng) phải (?:.* )?"
    r"(?:mà|cơ|ý|vậy|thế|đó|này|kia)\b"
)
_RETURN = re.compile(
    r"^(?:à |thôi |ok |thế |vậy )*(?:quay lại|trở lại|quay về|trở về)\b"
    r"|\b(?:quay lại|trở lại|quay về) (?:với|cái|vụ|chuyện|việc|câu|chỗ|phần)\b"
    r"|\b(?:hồi|lúc|ban|khi|vừa) nãy\b"
)


def move(text: str) -> str | None:
    """Return CORRECTS, RETURNS or None for a normalised message."""
    if _CORRECTION.search(text):
        return CORRECTS
    return RETURNS if _RETURN.search(text) else None
