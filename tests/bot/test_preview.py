"""The preview shows the answer as a phone does, and the hits with what speaks for them."""

from __future__ import annotations

import io
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from actions.dialogue import Context
from actions.retrieval.index import PassageIndex, VectorCache
from actions.retrieval.passages import load_pages
from actions.retrieval.ranker import Query, RankedEntry, Ranking
from actions.retrieval.utterances import FOLLOW_UP
from bot.assistant import Answer
from bot.preview import WIDTH, candidates, turn
from tests.retrieval.good_page import GOOD, OTHER, line_of, write


class OneAxis:
    """An encoder double: every text is the same unit vector."""

    name, dim = "double", 4

    def queries(self, texts):
        return np.tile(np.eye(4, dtype=np.float32)[0], (len(texts), 1))

    passages = queries


class FixedRanker:
    """Gives lam-the 0.7, doi-the 0.1, a follow-up 0.2; the fee is the best entry of each."""

    def topics(self, index, query):
        labels = (("lam-the", 0.7), (FOLLOW_UP, 0.2), ("doi-the", 0.1))
        return Ranking(labels, {"lam-the": {"question": 2.5, "named": -0.4}})

    def aspects(self, query, topic):
        return {"fee": 0.9, "where": 0.1}

    def entries(self, index, query, topic, aspect=None):
        chances = {"fee": 0.8, "where": 0.2}
        return [
            RankedEntry(entry, chances[entry.aspect], 0.912, 0.855, 3.2, entry.questions[0].text)
            for entry in index.pages[topic].entries
            if entry.aspect in chances
        ]


@pytest.fixture
def knowledge(tmp_path):
    write(tmp_path, OTHER, "thu-tuc/doi-the.md")
    pages = load_pages(write(tmp_path))
    index = PassageIndex(pages, OneAxis(), VectorCache(OneAxis()), str.lower)
    return SimpleNamespace(index=index, ranker=FixedRanker())


QUERY = Query(
    "phí thẻ mẫu", np.eye(4, dtype=np.float32)[0], {"ask_fee": 0.9, "ask_where": 0.1}, ["lam-the"]
)
ANSWER = Answer(
    decision="answer",
    topic="lam-the",
    aspect="fee",
    passage="lam-the#fee",
    answer="**Lệ phí là 50.000 đồng.**\n\nNguồn: [Trang mẫu](https://mau.gov.vn) (1/11/2026)",
    buttons=[{"title": "Nơi làm thẻ mẫu", "topic": "lam-the", "aspect": "where"}],
    payloads=["/show_passage"],
)


NOTHING = Context()


def shown(knowledge, context: Context = NOTHING) -> str:
    file = io.StringIO()
    parsed = {"entities": [{"entity": "topic", "value": "lam-the"}]}
    part = turn("Phí thẻ mẫu?", parsed, ANSWER, knowledge, QUERY, context)
    Console(file=file, width=WIDTH).print(part)
    return file.getvalue()


def test_hits_of_all_topics_are_ordered_by_topic_times_entry(knowledge):
    ranking = knowledge.ranker.topics(knowledge.index, QUERY)
    best = candidates(knowledge, QUERY, Context(), ranking)
    assert [(c.hit.entry.id, round(c.chance, 2)) for c in best] == [
        ("lam-the#fee", 0.56),
        ("lam-the#where", 0.14),
        ("doi-the#fee", 0.08),
        ("doi-the#where", 0.02),
    ]
    assert best[0].intent == pytest.approx(0.9)
    assert best[0].context == 0


def test_a_conversation_shows_what_it_adds(knowledge):
    ranking = knowledge.ranker.topics(knowledge.index, QUERY)
    best = candidates(knowledge, QUERY, Context(topic="doi-the"), ranking)
    fee = next(c for c in best if c.hit.entry.id == "doi-the#fee")
    # Odds doubled, 0.1 * 2 / 1.1, and the 0.2 of a follow-up.
    assert (round(fee.topic, 2), round(fee.context, 2)) == (0.38, 0.28)


def test_the_phone_shows_text_without_markup_and_all_buttons(knowledge):
    text = shown(knowledge)
    for part in (
        "Phí thẻ mẫu?",
        "Lệ phí là 50.000 đồng.",
        "Nguồn: Trang mẫu (1/11/2026)",
        "[ Nơi làm thẻ mẫu ]",
        "Chia sẻ",
        "Hữu ích",
    ):
        assert part in text
    assert "**" not in text and "https://" not in text


def test_the_decision_names_the_line_of_the_page(knowledge):
    line = line_of(GOOD, "### Lệ phí thẻ mẫu")
    told = f"trả lời · mục Lệ phí thẻ mẫu · knowledge/thu-tuc/lam-the.md:{line}"
    assert told in shown(knowledge)


def test_the_reasons_are_told_in_words(knowledge):
    text = shown(knowledge)
    assert "hỏi “Lệ phí” 90%" in text
    assert "giống câu hỏi mẫu +2.5 · gọi đúng tên chủ đề -0.4" in text
    assert "(hỏi tiếp, không nói việc" in text
    assert "topic=lam-the" in text
    for score in ("0.912", "0.855", "3.2", "56%"):
        assert score in text
    assert "► Lệ phí thẻ mẫu" in text


def test_what_the_turns_before_left_is_shown(knowledge):
    text = shown(knowledge, Context(topic="doi-the", aspect="where"))
    assert "chủ đề: doi-the, khía cạnh: Làm ở đâu" in text
