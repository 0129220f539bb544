"""A Message -> the body of an outbox row: what to ask of Telegram, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

from bot.telegram.buttons import Keyboard, arm, keep
from bot.telegram.incoming import Incoming
from bot.telegram.messages import Message
from bot.telegram.store import Effect


@dataclass(frozen=True)
class Parcel:
    """One call. `do`: send, edit (text and keyboard), markup (keyboard only)."""

    do: str
    html: str = ""
    plain: str = ""
    keyboard: Keyboard | None = None
    message_id: int | None = None  # to edit
    reply_to: int | None = None
    thread_id: int | None = None
    is_prompt: bool = False
    feedback_id: str | None = None
    is_note: bool = False  # says that another parcel may be lost; never followed by such a note

    @property
    def repeatable(self) -> bool:
        """An edit may be done twice; a message sent twice is read twice."""
        return self.do != "send"

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Parcel:
        return cls(**json.loads(text))


def pack(
    messages: tuple[Message, ...], incoming: Incoming, chat_key: str, now: float
) -> tuple[list[Parcel], list[Effect]]:
    """Return the parcels of an answer, and the effects that keep their buttons."""
    parcels, effects = [], []
    for number, message in enumerate(messages):
        keyboard, rows = arm(message, chat_key, now)
        effects.append(keep(rows))
        parcel = Parcel(
            do="send" if message.edit_id is None else "edit",
            html=message.html,
            plain=message.plain,
            keyboard=keyboard if keyboard else None,
            message_id=message.edit_id,
            thread_id=incoming.thread_id,
            is_prompt=message.prompt is not None,
            feedback_id=message.prompt.feedback_id if message.prompt else None,
        )
        if number == 0 and not incoming.private and incoming.kind != "button":
            parcel = replace(parcel, reply_to=incoming.message_id)
        parcels.append(parcel)
    return parcels, effects
