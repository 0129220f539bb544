"""Finds sentences that are nearly the same, whatever their marks, case and punctuation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.fold import fold

SIZE = 5
# Rewordings by other people reach 0.65 by topic names alone ("cách mở sổ sức khỏe điện tử
# trên VNeID"); with one word changed, added or left out a copy of 30 letters has 0.75 and more.
JACCARD_FROM = 0.75
# A copy with words added around it keeps nearly all groups of the sentence; in a sentence much
# longer they mean something else ("… thì bao lâu có kết quả và …").
CONTAINED_FROM = 0.95
CONTAINED_JACCARD_FROM = 0.6
# Shorter ones meet by chance ("đề án 06 là gì", "cảm ơn nhé"): counted, not forbidden.
SHORT_BELOW = 20


@dataclass(frozen=True)
class Sentence:
    where: str  # an id, or file:line
    text: str


@dataclass(frozen=True)
class NearCopy:
    question: Sentence  # of the development set
    copy: Sentence
    jaccard: float
    contained: float

    @property
    def is_short(self) -> bool:
        return len(folded(self.question.text)) < SHORT_BELOW

    @property
    def is_near(self) -> bool:
        is_inside = self.contained >= CONTAINED_FROM and self.jaccard >= CONTAINED_JACCARD_FROM
        return self.jaccard >= JACCARD_FROM or (is_inside and not self.is_short)

    def __str__(self) -> str:
        return (
            f"{self.question.where} “{self.question.text}” ~ {self.copy.where} "
            f"“{self.copy.text}” (Jaccard {self.jaccard:.2f}, chứa {self.contained:.2f})"
        )


def near_copies(questions: Sequence[Sentence], others: Sequence[Sentence]) -> list[NearCopy]:
    """Return the pairs that are near-copies, in the order of the questions, nearest first."""
    sets = [groups(other.text) for other in others]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(sets):
        for group in found:
            holders[group].append(number)
    copies: list[NearCopy] = []
    for question in questions:
        own = groups(question.text)
        # Both rules need CONTAINED_JACCARD_FROM at least. So one of the rarest groups is shared,
        # and only the few sentences that hold one have to be looked at.
        rarest = sorted(own, key=lambda group: len(holders.get(group, ())))
        enough = int(len(own) * (1 - CONTAINED_JACCARD_FROM)) + 1
        candidates = {number for group in rarest[:enough] for number in holders.get(group, ())}
        least, most = len(own) * CONTAINED_JACCARD_FROM, len(own) / CONTAINED_JACCARD_FROM
        pairs = [
            _pair(question, others[n], own, sets[n])
            for n in candidates
            if least <= len(sets[n]) <= most
        ]
        near = [pair for pair in pairs if pair.is_near]
        copies += sorted(near, key=lambda pair: (-pair.jaccard, pair.copy.where))
    return copies


def _pair(question: Sentence, other: Sentence, own: set[str], its: set[str]) -> NearCopy:
    shared = len(own & its)
    jaccard = shared / (len(own) + len(its) - shared)
    return NearCopy(question, other, jaccard, shared / len(own))


def groups(text: str) -> set[str]:
    """Return the groups of SIZE letters of the folded text, its ends marked by spaces."""
    padded = f" {folded(text)} "
    return {padded[i : i + SIZE] for i in range(max(1, len(padded) - SIZE + 1))}


def folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
