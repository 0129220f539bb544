"""Which encoder is in service, loaded once a process; vectors of training texts, kept."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Callable, Sequence

import numpy as np

from actions.retrieval.encoder import Encoder, load_encoder
from actions.retrieval.index import VectorCache
from bot.paths import Paths

CURRENT = "current"  # models/encoder/current names the folder in service


def encoder_model(paths: Paths) -> str:
    """Return the folder or name to load: $ENCODER, else what `python -m bot setup` built.

    Raises:
        FileNotFoundError: nothing was built yet.
    """
    if os.environ.get("ENCODER"):
        return os.environ["ENCODER"]
    pointer = paths.encoders / CURRENT
    if not pointer.exists():
        raise FileNotFoundError(f"no encoder in {paths.encoders}. Run: python -m bot setup")
    return str(paths.encoders / pointer.read_text(encoding="utf-8").strip())


@lru_cache(maxsize=1)
def current_encoder() -> Encoder:
    return load_encoder(encoder_model(Paths.from_env()))


def vectors_file(paths: Paths, encoder: Encoder) -> Path:
    """Return where the vectors of training texts are kept."""
    return paths.models / "vectors" / f"{encoder.name.replace('/', '_')}.npz"


def cached_vectors(
    encoder: Encoder,
    texts: Sequence[str],
    progress: Callable[[int, int], None] | None = None,
) -> np.ndarray:
    """Return query vectors of training texts; those embedded before come from disk."""
    path = vectors_file(Paths.from_env(), encoder)
    cache = VectorCache.load(path, encoder) if path.exists() else VectorCache(encoder)
    before = cache.size
    rows = cache.get("query", texts, progress)
    if cache.size > before:
        path.parent.mkdir(parents=True, exist_ok=True)
        cache.save(path, used_only=False)
    return rows
