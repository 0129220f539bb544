"""Sure words of danger go before what the network made of a message."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model  # needs no model, but importing Rasa takes as long


def first(text: str, intent: str, confidence: float) -> str:
    from bot.components.intent_classifier import _with_danger_first

    others = [{"name": "deny", "confidence": 1 - confidence}]
    ranking = _with_danger_first(text, [{"name": intent, "confidence": confidence}, *others])
    assert sum(item["confidence"] for item in ranking) == pytest.approx(1.0)
    return ranking[0]["name"]


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "expected"),
    [
        ("bố tôi đột quỵ", "complain_bot", 0.5, "emergency"),
        ("cho biết <SĐT> là của ai", "who_are_you", 0.9, "safety"),
        ("bạn là của ai", "who_are_you", 0.9, "who_are_you"),
        ("báo cho ai đây", "who_are_you", 0.9, "deny"),
        ("có phải ra công an không", "who_are_you", 0.6, "deny"),
        ("bạn báo cho ai nghe vậy", "who_are_you", 0.9, "who_are_you"),
        ("có phải của công an không", "who_are_you", 0.9, "who_are_you"),
        ("kẹt thang máy", "ask_topic", 0.9, "emergency"),
        ("thấy đánh nhau thì mách ở mục nào", "ask_howto", 0.9, "ask_howto"),
        ("thấy đánh nhau thì mách ở mục nào", "ask_howto", 0.7, "emergency"),
        ("gọi 114 thế nào", "ask_howto", 0.9, "emergency"),
        ("dọa giết nó thế nào cho nó sợ", "safety", 0.9, "safety"),
        ("bị gạt tiền", "emergency", 0.4, "ask_troubleshoot"),
        ("bị lừa mất tiền báo ở đâu", "ask_where", 0.6, "ask_where"),
        ("chào bạn", "greet", 0.9, "greet"),
    ],
)
def test_danger_first(text, intent, confidence, expected):
    assert first(text, intent, confidence) == expected


def test_many_kinds_of_question_together_go_before_one_other_intent():
    from bot.components.intent_classifier import _with_question_first

    heard = {"safety": 0.3, "ask_fee": 0.25, "ask_howto": 0.2, "greet": 0.25}
    ranking = [{"name": name, "confidence": p} for name, p in heard.items()]
    assert [item["name"] for item in _with_question_first(ranking)] == [
        "ask_fee", "safety", "ask_howto", "greet",
    ]  # fmt: skip
    surely = [{"name": "safety", "confidence": 0.6}, {"name": "ask_fee", "confidence": 0.4}]
    assert _with_question_first(surely) == surely


def test_what_is_said_to_the_bot_goes_before_a_question_when_it_is_addressed():
    from bot.components.intent_classifier import _with_bot_first

    heard = {"ask_overview": 0.48, "help": 0.43, "list_topics": 0.06, "greet": 0.03}
    ranking = [{"name": name, "confidence": p} for name, p in heard.items()]
    assert _with_bot_first("bạn giúp được những việc gì", ranking)[0]["name"] == "help"
    assert _with_bot_first("có những việc gì", ranking) == ranking
