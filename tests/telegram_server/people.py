"""Persons and groups who write to the bot, and what they see on their screen."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.telegram_server.state import State


@dataclass
class Shown:
    """A message of the bot as it is on the screen now."""

    message_id: int
    chat_id: int
    text: str
    entities: list[dict] = field(default_factory=list)
    keyboard: list[list[dict]] = field(default_factory=list)
    force_reply: bool = False
    reply_to: int | None = None
    thread_id: int | None = None
    edits: int = 0
    sent_at: float = field(default_factory=time.monotonic)

    @property
    def titles(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]

    def data(self, title: str) -> str:
        """Return the callback data of the button with this title (a part is enough)."""
        for row in self.keyboard:
            for button in row:
                if title in button["text"] and "callback_data" in button:
                    return button["callback_data"]
        raise KeyError(f"no button {title!r} among {self.titles}")


class Chat:
    """A private chat with a person, or a group. Every method pushes one update."""

    def __init__(self, state: State, chat: dict, person: dict) -> None:
        self._state = state
        self.chat = chat
        self.person = person
        self.id: int = chat["id"]
        self._read = 0

    def send(self, text: str, **fields) -> int:
        """Write a message (commands get their entity); return its update_id."""
        return self.send_message(text=text, **fields)

    def send_message(self, **fields) -> int:
        """Send any message: `send_message(photo=[...], caption="…")`."""
        return self._state.push("message", self.make(**fields))

    def make(self, **fields) -> dict:
        text = fields.get("text", "")
        if text.startswith("/") and "entities" not in fields:
            length = len(text.split()[0])
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        message_id = fields.pop("message_id", None) or self._state.next_message_id()
        base = {"message_id": message_id, "date": int(time.time()), "chat": self.chat}
        return {**base, "from": self.person, **fields}

    def edit(self, message_id: int, text: str, late_s: int = 5) -> int:
        message = self.make(message_id=message_id, text=text)
        message["date"] -= late_s
        return self._state.push("edited_message", {**message, "edit_date": int(time.time())})

    def reply(self, shown: Shown, text: str) -> int:
        bot_message = {
            "message_id": shown.message_id,
            "date": int(time.time()),
            "chat": self.chat,
            "from": self._state.me,
            "text": shown.text,
        }
        return self.send(text, reply_to_message=bot_message)

    def press(self, shown: Shown, title: str) -> int:
        """Press a button that is on the screen."""
        return self.press_data(shown.message_id, shown.data(title))

    def press_data(self, message_id: int, data: str) -> int:
        """Press with any callback data, as a changed client can."""
        message = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": self.chat,
            "from": self._state.me,
            "text": "…",
        }
        query = {
            "id": self._state.next_query_id(),
            "from": self.person,
            "chat_instance": str(self.id),
            "message": message,
            "data": data,
        }
        return self._state.push("callback_query", query)

    def block(self) -> int:
        self._state.blocked.add(self.id)
        return self.membership("member", "kicked")

    def unblock(self) -> int:
        self._state.blocked.discard(self.id)
        return self.membership("kicked", "member")

    def membership(self, old: str, new: str) -> int:
        def member(status: str) -> dict:
            extra = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._state.me, "status": status, **extra}

        return self._state.push(
            "my_chat_member",
            {
                "chat": self.chat,
                "from": self.person,
                "date": int(time.time()),
                "old_chat_member": member(old),
                "new_chat_member": member(new),
            },
        )

    @property
    def shown(self) -> list[Shown]:
        """What the bot sent here and has not deleted, oldest first."""
        return [shown for shown in self._state.messages.values() if shown.chat_id == self.id]

    @property
    def texts(self) -> list[str]:
        return [shown.text for shown in self.shown]

    @property
    def toasts(self) -> list[str]:
        """What popped up over this chat after presses, "" for a silent stop of the spinner."""
        return [toast for person, toast in self._state.toasts if person == self.person["id"]]

    async def next(self, timeout_s: float = 20.0) -> Shown:
        """Wait for the next message of the bot here."""
        return (await self.next_many(1, timeout_s))[0]

    async def next_many(self, count: int, timeout_s: float = 20.0) -> list[Shown]:
        end = time.monotonic() + timeout_s
        while len(self.shown) < self._read + count:
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{len(self.shown) - self._read} of {count} messages in {timeout_s} s: "
                    f"{self.texts[self._read :]}"
                )
            await self._state.wait_for_change(end - time.monotonic())
        self._read += count
        return self.shown[self._read - count : self._read]

    async def nothing(self, for_s: float = 0.3) -> None:
        """Fail if the bot says anything here within `for_s`."""
        await asyncio.sleep(for_s)
        unread = self.texts[self._read :]
        assert not unread, f"expected silence, got {unread}"
