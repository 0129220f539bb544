"""Answers and probes to count with; only what a test says differs from a right answer."""

from __future__ import annotations

from dataclasses import replace

from bot.assistant import Answer
from bot.evaluation.probe import Probe

RIGHT = Probe(
    normalised="làm hộ chiếu hết bao nhiêu",
    unknown=(),
    intent="ask_fee",
    named=("ho-chieu",),
    dense=("ho-chieu", "ly-lich-tu-phap"),
    lexical=("ho-chieu",),
    best="ho-chieu",
    confidence=0.9,
    outside=0.02,
    best_as_typed="ho-chieu",
    context_topic=None,
)


def probe(**changes: object) -> Probe:
    return replace(RIGHT, **changes)


def answer(topic: str = "ho-chieu", aspect: str = "fee") -> Answer:
    return Answer("answer", topic, aspect, f"{topic}#{aspect}", "…")


def other(decision: str, *button_topics: str | None) -> Answer:
    buttons = [{"title": "…", "topic": topic, "aspect": None} for topic in button_topics]
    return Answer(decision, None, None, None, "…", buttons)
