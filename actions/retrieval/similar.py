"""How alike two entries are: by what they answer, by how they are asked, by when they serve."""

from __future__ import annotations

from typing import Callable, Sequence

import numpy as np

from actions.retrieval.pages import Entry

# Cosine of multilingual-e5-small, means over the questions of two entries. Measured on 1,032
# entries: from here on two entries are asked the same; at 0.94 only half of the pairs are.
SAME_QUESTIONS = 0.944

Vectors = Callable[[str, Sequence[str]], np.ndarray]  # kind (passage, query), texts -> unit rows


class QuestionCosines:
    """Compares entries by their questions; embeds an entry's questions once, when asked."""

    def __init__(self, vectors: Vectors, normalise: Callable[[str], str]) -> None:
        self._vectors = vectors
        self._normalise = normalise
        self._rows: dict[tuple[str, int], np.ndarray] = {}

    def between(self, a: Entry, b: Entry) -> float:
        """Return the mean cosine of each question to the nearest of the other entry.

        The smaller of both directions, so that one shared question is not enough.
        """
        cosines = self._of(a) @ self._of(b).T
        return float(min(cosines.max(axis=1).mean(), cosines.max(axis=0).mean()))

    def _of(self, entry: Entry) -> np.ndarray:
        key = entry.id, entry.line
        if key not in self._rows:
            texts = [self._normalise(question.text) or "?" for question in entry.questions]
            self._rows[key] = self._vectors("query", texts)
        return self._rows[key]


def served_apart(a: Entry, b: Entry) -> bool:
    """Whether no citizen can get both: other provinces, or one ends before the other begins."""
    if a.province != b.province:
        return True
    return any(
        x.valid_to is not None and y.valid_from is not None and x.valid_to < y.valid_from
        for x, y in ((a, b), (b, a))
    )
