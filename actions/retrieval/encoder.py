"""Texts -> unit vectors. The only place where an encoder's prefixes are applied."""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, Sequence

import numpy as np

ONNX_FILE = "onnx/model_quint8_avx2.onnx"  # as sentence-transformers names its int8 export
BATCH = 32


class Encoder(Protocol):
    """What the index needs; tests pass one with vectors made by hand."""

    name: str  # written into the index, which refuses any other
    dim: int

    def queries(self, texts: Sequence[str]) -> np.ndarray: ...

    def passages(self, texts: Sequence[str]) -> np.ndarray: ...


def load_encoder(model: str, threads: int = 1) -> Encoder:
    """Load a SentenceTransformer folder or name; an int8 ONNX export in it is preferred.

    The ONNX way needs neither torch nor sentence-transformers: it starts in a second and
    takes 4 ms a question on one core, against 24 ms.
    """
    folder = Path(model)
    if (folder / ONNX_FILE).exists():
        return OnnxEncoder(folder, threads)
    return SentenceTransformerEncoder(model)


class OnnxEncoder:
    """An int8 ONNX export of a BERT-like SentenceTransformer with mean pooling.

    `threads` batches are worked on at once, one thread each: a quarter faster than one batch
    on as many threads (2,000 questions on two cores: 3.4 against 4.6 s).
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._threads = threads
        path = folder / ONNX_FILE
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        settings = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))
        self._tokenizer.enable_truncation(settings.get("max_seq_length") or 256)
        self._tokenizer.enable_padding(pad_id=1, pad_token="<pad>")
        prompts = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
        self._prompts = prompts.get("prompts") or {}
        self.name = encoder_name(folder)
        self.dim = int(self.queries(["a"]).shape[1])

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        """Return one unit vector per question: float32, shape (len(texts), dim).

        Rows have length 1, so FAISS inner product is cosine, -1 to 1 (FAISS wiki,
        "MetricType and distances").

        Raises:
            ValueError: a text is empty; its position is in the message.
        """
        return self._encode(texts, "query")

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        """As `queries`, for the text that is searched."""
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], kind: str) -> np.ndarray:
        _refuse_empty(texts)
        prefix = self._prompts.get(kind, "")
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        typed = [[prefix + texts[i] for i in batch] for batch in batches]
        if self._threads > 1 and len(batches) > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                found = list(pool.map(self._batch, typed))
        else:
            found = [self._batch(batch) for batch in typed]
        if not found:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = np.concatenate(found)
        return vectors[np.argsort(np.concatenate(batches))]

    def _batch(self, texts: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
        }
        if "token_type_ids" in self._inputs:
            feed["token_type_ids"] = np.zeros_like(feed["input_ids"])
        states = self._session.run(None, feed)[0]
        mask = feed["attention_mask"][..., None].astype(np.float32)
        means = (states * mask).sum(axis=1) / mask.sum(axis=1)
        return (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)


class SentenceTransformerEncoder:
    """Any model that sentence-transformers can load, by name or folder."""

    def __init__(self, model: str) -> None:
        os.environ.setdefault("USE_TF", "0")  # transformers would import TensorFlow, unused
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu")
        folder = Path(model)
        self.name = encoder_name(folder) if folder.is_dir() else model
        self.dim = int(self._model.get_sentence_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts, "query")

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        return self._encode(texts, "passage")

    def _encode(self, texts: Sequence[str], kind: str) -> np.ndarray:
        _refuse_empty(texts)
        prompt = kind if (self._model.prompts or {}).get(kind) else None
        return self._model.encode(
            list(texts), prompt_name=prompt, batch_size=BATCH, normalize_embeddings=True
        ).astype(np.float32)


def export_onnx(folder: Path) -> None:
    """Add the int8 ONNX export to a SentenceTransformer folder (about 30 s)."""
    from sentence_transformers import SentenceTransformer, export_dynamic_quantized_onnx_model

    model = SentenceTransformer(str(folder), backend="onnx", device="cpu")
    export_dynamic_quantized_onnx_model(model, "avx2", str(folder))


def encoder_name(folder: Path) -> str:
    """Return folder name and a hash of the weights, so that a changed model is another one."""
    digest = hashlib.sha256()
    for name in (ONNX_FILE, "model.safetensors"):
        path = folder / name
        if path.exists():
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
            break
    return f"{folder.name}-{digest.hexdigest()[:12]}"


def _refuse_empty(texts: Sequence[str]) -> None:
    for position, text in enumerate(texts):
        if not text.strip():
            raise ValueError(f"text {position} is empty")
