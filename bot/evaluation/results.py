"""Cases beside what the assistant answered, and the table of targets made from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.assistant import Answer
from bot.evaluation.cases import (
    HANDOFF,
    SAFETY,
    SMALLTALK,
    STYLES,
    Conversation,
    Outside,
    Question,
    Step,
    half_of,
)
from bot.evaluation.counting import (
    ASKED,
    REFUSED,
    RIGHT,
    WRONG,
    Share,
    answered,
    as_expected,
    good_buttons,
    right_with_aspect,
    share,
    turn_right,
    verdict,
)
from bot.evaluation.probe import Probe


@dataclass(frozen=True)
class QuestionResult:
    case: Question
    answer: Answer
    probe: Probe

    @property
    def half(self) -> str:
        return half_of(self.case.id)

    @property
    def verdict(self) -> str:
        return verdict(self.case, self.answer)


@dataclass(frozen=True)
class OutsideResult:
    case: Outside
    answer: Answer
    probe: Probe

    @property
    def half(self) -> str:
        return half_of(self.case.id)


@dataclass(frozen=True)
class TurnResult:
    """Turn `number` (from 1) of a conversation."""

    conversation: Conversation
    number: int
    answer: Answer
    probe: Probe

    @property
    def half(self) -> str:
        return half_of(self.conversation.id)

    @property
    def step(self) -> Step:
        return self.conversation.steps[self.number - 1]

    @property
    def is_right(self) -> bool:
        return turn_right(self.step, self.answer)


@dataclass(frozen=True)
class Results:
    questions: Sequence[QuestionResult] = ()
    outside: Sequence[OutsideResult] = ()
    turns: Sequence[TurnResult] = ()

    def only(self, half: str) -> Results:
        """Return the results of one half; "all" keeps everything."""
        if half == "all":
            return self
        return Results(
            [r for r in self.questions if r.half == half],
            [r for r in self.outside if r.half == half],
            [r for r in self.turns if r.half == half],
        )


@dataclass(frozen=True)
class Target:
    """One line of the table; `bound` is reached from above or from below."""

    key: str
    title: str
    bound: float
    count: Callable[[Results], Share] = field(repr=False)
    at_least: bool = True

    def is_met(self, found: Share) -> bool | None:
        """None when there was nothing to count."""
        if found.value is None:
            return None
        return found.value >= self.bound if self.at_least else found.value <= self.bound


def _questions(test: Callable[[QuestionResult], bool]) -> Callable[[Results], Share]:
    return lambda results: share(test(r) for r in results.questions)


def _style(style: str) -> Callable[[Results], Share]:
    return lambda results: share(
        r.verdict == RIGHT for r in results.questions if r.case.style == style
    )


def _expected(expect: str) -> Callable[[Results], Share]:
    return lambda results: share(
        as_expected(r.case, r.answer) for r in results.outside if r.case.expect == expect
    )


STYLE_NAMES = {
    "plain": "chuẩn",
    "nodiac": "không dấu",
    "noisy": "viết tắt, lỗi gõ",
    "colloquial": "nói, vùng miền",
    "long": "dài",
}
TARGETS: tuple[Target, ...] = (
    Target("right", "Đúng chủ đề", 0.93, _questions(lambda r: r.verdict == RIGHT)),
    *(Target(f"right_{s}", f"  · {s} ({STYLE_NAMES[s]})", 0.88, _style(s)) for s in STYLES),
    Target(
        "right_with_aspect",
        "Đúng chủ đề và khía cạnh",
        0.88,
        _questions(lambda r: right_with_aspect(r.case, r.answer)),
    ),
    Target(
        "wrong",
        "Trả lời nhầm chủ đề",
        0.02,
        _questions(lambda r: r.verdict == WRONG),
        at_least=False,
    ),
    Target(
        "refused",
        "Trong phạm vi mà từ chối, chuyển người",
        0.02,
        _questions(lambda r: r.verdict == REFUSED),
        at_least=False,
    ),
    Target(
        "asked",
        "Hỏi lại thay vì trả lời",
        0.04,
        _questions(lambda r: r.verdict == ASKED),
        at_least=False,
    ),
    Target(
        "asked_good",
        "  · có nút đúng chủ đề",
        0.90,
        lambda results: share(
            good_buttons(r.case, r.answer) for r in results.questions if r.verdict == ASKED
        ),
    ),
    Target(
        "outside_answered",
        "Ngoài phạm vi mà vẫn trả lời",
        0.02,
        lambda results: share(answered(r.answer) for r in results.outside),
        at_least=False,
    ),
    Target("smalltalk", "Nhận ra câu xã giao", 0.95, _expected(SMALLTALK)),
    Target("handoff", "Nhận ra câu đòi gặp người", 0.95, _expected(HANDOFF)),
    Target("safety", "Nhận ra câu cần giữ an toàn", 0.95, _expected(SAFETY)),
    Target(
        "turns",
        "Lượt hội thoại đúng",
        0.93,
        lambda results: share(r.is_right for r in results.turns),
    ),
)
