"""One Telegram update -> Incoming: only what the assistant needs, already masked.

Names, phone numbers, coordinates and files are never copied out of the update,
so nothing behind this door can store, log or forward them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.language.clean import drop_invisible

MAX_CHARACTERS = 4096  # no real message is longer; a forged webhook call could be
EDIT_S = 600  # an edit within this time mends a question; later ones are left alone

_COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL | re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16}")
_PLAIN = ("message_id", "date", "edit_date", "chat", "from", "text", "caption", "media_group_id")
_OF_MEDIA = {  # the first one present names the kind
    "photo": "photo",
    "document": "document",
    "animation": "video",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "video": "video",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "sticker",
    "game": "unsupported",
    "story": "unsupported",
    "paid_media": "unsupported",
    "invoice": "unsupported",
    "checklist": "unsupported",
}


_NUMBERS = ("update_id", "chat_id", "person_id", "message_id", "thread_id", "reply_to_id")
_NUMBERS += ("new_chat_id",)


def is_id(value: object) -> bool:
    """Tell whether Telegram, and a column of the store, could have this number."""
    return type(value) is int and -(2**63) <= value < 2**63


class Masked(Protocol):
    """What bot.language.personal_data.mask returns."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """What came in. `kind` chooses the handler; "ignored" has none, `why` counts it."""

    update_id: int
    kind: str
    why: str = ""
    chat_id: int | None = None
    person_id: int | None = None
    private: bool = True
    message_id: int | None = None
    thread_id: int | None = None
    reply_to_id: int | None = None
    album: str | None = None
    text: str = ""  # masked; a caption counts
    personal: tuple[str, ...] = ()  # kinds of personal data masked in it
    command: str = ""
    token: str = ""  # of the pressed button
    query_id: str = ""  # to answer a button, an inline or a payment query
    new_chat_id: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what the library passes on and neither store nor Telegram takes."""
        for name in _NUMBERS:
            if (value := getattr(self, name)) is not None and not is_id(value):
                raise ValueError(f"{name} is no number of Telegram's")
        for name in ("album", "query_id"):
            if not isinstance(getattr(self, name), str | None):
                raise ValueError(f"{name} is no text")

    def to_json(self) -> str:
        return json.dumps(asdict(self))  # ASCII: a lone surrogate must not upset the store

    @classmethod
    def from_json(cls, text: str) -> Incoming:
        values = json.loads(text)
        return cls(**{**values, "personal": tuple(values["personal"])})


Judge = Callable[[Incoming], Incoming]


class Reader:
    """Reads raw updates for the bot with this name and id."""

    def __init__(self, bot_name: str, bot_id: int, mask: Callable[[str], Masked]) -> None:
        self._bot_id = bot_id
        self._mention = re.compile(rf"@{re.escape(bot_name)}\b", re.IGNORECASE)
        self._name = bot_name.lower()
        self._mask = mask

    def read(self, raw: Mapping[str, object], judge: Judge = lambda incoming: incoming) -> Incoming:
        """Classify one update; one that cannot be read is ignored as "broken".

        A part of a message that the library does not understand (Telegram adds
        new ones) is left out, so that the text around it is still answered.
        `judge` may put another kind in the place of one that has a handler. It
        sees a message without its text, before that is masked: masking takes up
        to 0.2 s, so a flood must not get that far.

        Raises:
            ValueError: it has no usable update_id.
        """
        update_id = raw.get("update_id")
        if not is_id(update_id):
            raise ValueError("update without update_id")
        for update in (raw, _bare(raw)):
            try:
                return self._read(Update.de_json(dict(update), None), update_id, judge)
            except Exception:  # one bad update must not stop the next
                continue
        return Incoming(update_id, "ignored", "broken")

    def _read(self, update: Update, update_id: int, judge: Judge) -> Incoming:
        if update.message:
            return self._message(update.message, update_id, judge)
        if update.edited_message:
            return self._edited(update.edited_message, update_id, judge)
        incoming = self._other(update, update_id)
        return incoming if incoming.kind == "ignored" else judge(incoming)

    def _other(self, update: Update, update_id: int) -> Incoming:
        if update.callback_query:
            return self._button(update.callback_query, update_id)
        if update.inline_query:
            query = update.inline_query
            return Incoming(update_id, "inline", person_id=query.from_user.id, query_id=query.id)
        if update.my_chat_member:
            return self._membership(update, update_id)
        payment = update.pre_checkout_query or update.shipping_query
        if payment:
            kind = "checkout" if update.pre_checkout_query else "shipping"
            return Incoming(update_id, kind, person_id=payment.from_user.id, query_id=payment.id)
        if update.channel_post or update.edited_channel_post:
            return Incoming(update_id, "ignored", "channel")
        return Incoming(update_id, "ignored", "other")

    def _message(self, message: Message, update_id: int, judge: Judge) -> Incoming:
        private = message.chat.type == ChatType.PRIVATE
        base = {
            "update_id": update_id,
            "chat_id": message.chat.id,
            "person_id": message.from_user.id if message.from_user else message.chat.id,
            "private": private,
            "message_id": message.message_id,
            "thread_id": message.message_thread_id if message.is_topic_message else None,
            "album": message.media_group_id,
        }
        if message.migrate_to_chat_id:
            new = message.migrate_to_chat_id
            return judge(Incoming(**base, kind="migrated", new_chat_id=new))
        if message.from_user and message.from_user.is_bot:
            return Incoming(update_id, "ignored", "bot")
        if message.chat.type == ChatType.CHANNEL:
            return Incoming(update_id, "ignored", "channel")
        text = (message.text or message.caption or "")[:MAX_CHARACTERS]
        replied = message.reply_to_message
        to_us = bool(replied and replied.from_user and replied.from_user.id == self._bot_id)
        if not private and not (to_us or self._mention.search(text)):
            return Incoming(update_id, "ignored", "group")
        kind = "text" if message.text else _media_kind(message)
        if kind == "service":
            return Incoming(update_id, "ignored", "service")
        if to_us:
            base["reply_to_id"] = replied.message_id
        judged = judge(Incoming(**base, kind=kind))
        if judged.kind != kind:
            return judged
        text = drop_invisible(text)
        command = _COMMAND.fullmatch(text) if message.text else None
        if command and command[2] and command[2].lower() != self._name:
            return Incoming(update_id, "ignored", "other-bot")
        if not private:
            text = self._mention.sub(" ", text, count=1).strip()
        try:
            masked = self._mask(text) if text else None
        except Exception:  # unmasked text must go nowhere
            return Incoming(**base, kind="unreadable")
        text = masked.text if masked else ""
        base |= {"text": text, "personal": tuple(masked.kinds) if masked else ()}
        if command and (parts := _COMMAND.fullmatch(text)):
            base |= {"command": parts[1].lower(), "text": (parts[3] or "").strip()}
            return Incoming(**base, kind="command")
        return Incoming(**base, kind=kind)

    def _edited(self, message: Message, update_id: int, judge: Judge) -> Incoming:
        late = (message.edit_date - message.date).total_seconds() > EDIT_S
        if late or message.chat.type != ChatType.PRIVATE or not message.text:
            return Incoming(update_id, "ignored", "edited")
        incoming = self._message(message, update_id, judge)
        if incoming.kind in ("command", "unreadable"):
            return Incoming(update_id, "ignored", "edited")
        if incoming.kind != "text":
            return incoming
        return Incoming(**{**asdict(incoming), "kind": "edited", "personal": incoming.personal})

    def _button(self, query: CallbackQuery, update_id: int) -> Incoming:
        message = query.message
        if message is None:  # a button of an inline message; we make none
            return Incoming(
                update_id, "button", person_id=query.from_user.id, query_id=query.id, token=""
            )
        return Incoming(
            update_id,
            "button",
            chat_id=message.chat.id,
            person_id=query.from_user.id,
            private=message.chat.type == ChatType.PRIVATE,
            message_id=message.message_id,
            thread_id=_thread(message),
            query_id=query.id,
            token=query.data if _TOKEN.fullmatch(query.data or "") else "",
        )

    def _membership(self, update: Update, update_id: int) -> Incoming:
        member = update.my_chat_member
        gone = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        was_in = member.old_chat_member.status not in gone
        is_in = member.new_chat_member.status not in gone
        if was_in == is_in:
            return Incoming(update_id, "ignored", "membership")
        if member.chat.type == ChatType.CHANNEL:
            return Incoming(update_id, "ignored", "channel")
        return Incoming(
            update_id,
            "joined" if is_in else "left",
            chat_id=member.chat.id,
            person_id=member.from_user.id,
            private=member.chat.type == ChatType.PRIVATE,
        )


def _bare(raw: Mapping[str, object]) -> dict[str, object]:
    """Return the update with only the plainest parts of its message."""
    parts = {"update_id": raw["update_id"]}
    for kind in ("message", "edited_message"):
        if isinstance(message := raw.get(kind), dict):
            parts[kind] = {name: message[name] for name in _PLAIN if name in message}
    return parts


def _media_kind(message: Message) -> str:
    for attribute, kind in _OF_MEDIA.items():
        if getattr(message, attribute, None):
            return kind
    # Pins, new members, payments and the like carry no media and ask nothing.
    return "service" if _is_service(message) else "unsupported"


def _is_service(message: Message) -> bool:
    return any(getattr(message, name, None) for name in _SERVICE_FIELDS)


_SERVICE_FIELDS = {
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
    "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
    "channel_chat_created", "migrate_from_chat_id", "pinned_message", "successful_payment",
    "refunded_payment", "users_shared", "chat_shared", "connected_website",
    "write_access_allowed", "passport_data", "proximity_alert_triggered",
    "message_auto_delete_timer_changed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden",
    "general_forum_topic_unhidden", "giveaway", "giveaway_created", "giveaway_winners",
    "giveaway_completed", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
    "video_chat_participants_invited", "web_app_data", "boost_added", "chat_background_set",
    "gift", "unique_gift",
}  # fmt: skip


def _thread(message: object) -> int | None:
    inside = getattr(message, "is_topic_message", None)
    return getattr(message, "message_thread_id", None) if inside else None
