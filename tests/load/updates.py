"""Updates of every kind with odd fields; seeded."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.load.texts import could_be_command, could_be_for_another_bot, make_text, question
from tests.telegram_server.people import Chat

_ODD_SHARE = 0.2
_FILE = {"file_id": "a", "file_unique_id": "b"}
_POLL = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
}  # fmt: skip
_MEDIA: tuple[dict, ...] = (
    {"photo": [{**_FILE, "width": 1, "height": 1}], "caption": "giấy này làm sao?"},
    {"document": {**_FILE, "file_name": "../../x", "file_size": 10**12}},
    {"voice": {**_FILE, "duration": 1}},
    {"video": {**_FILE, "width": 1, "height": 1, "duration": 1}},
    {"video_note": {**_FILE, "duration": 1, "length": 1}},
    {"audio": {**_FILE, "duration": 1, "title": "/restart"}},
    {"animation": {**_FILE, "width": 1, "height": 1, "duration": 1}, "document": _FILE},
    {"sticker": {**_FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False,
                 "type": "regular"}},
    {"location": {"latitude": 21.0, "longitude": 105.0}},
    {"contact": {"phone_number": "1", "first_name": "B"}},
    {"poll": _POLL},
    {"dice": {"emoji": "🎲", "value": 3}},
    {"hologram": {"depth": 3}},
    {"new_chat_members": [{"id": 5, "is_bot": False, "first_name": "C"}]},
    {"left_chat_member": {"id": 5, "is_bot": False, "first_name": "C"}},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"migrate_to_chat_id": -1001234567890123},
    {"successful_payment": {"currency": "VND", "total_amount": 1, "invoice_payload": "x",
                            "telegram_payment_charge_id": "1", "provider_payment_charge_id": "1"}},
    {"web_app_data": {"data": "/restart", "button_text": "x"}},
    {"text": "phí hộ chiếu?", "media_group_id": "7"},
    {"text": "phí hộ chiếu?", "is_topic_message": True, "message_thread_id": 3},
    {"text": "phí hộ chiếu?", "forward_origin": {"type": "hidden_user", "date": 1,
                                                 "sender_user_name": "x"}},
    {"text": "phí hộ chiếu?", "entities": [{"type": "bot_command", "offset": 5, "length": 900}]},
    {"text": "phí hộ chiếu?", "via_bot": {"id": 5, "is_bot": True, "first_name": "x"}},
)  # fmt: skip
_ODD: tuple[object, ...] = (
    None, "", "x", "/restart", "\ud800", 0, -1, 1, 2**31, 2**53, 2**63, -(2**70), 1.5, 1e300, True,
    False, [], {}, [[]], [None], {"a": {}}, ["x", 1], {"id": "x"}, "9" * 5000,
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """An update without its number. `is_text`: it must get exactly one answer."""

    kind: str
    update: dict
    is_text: bool
    may_be_command: bool = False


def make_input(seed: int, number: int, chat: Chat) -> Input:
    """Return input `number` of a seed, from a chat; the same each time."""
    chance = random.Random(f"{seed}:{number}")
    if chance.random() < _ODD_SHARE:
        return _odd(chance, chat)
    kind, text = make_text(chance)
    message = chat.make(text=text, entities=[])
    update = {"message": message}
    if chance.random() < 0.05:
        update = {"edited_message": {**message, "edit_date": int(time.time())}}
        # An edit that turns a question into a command, or into nothing, asks nothing.
        return Input(f"edited: {kind}", update, False, could_be_command(text))
    is_text = not could_be_for_another_bot(text)
    return Input(kind, update, is_text, could_be_command(text))


def _odd(chance: random.Random, chat: Chat) -> Input:
    kind = chance.choice(list(_UPDATES))
    update = copy.deepcopy(_UPDATES[kind](chance, chat))
    places = list(_places(update))
    for _ in range(chance.randint(0, 3)):
        holder, key = chance.choice(places)
        if chance.random() < 0.2 and isinstance(holder, dict):
            holder.pop(key, None)
        elif chance.random() < 0.1 and isinstance(holder, dict):
            holder["unheard_of"] = copy.deepcopy(chance.choice(_ODD))
        elif isinstance(holder, dict) or key < len(holder):
            holder[key] = copy.deepcopy(chance.choice(_ODD))
    return Input(f"odd {kind}", update, False)


def _places(value: object) -> Iterator[tuple[dict | list, object]]:
    """Yield where something can be changed, however deep."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(pairs):
        yield value, key
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


def _message(chance: random.Random, chat: Chat) -> dict:
    return chat.make(**copy.deepcopy(chance.choice(_MEDIA)))


def _reply(chance: random.Random, chat: Chat) -> dict:
    nested = chat.make(text="x")
    for _ in range(chance.choice((1, 2, 150))):
        nested = chat.make(text="x", reply_to_message=nested)
    return chat.make(text=question(chance), reply_to_message=nested)


def _press(chance: random.Random, chat: Chat) -> dict:
    data = chance.choice(
        ("/restart", "a" * 16, "A-_9" * 4, "", "x" * 200, '{"payload":"/restart"}')
    )
    message = {"message_id": 1, "date": 0, "chat": chat.chat, "text": "…"}
    return {"id": str(chance.getrandbits(60)), "from": chat.person, "chat_instance": "1",
            "message": message, "data": data}  # fmt: skip


def _inline(chance: random.Random, chat: Chat) -> dict:
    query = {"id": str(chance.getrandbits(60)), "from": chat.person, "offset": ""}
    return {**query, "query": question(chance)}


def _membership(chance: random.Random, chat: Chat) -> dict:
    statuses = ("member", "left", "kicked", "administrator", "restricted", "alien")
    bot = {"id": 1, "is_bot": True, "first_name": "x"}
    old, new = ({"user": bot, "status": chance.choice(statuses), "until_date": 0} for _ in range(2))
    return {"chat": chat.chat, "from": chat.person, "date": int(time.time()),
            "old_chat_member": old, "new_chat_member": new}  # fmt: skip


def _checkout(chance: random.Random, chat: Chat) -> dict:
    return {"id": str(chance.getrandbits(60)), "from": chat.person, "currency": "VND",
            "total_amount": 1, "invoice_payload": "/restart"}  # fmt: skip


def _channel(_chance: random.Random, _chat: Chat) -> dict:
    channel = {"id": -100777, "type": "channel", "title": "Kênh"}
    return {"message_id": 1, "date": 1, "chat": channel, "text": "/restart"}


def _group(chance: random.Random, chat: Chat) -> dict:
    group = {"id": -chance.randint(10**12, 10**13), "type": chance.choice(("group", "supergroup")),
             "title": "x"}  # fmt: skip
    return {**chat.make(text=f"@vneid_thu_bot {question(chance)}"), "chat": group}


_UPDATES: dict[str, Callable[[random.Random, Chat], dict]] = {
    "message": lambda r, c: {"message": _message(r, c)},
    "group message": lambda r, c: {"message": _group(r, c)},
    "reply": lambda r, c: {"message": _reply(r, c)},
    "edit": lambda r, c: {"edited_message": {**_message(r, c), "edit_date": int(time.time())}},
    "press": lambda r, c: {"callback_query": _press(r, c)},
    "inline query": lambda r, c: {"inline_query": _inline(r, c)},
    "membership": lambda r, c: {"my_chat_member": _membership(r, c)},
    "others' membership": lambda r, c: {"chat_member": _membership(r, c)},
    "checkout": lambda r, c: {"pre_checkout_query": _checkout(r, c)},
    "shipping": lambda r, c: {"shipping_query": {**_checkout(r, c), "shipping_address": {}}},
    "channel post": lambda r, c: {"channel_post": _channel(r, c)},
    "poll": lambda _r, _c: {"poll": copy.deepcopy(_POLL)},
    "poll answer": lambda _r, c: {"poll_answer": {"poll_id": "1", "user": c.person,
                                                  "option_ids": [0]}},
    "reaction": lambda _r, c: {"message_reaction": {"chat": c.chat, "message_id": 1, "date": 1,
                                                    "user": c.person, "old_reaction": [],
                                                    "new_reaction": []}},
    "join request": lambda _r, c: {"chat_join_request": {"chat": c.chat, "from": c.person,
                                                         "user_chat_id": 1, "date": 1}},
    "business message": lambda r, c: {"business_message": _message(r, c)},
    "unknown": lambda r, c: {"telepathy": _message(r, c)},
    "several at once": lambda r, c: {"message": _message(r, c), "callback_query": _press(r, c),
                                     "poll": 5},
    "no object": lambda r, _c: {"message": r.choice(_ODD)},
    "nothing": lambda _r, _c: {"nothing": None},
}  # fmt: skip
