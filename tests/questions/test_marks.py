"""How many marks come back when real questions are typed without any."""

from __future__ import annotations

import json
from pathlib import Path

from bot.language.fold import fold
from bot.language.normalise import LanguageModel, Normaliser, well_spelt
from bot.paths import Paths
from bot.setup import training_texts

HERE = Path(__file__).parent
LEAST_RIGHT = 0.93  # of the syllables


def test_marks_come_back():
    from actions.retrieval.passages import load_pages
    from actions.retrieval.utterances import read_utterances

    paths = Paths.from_env()
    learnt = training_texts(load_pages(paths.knowledge), read_utterances(paths.nlu))
    normalise = Normaliser(LanguageModel.build(learnt)).normalise
    right = total = 0
    wrong: list[str] = []
    for file in sorted(HERE.glob("*-questions.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            if not well_spelt(text):
                continue
            wanted, found = normalise(text).split(), normalise(fold(text)).split()
            total += len(wanted)
            same = [a == b for a, b in zip(wanted, found)]
            right += sum(same) if len(wanted) == len(found) else 0
            wrong += [] if all(same) else [" ".join(found)]
    share = right / total
    print(f"syllables right: {share:.3f} of {total}")
    assert share >= LEAST_RIGHT, "\n".join(wrong[:20])
