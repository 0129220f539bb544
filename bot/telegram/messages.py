"""Rasa's reply -> Telegram messages. Pure: no network, no store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.telegram import phrases
from bot.telegram.markdown import (
    Line,
    Run,
    is_heading,
    parse,
    plain,
    to_html,
    to_plain,
    utf16_units,
)

MAX_UNITS = 4096  # Telegram, sendMessage: "1-4096 characters after entities parsing"
MAX_TITLE = 64  # a phone shows about 40 of them


@dataclass(frozen=True)
class Reply:
    """One item of the list that Rasa's channel answers with."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()  # title, intent payload
    custom: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Button:
    """What a press does is kept on our side; Telegram gets only a random token."""

    title: str
    action: str = "rasa"
    data: Mapping[str, object] = field(default_factory=dict)
    choice: str = ""  # buttons of one choice are disarmed together; "": only this one
    url: str | None = None  # opens a page instead


@dataclass(frozen=True)
class Prompt:
    """The reply to this message is feedback; `feedback_id` None starts a new one."""

    feedback_id: str | None = None


@dataclass(frozen=True)
class Message:
    html: str
    plain: str
    rows: tuple[tuple[Button, ...], ...] = ()
    edit_id: int | None = None  # change this message instead of sending one
    prompt: Prompt | None = None


def message(text: str, *rows: tuple[Button, ...], **more) -> Message:
    """Return one message of a short Markdown-lite text."""
    lines = parse(text)
    return Message(to_html(lines), to_plain(lines), rows, **more)


def render(reply: Reply, note: str = "", edit_id: int | None = None) -> list[Message]:
    """Return the messages of one reply, `note` first, the buttons under the last one."""
    text = "\n\n".join(part for part in (note, reply.text.strip()) if part)
    if not text.strip() and reply.buttons:
        text = phrases.CHOOSE
    parts = list(split(parse(text)))
    messages = [Message(to_html(part), to_plain(part)) for part in parts]
    if messages:
        messages[-1] = replace(messages[-1], rows=_rows(reply))
        messages[0] = replace(messages[0], edit_id=edit_id)
    return messages


def split(lines: list[Line], limit: int = MAX_UNITS) -> Iterator[list[Line]]:
    """Yield parts of at most `limit` UTF-16 units, cut where a reader would pause.

    A part ends at a paragraph if that leaves it half full, else at a line
    that is not a heading, else inside a line at a sentence or a word.
    """
    rest = _trim(lines)
    while rest:
        count = _fitting(rest, limit)
        if count == 0:
            head, tail = _cut_line(rest[0], limit)
            part, rest = [head], [tail, *rest[1:]]
        else:
            count = _border(rest, count, limit)
            part, rest = rest[:count], rest[count:]
        if part := _trim(part):
            yield part
        rest = _trim(rest)


def _rows(reply: Reply) -> tuple[tuple[Button, ...], ...]:
    choice = "reply" if reply.custom.get("decision") == "clarify" else ""
    return tuple(
        (Button(_title(title), "rasa", {"payload": payload}, choice),)
        for title, payload in reply.buttons
    )


def _title(title: str) -> str:
    title = " ".join(plain(line) for line in parse(title)).strip() or "…"
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"


def _trim(lines: list[Line]) -> list[Line]:
    start, end = 0, len(lines)
    while start < end and not plain(lines[start]).strip():
        start += 1
    while end > start and not plain(lines[end - 1]).strip():
        end -= 1
    return lines[start:end]


def _fitting(lines: list[Line], limit: int) -> int:
    """Return how many whole lines fit."""
    size = -1
    for count, line in enumerate(lines):
        size += utf16_units(plain(line)) + 1
        if size > limit:
            return count
    return len(lines)


def _border(lines: list[Line], count: int, limit: int) -> int:
    """Return where to end a part that could hold `count` lines."""
    if count == len(lines):
        return count
    for at in range(count, 0, -1):
        if not lines[at] and utf16_units(to_plain(lines[:at])) >= limit // 2:
            return at
    for at in range(count, 0, -1):
        if lines[at - 1] and not is_heading(lines[at - 1]):
            return at
    return count


def _cut_line(line: Line, limit: int) -> tuple[Line, Line]:
    text = plain(line)
    units = end = 0
    while units + (2 if text[end] > "\uffff" else 1) <= limit:
        units += 2 if text[end] > "\uffff" else 1
        end += 1
    for border in (". ", "; ", ", ", " "):
        at = text.rfind(border, end // 2, end)
        if at > 0:
            end = at + len(border)
            break
    return _runs_between(line, 0, end), _runs_between(line, end, len(text))


def _runs_between(line: Line, start: int, end: int) -> Line:
    runs, at = [], 0
    for run in line:
        piece = run.text[max(0, start - at) : max(0, end - at)]
        if piece:
            runs.append(Run(piece, run.bold, run.url))
        at += len(run.text)
    return tuple(runs)
