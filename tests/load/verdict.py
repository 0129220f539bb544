"""What was expected against what was seen: lost, doubled, strange, out of order; and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher


@dataclass
class Verdict:
    """Counts messages of the bot. `strange`: nobody expected such a text."""

    lost: int = 0
    doubled: int = 0
    strange: int = 0
    misplaced: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.strange or self.misplaced)

    @property
    def counts(self) -> str:
        return (
            f"{self.lost} lost, {self.doubled} doubled, {self.misplaced} out of order, "
            f"{self.strange} not expected"
        )

    def __iadd__(self, other: Verdict) -> Verdict:
        self.lost += other.lost
        self.doubled += other.doubled
        self.strange += other.strange
        self.misplaced += other.misplaced
        self.examples += other.examples
        return self


def judge(expected: Sequence[str], seen: Sequence[str]) -> Verdict:
    """Compare what one chat should read with what it read."""
    want, got = Counter(expected), Counter(seen)
    missing, extra = want - got, got - want
    strange = [text for text in extra.elements() if text not in want]
    match = SequenceMatcher(None, list(expected), list(seen), autojunk=False)
    in_order = sum(block.size for block in match.get_matching_blocks())
    return Verdict(
        lost=sum(missing.values()),
        doubled=sum(extra.values()) - len(strange),
        strange=len(strange),
        misplaced=sum((want & got).values()) - in_order,
        examples=[f"lost: {text[:100]!r}" for text in missing]
        + [f"too much: {text[:100]!r}" for text in extra],
    )


def waits(
    sent: Sequence[float], answers: Sequence[Sequence[str]], read_at: Sequence[float]
) -> list[float]:
    """Return the seconds from each message to the first of its answer; needs a good verdict."""
    found, number = [], 0
    for began, texts in zip(sent, answers):
        if texts:
            found.append(read_at[number] - began)
        number += len(texts)
    return found
