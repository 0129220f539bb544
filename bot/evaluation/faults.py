"""Which component was at fault for a miss.

The parts are asked in the order a message passes them, and the first that fits is named:

content        no page has an acceptable topic, or its page has no acceptable aspect
nlu            the intent sent the message elsewhere (a greeting, a hand-off), or said another
               aspect than those acceptable, or NLU found another topic named
normalisation  the ranker is right on the text as typed and wrong on the normalised one, or
               words are left that the language model does not know
retrieval      neither dense search nor words have an acceptable topic among the first FOUND
decision       all the rest: it was found, and the ranking, the conversation's context or a
               threshold made something else of it

`why` says which of these, in Vietnamese.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.assistant import Answer
from bot.evaluation.cases import ANSWER, CLARIFY, DECLINE, HANDOFF, SAFETY, SMALLTALK
from bot.evaluation.probe import OUT_OF_SCOPE, Probe

CONTENT, NLU, NORMALISATION = "content", "nlu", "normalisation"
RETRIEVAL, DECISION = "retrieval", "decision"
COMPONENTS = {
    CONTENT: "thiếu nội dung",
    NORMALISATION: "chuẩn hóa",
    NLU: "hiểu câu (NLU)",
    RETRIEVAL: "tìm kiếm",
    DECISION: "quyết định",
}
FOUND = 5


@dataclass(frozen=True)
class Fault:
    component: str
    why: str


@dataclass(frozen=True)
class Wanted:
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    expect: str
    has_topic: bool = True  # some page is about an acceptable topic
    has_aspect: bool = True  # … and has an acceptable aspect


def fault(wanted: Wanted, answer: Answer, probe: Probe) -> Fault | None:
    """Return who is to blame; None when topic, aspect and decision are right."""
    if wanted.expect == ANSWER:
        return _missed_answer(wanted, answer, probe)
    if answer.decision == wanted.expect:
        return None
    if wanted.expect == CLARIFY:
        if not probe.is_asked:
            return _elsewhere(probe)
        return Fault(DECISION, f"cần hỏi lại, chủ đề đầu đạt {probe.confidence:.0%}")
    if wanted.expect == DECLINE:
        if answer.decision in (HANDOFF, SAFETY, CLARIFY):
            return None
        if probe.intent != OUT_OF_SCOPE:
            return Fault(NLU, f"ý định {probe.intent}, đúng ra {OUT_OF_SCOPE}")
        return Fault(DECISION, f"chủ đề đầu {probe.confidence:.0%}, ngoài {probe.outside:.0%}")
    if not _fits(wanted.expect, probe):
        return Fault(NLU, f"ý định {probe.intent}")
    return Fault(DECISION, f"ý định {probe.intent} mà vẫn {answer.decision}")


def _missed_answer(wanted: Wanted, answer: Answer, probe: Probe) -> Fault | None:
    if not wanted.has_topic:
        return Fault(CONTENT, "chưa có trang về chủ đề này")
    topics = wanted.topics
    if answer.decision == ANSWER and (not topics or answer.topic in topics):
        return _missed_aspect(wanted, answer, probe)
    if not probe.is_asked:
        return _elsewhere(probe)
    if probe.best in topics:
        return Fault(DECISION, f"ngưỡng: chủ đề đúng đứng đầu, {probe.confidence:.0%}")
    if probe.context_topic in topics:
        return Fault(DECISION, "ngữ cảnh: câu hỏi tiếp của chủ đề trước")
    if probe.best_as_typed in topics:
        return Fault(NORMALISATION, "chưa chuẩn hóa thì xếp đúng")
    if probe.unknown:
        return Fault(NORMALISATION, f"còn từ lạ: {' '.join(probe.unknown)}")
    if not set(topics) & {*probe.dense[:FOUND], *probe.lexical[:FOUND]}:
        return Fault(RETRIEVAL, f"không có trong {FOUND} chủ đề gần nhất")
    if probe.named and not set(topics) & set(probe.named):
        return Fault(NLU, f"thấy tên chủ đề khác: {', '.join(probe.named)}")
    return Fault(DECISION, f"xếp hạng: {probe.best} đứng trước, {probe.confidence:.0%}")


def _missed_aspect(wanted: Wanted, answer: Answer, probe: Probe) -> Fault | None:
    if not wanted.aspects or answer.aspect in wanted.aspects:
        return None
    if not wanted.has_aspect:
        return Fault(CONTENT, "trang chưa có mục này")
    if probe.aspect not in wanted.aspects:
        return Fault(NLU, f"khía cạnh: ý định {probe.intent}")
    return Fault(DECISION, f"chọn mục: {answer.passage}")


def _elsewhere(probe: Probe) -> Fault:
    return Fault(NLU, f"ý định {probe.intent} chuyển sang câu đáp khác")


def _fits(expect: str, probe: Probe) -> bool:
    kind = {"human_handoff": HANDOFF, "safety": SAFETY, "emergency": SAFETY}
    return not probe.is_asked and kind.get(probe.intent, SMALLTALK) == expect
