"""The network and the conditional logits, on data small enough to see through."""

from __future__ import annotations

import numpy as np
import pytest

from actions.retrieval.ranker import aspect_chances
from actions.retrieval.ranker_training import fit_choice
from actions.retrieval.sentence_net import SentenceNet, hashed_groups

TEXTS = [
    "phí hộ chiếu",
    "lệ phí hộ chiếu",
    "tiền hộ chiếu",
    "mất thẻ",
    "rơi thẻ",
    "thẻ bị mất",
] * 20
LABELS = ["fee", "fee", "fee", "lost", "lost", "lost"] * 20


def vectors(texts):
    rows = np.random.RandomState(0).rand(len(texts), 8).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def net():
    return SentenceNet.fit(TEXTS, vectors(TEXTS), {"topics": LABELS}, epochs=30)


def test_the_network_learns_words_when_vectors_say_nothing(net):
    rows = net.log_probabilities(["phí hộ chiếu nhỉ", "rơi mất thẻ rồi"], vectors(["a", "b"]))
    best = [net.heads["topics"][i] for i in rows["topics"].argmax(axis=1)]
    assert best == ["fee", "lost"]


def test_probabilities_sum_to_one(net):
    rows = np.exp(net.log_probabilities(["mất thẻ"], vectors(["a"]))["topics"])
    assert rows.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_saved_network_says_the_same(net, tmp_path):
    net.save(tmp_path / "net.npz")
    again = SentenceNet.load(tmp_path / "net.npz")
    one = net.log_probabilities(TEXTS[:4], vectors(TEXTS[:4]))["topics"]
    two = again.log_probabilities(TEXTS[:4], vectors(TEXTS[:4]))["topics"]
    assert np.array_equal(one, two)


def test_training_is_reproducible(net):
    again = SentenceNet.fit(TEXTS, vectors(TEXTS), {"topics": LABELS}, epochs=30)
    assert np.allclose(net.hidden, again.hidden, atol=1e-5)


def test_one_label_is_refused():
    with pytest.raises(ValueError, match="two labels"):
        SentenceNet.fit(["a", "b"], vectors(["a", "b"]), {"topics": ["x", "x"]})


def test_marks_do_not_change_letter_groups_but_words():
    assert set(hashed_groups("phi")) & set(hashed_groups("phí"))
    assert set(hashed_groups("phi")) != set(hashed_groups("phí"))


def test_the_choice_model_recovers_the_odds_it_was_drawn_from():
    # Two alternatives; the second has the feature and is chosen three times of four:
    # the weight is the log odds, ln 3.
    features = np.array([[0.0], [1.0]])
    first, second = np.array([True, False]), np.array([False, True])
    samples = [(features, second)] * 75 + [(features, first)] * 25
    assert fit_choice(samples, 1)[0] == pytest.approx(np.log(3), abs=0.05)


def test_what_a_topic_is_asked_about_moves_the_aspect():
    heads = {
        "intents": ["ask_duration", "ask_validity", "greet"],
        "aspects": ["de-an#validity", "ho-chieu#duration"],
    }
    rows = {
        "intents": np.log([[0.5, 0.4, 0.1]]),
        "aspects": np.log([[0.6, 0.4]]),
    }
    intents = {"ask_duration": 0.5, "ask_validity": 0.4}
    plan = aspect_chances(heads, rows, 0, "de-an", intents)
    passport = aspect_chances(heads, rows, 0, "ho-chieu", intents)
    unknown = aspect_chances(heads, rows, 0, "trang-moi", intents)
    assert max(plan, key=plan.get) == "validity"
    assert max(passport, key=passport.get) == max(unknown, key=unknown.get) == "duration"
    assert sum(plan.values()) == pytest.approx(1.0) == pytest.approx(sum(unknown.values()))
