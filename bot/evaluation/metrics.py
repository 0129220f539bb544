"""Figures of ranked lists and of probabilities; pure arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


def rank(found: Sequence[str], wanted: Collection[str]) -> int | None:
    """Return the place (from 1) of the first wanted item, None when it was not found."""
    return next((place for place, item in enumerate(found, start=1) if item in wanted), None)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """Return the mean of 1/rank; what was not found counts 0; 0.0 without any rank."""
    return sum(1 / place for place in ranks if place is not None) / len(ranks) if ranks else 0.0


def recall_at(k: int, ranks: Sequence[int | None]) -> float:
    """Return the share found among the first k; 0.0 without any rank."""
    return sum(place is not None and place <= k for place in ranks) / len(ranks) if ranks else 0.0


@dataclass(frozen=True)
class Bin:
    """Predictions whose confidence lies in [low, high); the last bin includes 1."""

    low: float
    high: float
    count: int
    confidence: float  # mean
    correct: float  # share


def reliability(predictions: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Return the bins that hold at least one (confidence, is correct)."""
    found: list[Bin] = []
    for number in range(bins):
        inside = [(c, ok) for c, ok in predictions if min(int(c * bins), bins - 1) == number]
        if inside:
            found.append(
                Bin(
                    number / bins,
                    (number + 1) / bins,
                    len(inside),
                    sum(c for c, _ in inside) / len(inside),
                    sum(ok for _, ok in inside) / len(inside),
                )
            )
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the mean distance of confidence and correctness, weighted by count (ECE)."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.correct) for b in bins) / total if total else 0.0


def brier(predictions: Sequence[tuple[float, bool]]) -> float:
    """Return the mean squared distance of confidence and correctness; 0.25 is a coin."""
    return sum((c - ok) ** 2 for c, ok in predictions) / len(predictions) if predictions else 0.0
