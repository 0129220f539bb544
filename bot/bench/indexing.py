"""How long the index takes: loading, rebuilding with known vectors, and embedding anew."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from bot.paths import Paths

_SAMPLE = 128  # texts; enough for a rate, and a second or two


@dataclass(frozen=True)
class Indexing:
    entries: int
    questions: int
    load_s: float
    rebuild_s: float  # all vectors known
    questions_per_s: float
    answers_per_s: float

    @property
    def from_scratch_s(self) -> float:
        """Estimated: every text embedded once, then built."""
        embedding = self.questions / self.questions_per_s + self.entries / self.answers_per_s
        return embedding + self.rebuild_s


def measure_indexing(paths: Paths) -> Indexing:
    from actions.retrieval.encoder import load_encoder
    from actions.retrieval.index import PassageIndex, passage_text
    from bot.encoders import encoder_model
    from bot.language.normalise import LanguageModel, Normaliser

    # As `python -m bot setup` builds it.
    encoder = load_encoder(encoder_model(paths), threads=os.cpu_count() or 1)
    normalise = Normaliser(LanguageModel.load(paths.language_model)).normalise
    started = time.perf_counter()
    index = PassageIndex.load(paths.index, encoder, normalise)
    load_s = time.perf_counter() - started
    started = time.perf_counter()
    PassageIndex(list(index.pages.values()), encoder, index.vectors, normalise)
    rebuild_s = time.perf_counter() - started
    questions = [text for _, text in index.questions]
    answers = [passage_text(index.pages[entry.topic], entry) for entry in index.entries]
    return Indexing(
        len(answers),
        len(questions),
        load_s,
        rebuild_s,
        _rate(encoder.queries, questions),
        _rate(encoder.passages, answers),
    )


def _rate(encode, texts: list[str]) -> float:
    """Return texts a second, over a sample spread evenly."""
    sample = texts[:: max(1, len(texts) // _SAMPLE)][:_SAMPLE]
    encode(sample[:8])  # the first call allocates
    started = time.perf_counter()
    encode(sample)
    return len(sample) / (time.perf_counter() - started)
