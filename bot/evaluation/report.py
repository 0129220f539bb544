"""The shape of one evaluation: every figure once, for terminal, JSON and HTML alike."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from bot.evaluation.counting import Share
from bot.evaluation.metrics import Bin

CUTS = (1, 3, 5, 10)
HALVES = ("all", "a", "b")


@dataclass(frozen=True)
class TargetRow:
    key: str
    title: str
    bound: float
    at_least: bool
    shares: dict[str, Share]  # by half
    met: bool | None  # of everything


@dataclass(frozen=True)
class StyleRow:
    """One style, or "all": how its questions ended."""

    style: str
    count: int
    verdicts: dict[str, int]
    with_aspect: Share


@dataclass(frozen=True)
class PartRow:
    """Right topic if one part answered alone, by style and "all"."""

    part: str
    title: str
    shares: dict[str, Share]


@dataclass(frozen=True)
class Retrieval:
    count: int
    mrr: dict[str, float]  # by style and "all"
    recall: dict[str, dict[str, float]]  # style -> cut -> share


@dataclass(frozen=True)
class Nlu:
    aspect: dict[str, Share]  # style -> the intent says an acceptable aspect
    aspect_unsaid: int  # ask_topic: no aspect was told
    elsewhere: int  # questions whose intent is no question
    topic_precision: Share  # named topics that are acceptable
    topic_recall: Share  # questions in which an acceptable topic was found named
    confusions: list[tuple[str, str, int]]  # best aspect, intent, how often


@dataclass(frozen=True)
class Confidence:
    """The ranker's best topic against the truth; out-of-scope messages are never right."""

    bins: list[Bin]
    calibration_error: float
    brier: float
    count: int


@dataclass(frozen=True)
class Confusion:
    asked: str
    answered: str
    texts: list[tuple[str, str]]  # (id, text)


@dataclass(frozen=True)
class Miss:
    id: str
    group: str  # question, outside, turn
    half: str
    style: str  # or kind
    text: str
    normalised: str
    wanted: str
    got: str
    component: str
    why: str
    is_aspect_only: bool


@dataclass(frozen=True)
class Report:
    about: dict[str, str]
    targets: list[TargetRow]
    styles: list[StyleRow]
    parts: list[PartRow]
    retrieval: Retrieval
    nlu: Nlu
    confidence: Confidence
    confusions: list[Confusion]
    faults: dict[str, dict[str, int]]  # component -> topic/aspect/outside/turn -> misses
    misses: list[Miss]

    def to_json(self) -> str:
        return json.dumps(_plain(self), ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    """Return JSON-ready data; a share also says its value."""
    if isinstance(value, Share):
        return {"hits": value.hits, "of": value.of, "value": _rounded(value.value)}
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _rounded(value) if isinstance(value, float) else value


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
