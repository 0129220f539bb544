"""What a conversation adds to the chance of a topic."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actions.answer import RETURN_ODDS, STAY_ODDS, topic_chances
from actions.dialogue import REMEMBERED, Context, topics_before
from actions.moves import CORRECTS, RETURNS
from actions.retrieval.ranker import Ranking

PAGE = SimpleNamespace(is_signpost=False)
INDEX = SimpleNamespace(pages={"ho-chieu": PAGE, "bau-cu": PAGE, "chu-ky-so": PAGE})


def ranking(**chances: float) -> Ranking:
    return Ranking(tuple((name.replace("_", "-"), p) for name, p in chances.items()), {})


def test_without_a_conversation_chances_stay():
    found = topic_chances(ranking(ho_chieu=0.6, bau_cu=0.4), Context(), INDEX)
    assert found == {"ho-chieu": pytest.approx(0.6), "bau-cu": pytest.approx(0.4)}


def test_the_topic_talked_about_wins_a_close_race():
    found = topic_chances(ranking(ho_chieu=0.5, bau_cu=0.4), Context(topic="bau-cu"), INDEX)
    assert found["bau-cu"] == pytest.approx(0.4 * STAY_ODDS / (1 + 0.4 * (STAY_ODDS - 1)))
    assert found["bau-cu"] > found["ho-chieu"]


def test_a_topic_of_before_is_likelier_than_one_never_named():
    context = Context(topic="ho-chieu", recent=("bau-cu",))
    found = topic_chances(ranking(bau_cu=0.3, chu_ky_so=0.3), context, INDEX)
    assert found["bau-cu"] == pytest.approx(RETURN_ODDS * found["chu-ky-so"])


def test_a_clearly_named_new_topic_is_not_overridden():
    found = topic_chances(ranking(ho_chieu=0.93, bau_cu=0.07), Context(topic="bau-cu"), INDEX)
    assert found["ho-chieu"] > 0.85


def test_the_latest_topics_are_remembered_once_each():
    slots = {"topic": "ho-chieu", "recent": ["bau-cu", "chu-ky-so", "ho-chieu"]}
    tracker = SimpleNamespace(get_slot=slots.get)
    assert topics_before(tracker, "bau-cu") == ["ho-chieu", "chu-ky-so"]
    slots["recent"] = [f"t{n}" for n in range(9)]
    assert len(topics_before(tracker, "bau-cu")) == REMEMBERED


def test_a_fragment_is_about_the_topic_talked_about():
    labels = (("(follow-up)", 0.8), ("bau-cu", 0.1), ("ho-chieu", 0.1))
    found = topic_chances(Ranking(labels, {}), Context(topic="ho-chieu"), INDEX)
    assert found["ho-chieu"] > 0.9


def test_a_fragment_that_corrects_is_about_another_topic():
    labels = (("(follow-up)", 0.6), ("bau-cu", 0.3), ("ho-chieu", 0.1))
    context = Context(topic="ho-chieu", move=CORRECTS)
    found = topic_chances(Ranking(labels, {}), context, INDEX)
    assert found["bau-cu"] > 0.8 and found["ho-chieu"] < 0.1


def test_going_back_gives_a_fragment_to_the_topics_of_before():
    labels = (("(follow-up)", 0.5), ("ho-chieu", 0.2), ("bau-cu", 0.2), ("chu-ky-so", 0.1))
    context = Context(topic="ho-chieu", recent=("bau-cu", "chu-ky-so"), move=RETURNS)
    found = topic_chances(Ranking(labels, {}), context, INDEX)
    assert max(found, key=lambda topic: found[topic]) == "bau-cu"
    assert found["ho-chieu"] < 0.1


def test_going_back_with_nothing_before_stays():
    labels = (("(follow-up)", 0.8), ("ho-chieu", 0.1), ("bau-cu", 0.1))
    found = topic_chances(Ranking(labels, {}), Context(topic="ho-chieu", move=RETURNS), INDEX)
    assert found["ho-chieu"] > 0.9
