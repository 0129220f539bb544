"""Inline buttons: Telegram gets random tokens, what they do stays in the store.

So a forged or copied callback does nothing, and Telegram's limit of 64 bytes
of callback data does not matter.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.telegram.messages import Button, Message
from bot.telegram.store import Effect
from bot.telegram.tables import buttons

EXPIRE_S = 7 * 86_400
_TOKEN_BYTES = 12  # 16 characters

Keyboard = list[list[dict[str, str]]]  # as Telegram wants it


@dataclass(frozen=True)
class Press:
    """What a pressed token means. `status`: ok, used, or expired (also forged, or another chat)."""

    status: str
    action: str = ""
    data: dict = field(default_factory=dict)
    sheet: str = ""
    token: str = ""
    choice: str = ""


def new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def arm(message: Message, chat_key: str, now: float) -> tuple[Keyboard, list[dict]]:
    """Return the keyboard of a message and the rows to keep for it."""
    keyboard, rows, sheet = [], [], new_token()
    for line, row in enumerate(message.rows):
        keyboard.append([])
        for button in row:
            values = _values(button, sheet, line, len(rows), chat_key, now)
            keyboard[-1].append(_key(values["title"], values["token"], button.url))
            rows.append(values)
    return keyboard, rows


def keep(rows: list[dict]) -> Effect:
    def effect(connection: Connection) -> None:
        if rows:
            connection.execute(insert(buttons), rows)

    return effect


def read_press(connection: Connection, token: str, chat_key: str, now: float) -> Press:
    """Look a token up; only the chat it was made for may use it."""
    query = select(buttons).where(buttons.c.token == token, buttons.c.chat_key == chat_key)
    row = connection.execute(query).one_or_none()
    if row is None or row.expires_at < now:
        return Press("expired")
    status = "used" if row.used else "ok"
    return Press(status, row.action, json.loads(row.data), row.sheet, token, row.choice)


def disarm(press: Press, all_of_sheet: bool = False) -> Effect:
    """Return the effect that makes a pressed button, and those of its choice, void."""

    def effect(connection: Connection) -> None:
        same = buttons.c.token == press.token
        if all_of_sheet:
            same = buttons.c.sheet == press.sheet
        elif press.choice:
            same = (buttons.c.sheet == press.sheet) & (buttons.c.choice == press.choice)
        connection.execute(update(buttons).where(same).values(used=True))

    return effect


def remaining(connection: Connection, press: Press) -> Keyboard:
    """Return the keyboard that is left once `press` is disarmed."""
    query = (
        select(buttons)
        .where(buttons.c.sheet == press.sheet, buttons.c.used.is_(False))
        .order_by(buttons.c.place)
    )
    lines: dict[int, list[dict[str, str]]] = {}
    for row in connection.execute(query):
        if row.token == press.token or (press.choice and row.choice == press.choice):
            continue
        url = json.loads(row.data)["url"] if row.action == "url" else None
        lines.setdefault(row.line, []).append(_key(row.title, row.token, url))
    return list(lines.values())


def _key(title: str, token: str, url: str | None) -> dict[str, str]:
    return {"text": title, **({"callback_data": token} if url is None else {"url": url})}


def _values(
    button: Button, sheet: str, line: int, place: int, chat_key: str, now: float
) -> dict[str, object]:
    data = button.data if button.url is None else {"url": button.url}
    return {
        "token": new_token(),
        "chat_key": chat_key,
        "sheet": sheet,
        "place": place,
        "line": line,
        "choice": button.choice,
        "title": button.title,
        "action": button.action if button.url is None else "url",
        "data": json.dumps(dict(data), ensure_ascii=False),
        "expires_at": now + EXPIRE_S,
        "used": False,
    }
