"""A page's question teaches its heading's aspect only where its own words ask for it."""

from __future__ import annotations

import numpy as np

from actions.retrieval.page_questions import taught_intents

SAID = ["phí bao nhiêu", "lệ phí mấy tiền", "tốn bao nhiêu tiền", "bao lâu có", "mấy ngày xong"]
INTENTS = ["ask_fee", "ask_fee", "ask_fee", "ask_duration", "ask_duration"]
COPIES = 1000  # two passes have to suffice


def taught(question: str, heading: str) -> str | None:
    texts, intents = [*SAID * COPIES, question], [*INTENTS * COPIES, heading]
    vectors = np.random.RandomState(0).rand(len(texts), 8).astype(np.float32)
    from_heading = [False] * (len(texts) - 1) + [True]
    return taught_intents(texts, vectors, intents, from_heading)[-1]


def test_a_question_that_asks_what_the_heading_says_is_learned():
    assert taught("phí mấy tiền", "ask_fee") == "ask_fee"


def test_a_question_that_asks_something_else_is_not():
    assert taught("bao lâu thì xong", "ask_fee") is None


def test_an_aspect_that_nobody_asked_about_yet_is_learned_from_the_pages():
    assert taught("căn cứ luật nào", "ask_legal") == "ask_legal"


def test_utterances_keep_their_intents():
    vectors = np.eye(2, 8, dtype=np.float32)
    assert taught_intents(["a", "b"], vectors, ["x", "y"], [False, False]) == ["x", "y"]
