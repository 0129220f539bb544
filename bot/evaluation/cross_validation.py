"""How well intents and topics are told on utterances that were not learnt.

Every fold is scored by a network that learnt the other folds and the pages' questions, as the
ones in service do. A sentence and its copy as typed are in the same fold. One label counts,
although many a sentence has a second that a reader would accept: the figures are a floor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.paths import Paths


@dataclass(frozen=True)
class Scores:
    """Of one kind of label over all folds; shares 0..1."""

    kind: str
    accuracy: float
    macro_f1: float
    f1: dict[str, float]  # label -> F1
    count: int


def f1_by_label(wanted: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Return label -> F1 for every label that is wanted; 0 when it is never found."""
    pairs = list(zip(wanted, found, strict=True))
    scores = {}
    for label in sorted(set(wanted)):
        hits = sum(w == f == label for w, f in pairs)
        named = sum(f == label for _, f in pairs)
        meant = sum(w == label for w, _ in pairs)
        scores[label] = 2 * hits / (named + meant)
    return scores


def scores(kind: str, wanted: Sequence[str], found: Sequence[str]) -> Scores:
    """Raise ValueError when there is nothing to score."""
    if not wanted:
        raise ValueError(f"no {kind} to score")
    by_label = f1_by_label(wanted, found)
    accuracy = float(np.mean([w == f for w, f in zip(wanted, found)]))
    return Scores(kind, accuracy, float(np.mean(list(by_label.values()))), by_label, len(wanted))


def cross_validate(
    paths: Paths, folds: int, report: Callable[[str], None] = lambda line: None
) -> list[Scores]:
    """Return the scores of intents and of topics; about a minute a fold on two cores.

    Raises:
        ValueError: fewer than two folds.
    """
    if folds < 2:
        raise ValueError("at least two folds")
    from actions.retrieval.encoder import load_encoder
    from actions.retrieval.index import PassageIndex
    from actions.retrieval.page_questions import taught_intents
    from actions.retrieval.ranker import INTENTS, TOPICS
    from actions.retrieval.ranker_training import examples_of
    from actions.retrieval.sentence_net import SentenceNet, columns_of
    from actions.retrieval.utterances import read_utterances
    from bot.encoders import cached_vectors, encoder_model
    from bot.language.normalise import LanguageModel, Normaliser

    encoder = load_encoder(encoder_model(paths), threads=os.cpu_count() or 1)
    normalise = Normaliser(LanguageModel.load(paths.language_model)).normalise
    index = PassageIndex.load(paths.index, encoder, normalise)
    examples = examples_of(index, read_utterances(paths.nlu), normalise)
    texts = [example.text for example in examples]
    vectors, columns = cached_vectors(encoder, texts), columns_of(texts)
    from_heading = [example.from_heading for example in examples]
    intents = [example.intent for example in examples]
    taught = taught_intents(texts, vectors, intents, from_heading, columns=columns)
    fold_of = np.array([-1 if e.from_page else e.group % folds for e in examples])
    wanted: dict[str, list[str]] = {INTENTS: [], TOPICS: []}
    found: dict[str, list[str]] = {INTENTS: [], TOPICS: []}
    for fold in range(folds):
        kept, held = np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
        targets = {
            INTENTS: [taught[i] for i in kept],
            TOPICS: [examples[i].label for i in kept],
        }
        net = SentenceNet.fit(
            [texts[i] for i in kept],
            vectors[kept],
            targets,
            columns=[columns[i] for i in kept],
        )
        rows = net.log_probabilities([texts[i] for i in held], vectors[held])
        for kind in wanted:
            found[kind] += [net.heads[kind][best] for best in rows[kind].argmax(axis=1)]
        wanted[INTENTS] += [intents[i] for i in held]
        wanted[TOPICS] += [examples[i].label for i in held]
        report(f"phần {fold + 1}/{folds}: {len(held)} câu")
    return [scores(kind, wanted[kind], found[kind]) for kind in wanted]
