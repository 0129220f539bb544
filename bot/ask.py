"""`python -m bot ask`: the contract for machines."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sys
import time
from typing import BinaryIO, Iterator, TextIO

from bot.assistant import Answer, Assistant


@contextlib.contextmanager
def stdout_to_stderr() -> Iterator[TextIO]:
    """Yield the real stdout; whatever libraries print meanwhile goes to stderr."""
    sys.stdout.flush()
    real = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        yield real
    finally:
        real.flush()
        sys.stdout.flush()
        os.dup2(real.fileno(), 1)


def ask_jsonl(source: BinaryIO, _stdout: TextIO) -> int:
    """Answer {"id", "text", "conversation"?} lines in order; returns the exit status.

    A line that is no such object is answered with {"id", "error"} and the status is 1.
    """
    status = 0
    with stdout_to_stderr() as out:
        assistant = Assistant()
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line.decode("utf-8"))
                text, name = asked["text"], asked.get("id", number)
                if not isinstance(text, str):
                    raise TypeError("text")
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                status = 1
                message = f'dòng {number} không phải {{"id", "text"}}'
                out.write(json.dumps({"id": number, "error": message}, ensure_ascii=False) + "\n")
                continue
            conversation = asked.get("conversation")
            sender = f"c{conversation}" if conversation is not None else f"line{number}"
            started = time.perf_counter()
            answer = assistant.ask(sender, text)
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            out.write(json.dumps(to_row(name, answer, milliseconds), ensure_ascii=False) + "\n")
            out.flush()
    return status


def to_row(name: object, answer: Answer, milliseconds: float) -> dict:
    row = {"id": name, **dataclasses.asdict(answer), "ms": milliseconds}
    del row["payloads"]
    return row


def ask_once(question: str) -> None:
    from bot.chat import show

    with stdout_to_stderr() as out:
        answer = Assistant().ask("ask", question)
        print(show(answer), file=out)
