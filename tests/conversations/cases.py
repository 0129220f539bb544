"""*.e2e.yml -> conversations with what is expected of each answer.

Written by testers; tests/HUONG-DAN.md explains the format. Mistakes are told in Vietnamese.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from bot.assistant import Answer


class CaseError(ValueError):
    """A file that cannot be read as conversations: file, conversation, step, reason."""


@dataclass(frozen=True)
class Expected:
    """What an answer must be; None and () are not looked at.

    Of several decisions, topics or aspects any will do; all of the other parts must be there."""

    decision: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    aspect: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    contains_not: tuple[str, ...] = ()
    button_topics: tuple[str, ...] = ()
    sourced: bool | None = None

    def misses(self, answer: Answer) -> list[str]:
        """Return what is not as expected, one line each, in Vietnamese."""
        found = []
        for name, wanted, got in (
            ("quyết định", self.decision, answer.decision),
            ("chủ đề", self.topic, answer.topic),
            ("khía cạnh", self.aspect, answer.aspect),
        ):
            if wanted and got not in wanted:
                found.append(f"{name}: cần {' hoặc '.join(wanted)}, được {got}")
        found += [f"thiếu chữ “{part}”" for part in self.contains if part not in answer.answer]
        found += [f"thừa chữ “{part}”" for part in self.contains_not if part in answer.answer]
        offered = {button["topic"] for button in answer.buttons}
        found += [f"thiếu nút {topic}" for topic in self.button_topics if topic not in offered]
        if self.sourced is not None and is_sourced(answer) != self.sourced:
            found.append("thiếu nguồn và ngày" if self.sourced else "có nguồn mà không nên có")
        return found


@dataclass(frozen=True)
class Step:
    """A typed message, or a pressed button: its number from 1, or a payload such as /start."""

    user: str | None
    press: int | str | None
    expected: Expected

    def __str__(self) -> str:
        return f"“{self.user}”" if self.user is not None else f"bấm {self.press}"


@dataclass(frozen=True)
class Case:
    file: str
    name: str
    steps: tuple[Step, ...]


def is_sourced(answer: Answer) -> bool:
    """Whether every source has a title and a date, and the text shows source and review date."""
    complete = all(source.get("title") and source.get("date") for source in answer.sources)
    shown = "Nguồn:" in answer.answer and "cập nhật" in answer.answer
    return bool(answer.sources) and complete and shown


def read_cases(folder: Path) -> list[Case]:
    """Read every *.e2e.yml of a folder.

    Raises:
        CaseError: a file has a mistake.
    """
    return [case for path in sorted(folder.glob("*.e2e.yml")) for case in read_file(path)]


def read_file(path: Path) -> list[Case]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CaseError(f"{path.name}: không đúng YAML. {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("conversations"), list):
        raise CaseError(f"{path.name}: dòng đầu phải là “conversations:” rồi các cuộc trò chuyện.")
    cases = [_case(path.name, item) for item in data["conversations"]]
    names = [case.name for case in cases]
    for name in names:
        if names.count(name) > 1:
            raise CaseError(f"{path.name}: hai cuộc cùng tên “{name}”.")
    return cases


def _case(file: str, item: dict[str, Any]) -> Case:
    if not isinstance(item, dict) or not item.get("name") or not item.get("steps"):
        raise CaseError(f"{file}: mỗi cuộc cần “name” và “steps”.")
    where = f"{file}, “{item['name']}”"
    steps = [_step(f"{where}, bước {n}", step) for n, step in enumerate(item["steps"], start=1)]
    if steps[0].user is None and not isinstance(steps[0].press, str):
        raise CaseError(f"{where}, bước 1: chưa có nút nào để bấm.")
    return Case(file, item["name"], tuple(steps))


def _step(where: str, item: dict[str, Any]) -> Step:
    if not isinstance(item, dict) or ("user" in item) == ("press" in item):
        raise CaseError(f"{where}: cần đúng một trong hai: “user” hoặc “press”.")
    for key in item:
        _check_key(where, key, ("user", "press", "expect"))
    expect = item.get("expect") or {}
    names = [field.name for field in fields(Expected)]
    for key in expect:
        _check_key(where, key, names)
    if not expect:
        raise CaseError(f"{where}: thiếu “expect”, bước này không kiểm tra gì.")
    user = str(item["user"]) if "user" in item else None
    return Step(user, item.get("press"), Expected(**{k: _value(k, v) for k, v in expect.items()}))


def _check_key(where: str, key: str, known: Any) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, 1)
        hint = f" Có phải “{near[0]}”?" if near else ""
        raise CaseError(f"{where}: không có mục “{key}”.{hint} Các mục: {', '.join(known)}.")


def _value(key: str, value: Any) -> Any:
    if key == "sourced":
        return value
    return tuple(value) if isinstance(value, list) else (str(value),)
