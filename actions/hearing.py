"""Intents as the ranker's networks hear them: of a part of a message, or beside Rasa's."""

from __future__ import annotations

import numpy as np

from actions.retrieval.ranker import INTENTS, Query
from actions.service import Knowledge

_SAFETY = "safety"


def intents_of(knowledge: Knowledge, text: str, vector: np.ndarray) -> dict[str, float]:
    """Return intent -> probability of a normalised text and its unit vector."""
    net = knowledge.ranker.net
    row = net.log_probabilities([text], vector[None, :])[INTENTS][0]
    return dict(zip(net.heads[INTENTS], map(float, np.exp(row))))


def wrongdoing(knowledge: Knowledge, query: Query) -> float:
    """Return P(safety), the mean of what Rasa and the ranker hear; one alone errs more often."""
    own = intents_of(knowledge, query.text, query.vector).get(_SAFETY, 0.0)
    return (query.intents.get(_SAFETY, 0.0) + own) / 2
