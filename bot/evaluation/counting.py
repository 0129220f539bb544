"""An answer beside what was wanted -> right, wrong, asked or refused; then shares.

Counted as tests/HUONG-DAN.md says: shares are of all questions, by style and overall.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.assistant import Answer
from bot.evaluation.cases import (
    ANSWER,
    CLARIFY,
    DECLINE,
    HANDOFF,
    SAFETY,
    Outside,
    Question,
    Step,
)

RIGHT, WRONG, ASKED, REFUSED = "right", "wrong", "asked", "refused"
VERDICTS = (RIGHT, WRONG, ASKED, REFUSED)


@dataclass(frozen=True)
class Share:
    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """0 to 1; None when there was nothing to count."""
        return self.hits / self.of if self.of else None


def share(found: Iterable[bool]) -> Share:
    values = list(found)
    return Share(sum(values), len(values))


def verdict(question: Question, answer: Answer) -> str:
    if answer.decision == ANSWER:
        return RIGHT if answer.topic in question.topics else WRONG
    return ASKED if answer.decision == CLARIFY else REFUSED


def right_with_aspect(question: Question, answer: Answer) -> bool:
    return verdict(question, answer) == RIGHT and answer.aspect in question.aspects


def good_buttons(question: Question, answer: Answer) -> bool:
    """Whether a button leads to an acceptable topic."""
    return any(button.get("topic") in question.topics for button in answer.buttons)


def as_expected(outside: Outside, answer: Answer) -> bool:
    """For `decline`, a hand-off, a safety reply or a clarifying question is good as well."""
    if outside.expect == DECLINE:
        return answer.decision in (DECLINE, HANDOFF, SAFETY, CLARIFY)
    return answer.decision == outside.expect


def answered(answer: Answer) -> bool:
    return answer.decision == ANSWER


def turn_right(step: Step, answer: Answer) -> bool:
    """The decision is the expected one and, for an answer, the topic fits."""
    if answer.decision != step.expect:
        return False
    return answer.decision != ANSWER or not step.topics or answer.topic in step.topics
