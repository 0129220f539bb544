"""Two networks that answer together."""

from __future__ import annotations

import numpy as np
import pytest

from actions.retrieval.net_ensemble import NetEnsemble
from actions.retrieval.sentence_net import SentenceNet, columns_of

TEXTS = ["phí hộ chiếu", "lệ phí hộ chiếu", "mất thẻ", "rơi thẻ"] * 10
LABELS = ["fee", "fee", "lost", "lost"] * 10
VECTORS = np.eye(4, dtype=np.float32)[np.arange(len(TEXTS)) % 4]


@pytest.fixture(scope="module")
def members():
    return tuple(
        SentenceNet.fit(TEXTS, VECTORS, {"topics": LABELS}, epochs=3, seed=seed) for seed in (1, 2)
    )


def test_an_ensemble_says_the_mean_of_its_members(members):
    rows = [m.log_probabilities(TEXTS[:4], VECTORS[:4])["topics"] for m in members]
    assert not np.allclose(*rows, atol=1e-3), "two seeds, two networks"
    found = NetEnsemble(members).log_probabilities(TEXTS[:4], VECTORS[:4])["topics"]
    assert np.exp(found) == pytest.approx((np.exp(rows[0]) + np.exp(rows[1])) / 2, abs=1e-5)


def test_a_saved_ensemble_says_the_same(members, tmp_path):
    NetEnsemble(members).save(tmp_path)
    again = NetEnsemble.load(tmp_path)
    assert len(again.members) == 2
    one = NetEnsemble(members).log_probabilities(TEXTS[:2], VECTORS[:2])["topics"]
    assert np.array_equal(one, again.log_probabilities(TEXTS[:2], VECTORS[:2])["topics"])


def test_an_empty_folder_says_what_to_run(tmp_path):
    with pytest.raises(FileNotFoundError, match="python -m bot setup"):
        NetEnsemble.load(tmp_path)


def test_columns_known_already_change_nothing(members):
    again = SentenceNet.fit(
        TEXTS, VECTORS, {"topics": LABELS}, epochs=3, seed=1, columns=columns_of(TEXTS)
    )
    assert np.array_equal(again.hidden, members[0].hidden)
