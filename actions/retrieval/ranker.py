"""From scores to probabilities: which topic, then which of its entries.

Two conditional logits ("softmax over alternatives whose features share weights", McFadden
1973). Stage 1 chooses among topics and the pseudo topics of utterances.py; stage 2 among the
entries of a topic. Both are fitted on held-out utterances by ranker_training.py, so their
probabilities are calibrated and every feature's share can be shown.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Mapping, Sequence

import numpy as np

from actions.retrieval.aspects import HEADINGS, SIGNPOST
from actions.retrieval.index import PassageIndex
from actions.retrieval.net_ensemble import NetEnsemble
from actions.retrieval.pages import Entry
from actions.retrieval.utterances import ASK, FOLLOW_UP, OUTSIDE, TALK

AMBIGUOUS = "|"  # in a label: topics a citizen may mean
_FLOOR = -12.0
TOPICS, INTENTS, ASPECTS = "topics", "intents", "aspects"  # heads of the network
# Stage 1. The first block is shared by all topics, the rest belongs to pseudo topics.
TOPIC_FEATURES = (
    "model", "question", "passage", "lexical", "named", "named_other", "new_topic",
    "outside", "outside_intent", "talk", "talk_intent", "follow_up", "follow_up_named",
    "ambiguous", "is_signpost",
)  # fmt: skip
ENTRY_FEATURES = ("question", "passage", "lexical", "aspect", "main", "nearest")


@dataclass(frozen=True)
class Query:
    """What was asked: `text` normalised, its unit vector, and what Rasa made of it."""

    text: str
    vector: np.ndarray
    intents: Mapping[str, float]  # intent -> probability
    topics: Sequence[str] = ()  # named in the message
    province: str | None = None

    def aspect(self, aspect: str) -> float:
        """Return P(aspect) among the questions, 0..1, whatever the topic."""
        asked = sum(p for name, p in self.intents.items() if name.startswith(ASK))
        return self.intents.get(ASK + aspect, 0.0) / asked if asked else 0.0


@dataclass(frozen=True)
class Ranking:
    """Probabilities of labels (topics and pseudo topics), best first; they sum to 1."""

    labels: tuple[tuple[str, float], ...]
    shares: dict[str, dict[str, float]] = field(repr=False)  # label -> feature -> logit share

    def probability(self, label: str) -> float:
        return next((p for name, p in self.labels if name == label), 0.0)

    def moved(self, source: str, target: str) -> "Ranking":
        """Return the ranking with the probability of one label added to another's."""
        chances = dict(self.labels)
        chances[target] = chances.get(target, 0.0) + chances.pop(source, 0.0)
        ordered = sorted(chances.items(), key=lambda item: -item[1])
        return Ranking(tuple(ordered), self.shares)

    def with_odds(self, label: str, odds: float) -> "Ranking":
        """Return the ranking with the odds of one label, against all others, multiplied."""
        total = 1.0 + self.probability(label) * (odds - 1.0)
        chances = {n: p * (odds if n == label else 1.0) / total for n, p in self.labels}
        ordered = sorted(chances.items(), key=lambda item: -item[1])
        return Ranking(tuple(ordered), self.shares)


@dataclass(frozen=True)
class RankedEntry:
    entry: Entry
    probability: float  # among the entries of its topic
    question: float
    passage: float
    lexical: float
    nearest: str


class Ranker:
    """Holds the topic model and the fitted weights; safe to share between threads."""

    def __init__(
        self,
        net: NetEnsemble,
        topic_weights: np.ndarray,
        entry_weights: np.ndarray,
    ) -> None:
        self.net = net
        self.topic_weights = topic_weights
        self.entry_weights = entry_weights

    def topics(self, index: PassageIndex, query: Query, today: dt.date | None = None) -> Ranking:
        """Return the probabilities of all topics and pseudo topics."""
        labels, features = topic_features(
            index,
            query,
            self.net.heads[TOPICS],
            self.net.log_probabilities([query.text], query.vector[None, :])[TOPICS][0],
            today or dt.date.today(),
            index.scores(query.text, query.vector),
        )
        shares = features * self.topic_weights
        logits = shares.sum(axis=1)
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return Ranking(
            tuple((labels[i], float(chances[i])) for i in order),
            {
                labels[i]: {
                    name: round(float(share), 2)
                    for name, share in zip(TOPIC_FEATURES, shares[i])
                    if abs(share) > 0.005
                }
                for i in order[:5]
            },
        )

    def entries(
        self,
        index: PassageIndex,
        query: Query,
        topic: str,
        today: dt.date | None = None,
        aspect: str | None = None,
    ) -> list[RankedEntry]:
        """Return the served entries of a topic, best first.

        `aspect` overrides what the intents say: a follow-up keeps the aspect of before.
        """
        question, passage, lexical = index.scores(query.text, query.vector)
        served = index.served(today or dt.date.today(), query.province)
        chosen = [i for i, e in enumerate(index.entries) if served[i] and e.topic == topic]
        if not chosen:
            return []
        chances = self.aspects(query, topic) if aspect is None else _kept(aspect)
        features = entry_features(index, chances, chosen, question, passage, lexical)
        logits = features @ self.entry_weights
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        order = np.argsort(-chances, kind="stable")
        return [
            RankedEntry(
                index.entries[chosen[i]],
                float(chances[i]),
                float(question[chosen[i]]),
                float(passage[chosen[i]]),
                float(lexical[chosen[i]]),
                index.nearest_question(query.vector, chosen[i]),
            )
            for i in order
        ]

    def aspects(self, query: Query, topic: str) -> dict[str, float]:
        """Return P(aspect) of a question that is about the topic; they sum to 1.

        The geometric mean of three views: Rasa's intents, the network's, and what the network
        says of this very topic ("when" asks for a deadline here and for validity there).
        """
        found = self.net.log_probabilities([query.text], query.vector[None, :])
        return aspect_chances(self.net.heads, found, 0, topic, query.intents)

    # ---- on disk --------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.net.save(folder)
        weights = {
            "topic": dict(zip(TOPIC_FEATURES, map(float, self.topic_weights))),
            "entry": dict(zip(ENTRY_FEATURES, map(float, self.entry_weights))),
        }
        text = json.dumps(weights, indent=1)
        (folder / "weights.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Ranker":
        weights = json.loads((folder / "weights.json").read_text(encoding="utf-8"))
        return cls(
            NetEnsemble.load(folder),
            np.array([weights["topic"][name] for name in TOPIC_FEATURES]),
            np.array([weights["entry"][name] for name in ENTRY_FEATURES]),
        )


def topic_features(
    index: PassageIndex,
    query: Query,
    model_labels: Sequence[str],
    model: np.ndarray,
    today: dt.date,
    scores: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> tuple[list[str], np.ndarray]:
    """Return labels and their features, shape (labels, TOPIC_FEATURES).

    `scores` are those of `index.scores` for the query.
    """
    question, passage, lexical = scores
    served = index.served(today, query.province)
    names, numbers = index.label_numbers(signpost_label)
    best = np.full((3, len(names)), -1.0)
    for row, kind in zip(best, scores):
        np.maximum.at(row, numbers[served], kind[served])
    by_label = {
        name: (float(q), float(p), float(max(x, 0.0)))
        for name, q, p, x in zip(names, *best)
        if q > -1.0 or p > -1.0
    }
    best_q = max((q for q, _, _ in by_label.values()), default=0.0)
    best_p = max((p for _, p, _ in by_label.values()), default=0.0)
    best_x = max((x for _, _, x in by_label.values()), default=0.0) + 1e-6
    by_model = dict(zip(model_labels, model))
    pseudo = [label for label in model_labels if _is_pseudo(label)]
    labels = list(by_label) + [label for label in pseudo if label not in by_label]
    outside_intent = query.intents.get("out_of_scope", 0.0)
    asked = sum(p for name, p in query.intents.items() if name.startswith(ASK))
    talk_intent = max(0.0, 1.0 - outside_intent - asked)
    rows = np.zeros((len(labels), len(TOPIC_FEATURES)))
    for row, label in zip(rows, labels):
        value = dict.fromkeys(TOPIC_FEATURES, 0.0)
        value["model"] = max(_FLOOR, by_model.get(label, _FLOOR))
        if label in by_label:
            q, p, x = by_label[label]
            value["question"] = (q - best_q) * 10
            value["passage"] = (p - best_p) * 10
            value["lexical"] = x / best_x
            value["named"] = float(label in query.topics)
            value["named_other"] = float(bool(query.topics) and label not in query.topics)
            value["new_topic"] = float(label not in by_model)
            value["is_signpost"] = float(label.startswith(SIGNPOST))
        if label == OUTSIDE or label.startswith(SIGNPOST):
            value["outside"] = float(label == OUTSIDE)
            value["outside_intent"] = np.log(max(outside_intent, 1e-4))
        elif label == TALK:
            value["talk"] = 1.0
            value["talk_intent"] = np.log(max(talk_intent, 1e-4))
        elif label == FOLLOW_UP:
            value["follow_up"] = 1.0
            value["follow_up_named"] = float(bool(query.topics))
        elif AMBIGUOUS in label:
            value["ambiguous"] = 1.0
        row[:] = [value[name] for name in TOPIC_FEATURES]
    return labels, rows


def aspect_chances(
    heads: Mapping[str, Sequence[str]],
    found: Mapping[str, np.ndarray],
    row: int,
    topic: str,
    intents: Mapping[str, float],
) -> dict[str, float]:
    """Return P(aspect | topic) from one row of the network's log-probabilities and the intents."""
    views: list[np.ndarray] = []
    own = dict(zip(heads[INTENTS], found[INTENTS][row]))
    views.append(np.array([own.get(ASK + aspect, _FLOOR) for aspect in HEADINGS]))
    heard = np.array([intents.get(ASK + aspect, 0.0) for aspect in HEADINGS])
    views.append(np.log(np.maximum(heard, np.exp(_FLOOR))))
    of_topic = dict(zip(heads[ASPECTS], found[ASPECTS][row]))
    by_topic = np.array([of_topic.get(aspect_label(topic, a), _FLOOR) for a in HEADINGS])
    if by_topic.max() > _FLOOR:  # a page that was added after the training has none
        views.append(by_topic)
    logs = np.mean([view - _log_sum(view) for view in views], axis=0)
    chances = np.exp(logs - _log_sum(logs))
    return dict(zip(HEADINGS, map(float, chances)))


def aspect_label(topic: str, aspect: str) -> str:
    return f"{topic}#{aspect}"


def _log_sum(logs: np.ndarray) -> float:
    return float(logs.max() + np.log(np.exp(logs - logs.max()).sum()))


def _kept(aspect: str) -> dict[str, float]:
    """P(aspect) when the conversation says which it is."""
    return {name: 0.97 if name == aspect else 0.003 for name in HEADINGS}


def entry_features(
    index: PassageIndex,
    aspects: Mapping[str, float],
    chosen: Sequence[int],
    question: np.ndarray,
    passage: np.ndarray,
    lexical: np.ndarray,
) -> np.ndarray:
    """Return the features of the chosen entries, shape (chosen, ENTRY_FEATURES)."""
    ids = np.array(chosen)
    best_q, best_p = question[ids].max(), passage[ids].max()
    best_x = lexical[ids].max() + 1e-6
    rows = np.zeros((len(ids), len(ENTRY_FEATURES)))
    for row, i in zip(rows, ids):
        entry = index.entries[i]
        row[:] = (
            (question[i] - best_q) * 10,
            (passage[i] - best_p) * 10,
            lexical[i] / best_x,
            np.log(max(aspects.get(entry.aspect, 0.0), 1e-3)),
            float("/" not in entry.id),
            float(question[i] == best_q),
        )
    return rows


def signpost_label(entry: Entry) -> str:
    """Every service outside the catalogue is a label of its own."""
    return entry.id.split("#", 1)[1] if entry.aspect == SIGNPOST else entry.topic


def is_outside(label: str) -> bool:
    return label == OUTSIDE or label.startswith(SIGNPOST)


def _is_pseudo(label: str) -> bool:
    return label in (FOLLOW_UP, OUTSIDE, TALK) or AMBIGUOUS in label
