"""`python -m bot chat`: the assistant in a terminal, for anybody without a Telegram token."""

from __future__ import annotations

import re
import sys

from bot.assistant import Answer, Assistant

_COMMANDS = {
    "/start": "/start",
    "/help": "/help",
    "/chude": "/list_topics",
    "/nguon": "/show_sources",
}


def chat_in_terminal() -> None:
    """Read questions until end of input or /thoat."""
    from bot.ask import stdout_to_stderr

    with stdout_to_stderr() as out:
        print("Đang nạp trợ lý (khoảng nửa phút)…", file=sys.stderr, flush=True)
        assistant = Assistant()
        answer = assistant.press("chat", "/start")
        print(show(answer), file=out, flush=True)
        while True:
            print("\nBạn (gõ số để bấm nút, /thoat để dừng): ", end="", file=out, flush=True)
            line = sys.stdin.readline()
            text = line.strip()
            if not line or text == "/thoat":
                print(file=out)
                return
            if not text:
                continue
            if text.isdigit() and 1 <= int(text) <= len(answer.payloads):
                answer = assistant.press("chat", answer.payloads[int(text) - 1])
            elif text in _COMMANDS:
                answer = assistant.press("chat", _COMMANDS[text])
            else:
                answer = assistant.ask("chat", text)
            print("\n" + show(answer), file=out, flush=True)


def show(answer: Answer) -> str:
    """Return an answer as plain text with numbered buttons."""
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", answer.answer)
    text = re.sub(r"\[([^\]]+)\]\((https?://[^)]+)\)", r"\1 <\2>", text)
    buttons = [f"  [{n}] {b['title']}" for n, b in enumerate(answer.buttons, start=1)]
    return "\n".join([text, *([""] if buttons else []), *buttons])
