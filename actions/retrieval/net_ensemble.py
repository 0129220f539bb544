"""Networks that differ by their seed and answer together.

One training of the network is a point or two better or worse than the next on the same texts
(n = 295: topic and aspect 87.5, 88.5, 89.2 % by seed); several together stay in the
middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

import numpy as np

from actions.retrieval.sentence_net import SentenceNet


@dataclass(frozen=True)
class NetEnsemble:
    """One or more networks with the same heads."""

    members: tuple[SentenceNet, ...]

    @property
    def heads(self) -> Mapping[str, tuple[str, ...]]:
        return self.members[0].heads

    def log_probabilities(self, texts: Sequence[str], vectors: np.ndarray) -> dict[str, np.ndarray]:
        """Return head -> log of the members' mean P, shape (len(texts), labels)."""
        found = [member.log_probabilities(texts, vectors) for member in self.members]
        return {
            head: np.logaddexp.reduce([rows[head] for rows in found]) - np.log(len(found))
            for head in self.heads
        }

    def save(self, folder: Path) -> None:
        for number, member in enumerate(self.members, start=1):
            member.save(folder / f"net-{number}.npz")

    @classmethod
    def load(cls, folder: Path) -> "NetEnsemble":
        """Raise FileNotFoundError when the folder has none."""
        files = sorted(folder.glob("net-*.npz"))
        if not files:
            raise FileNotFoundError(f"no network in {folder}. Run: python -m bot setup")
        return cls(tuple(SentenceNet.load(file) for file in files))
