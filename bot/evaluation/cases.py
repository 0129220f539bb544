"""Files of questions, out-of-scope messages and conversations -> cases.

Their format and the way results are counted: tests/HUONG-DAN.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ANSWER, CLARIFY, DECLINE = "answer", "clarify", "decline"
SMALLTALK, HANDOFF, SAFETY = "smalltalk", "handoff", "safety"
DECISIONS = (ANSWER, CLARIFY, DECLINE, SMALLTALK, HANDOFF, SAFETY)
STYLES = ("plain", "nodiac", "noisy", "colloquial", "long")


class CaseError(ValueError):
    """A line of a case file that cannot be read; file:line and the reason, in Vietnamese."""


@dataclass(frozen=True)
class Question:
    """One question in scope. The first topic and aspect are the best, the rest acceptable."""

    id: str
    text: str
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    style: str


@dataclass(frozen=True)
class Outside:
    """One message that must not get a topic answer."""

    id: str
    text: str
    kind: str
    expect: str


@dataclass(frozen=True)
class Step:
    """One turn of a conversation; empty tuples mean nothing to match."""

    user: str
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    expect: str


@dataclass(frozen=True)
class Conversation:
    id: str
    title: str
    steps: tuple[Step, ...]


Case = TypeVar("Case", Question, Outside, Conversation)


def half_of(name: str) -> str:
    """Return "a" or "b", by hash: tune on one half, confirm on the other."""
    return "ab"[hashlib.sha256(name.encode()).digest()[0] % 2]


def read_questions(path: Path) -> list[Question]:
    return _read(path, _question)


def read_outside(path: Path) -> list[Outside]:
    return _read(path, _outside)


def read_conversations(path: Path) -> list[Conversation]:
    return _read(path, _conversation)


def _read(path: Path, build: Callable[[dict[str, Any]], Case]) -> list[Case]:
    """Raise CaseError naming the first line that is no case, or whose id was there before."""
    cases: list[Case] = []
    seen: set[str] = set()
    for number, data in _lines(path):
        try:
            case = build(data)
        except (KeyError, TypeError, ValueError) as error:
            raise CaseError(f"{path}:{number}: thiếu hoặc sai {error}. {_GUIDE}") from error
        if case.id in seen:
            raise CaseError(f"{path}:{number}: mã {case.id} đã có ở trên. {_GUIDE}")
        seen.add(case.id)
        cases.append(case)
    return cases


_GUIDE = "Cách viết: tests/HUONG-DAN.md"


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise CaseError(f"{path}:{number}: không phải JSON. {_GUIDE}") from error
        if not isinstance(data, dict):
            raise CaseError(f"{path}:{number}: không phải một đối tượng JSON. {_GUIDE}")
        yield number, data


def _question(data: dict[str, Any]) -> Question:
    if not data["topics"]:
        raise ValueError("topics")
    if data["style"] not in STYLES:
        raise ValueError("style")
    return Question(
        data["id"],
        _text(data["text"]),
        tuple(data["topics"]),
        tuple(data["aspects"]),
        data["style"],
    )


def _outside(data: dict[str, Any]) -> Outside:
    return Outside(data["id"], _text(data["text"]), data["kind"], _decision(data["expect"]))


def _conversation(data: dict[str, Any]) -> Conversation:
    steps = tuple(
        Step(
            _text(turn["user"]),
            tuple(turn["topics"]),
            tuple(turn["aspects"]),
            _decision(turn["expect"]),
        )
        for turn in data["turns"]
    )
    if not steps:
        raise ValueError("turns")
    return Conversation(data["id"], data.get("title", ""), steps)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _decision(value: Any) -> str:
    if value not in DECISIONS:
        raise ValueError("expect")
    return value
