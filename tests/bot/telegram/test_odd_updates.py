"""Updates with fields as no Telegram sends them: each is read, or ignored, and stops nobody."""

from __future__ import annotations

import pytest

from bot.telegram.incoming import Incoming, Reader
from bot.telegram.store import InboxRow, Store
from bot.telegram.tables import open_engine
from tests.bot.telegram.conftest import mask
from tests.load.updates import make_input
from tests.telegram_server.state import State

WRONG = [
    {"media_group_id": []},
    {"media_group_id": {"a": 1}},
    {"message_id": "x"},
    {"message_id": [1]},
    {"message_thread_id": {}, "is_topic_message": True},
    {"chat": {"id": "x", "type": "private"}},
    {"chat": {"id": 2**70, "type": "private"}},
    {"chat": {"id": [5], "type": "private"}},
    {"from": {"id": {"a": 1}, "is_bot": False, "first_name": "x"}},
    {"migrate_to_chat_id": "x"},
    {"text": ["phí?"]},
    {"date": 10**30},
]


def test_five_thousand_odd_updates_are_read_or_ignored_and_can_be_kept(tmp_path):
    reader = Reader("vneid_thu_bot", 99, mask)
    store = Store(open_engine(f"sqlite:///{tmp_path / 'store.db'}"))
    chat = State("vneid_thu_bot", 99).person("An")
    kinds, rows = set(), []
    for number in range(5_000):
        incoming = reader.read({"update_id": number, **make_input(7, number, chat).update})
        kinds.add(incoming.kind)
        hash((incoming.chat_id, incoming.message_id, incoming.album))
        assert Incoming.from_json(incoming.to_json()) == incoming
        rows.append(InboxRow(number, str(incoming.chat_id), incoming.to_json()))
    assert store.accept(rows) == set(range(5_000))
    store.close()
    # The generator is no use if everything is refused at the door.
    assert {"text", "edited", "command", "button", "inline", "checkout", "joined"} <= kinds


@pytest.mark.asyncio
@pytest.mark.parametrize("fields", WRONG, ids=str)
async def test_a_field_of_the_wrong_kind_stops_nobody(telegram_server, rasa, connector, fields):
    an = telegram_server.person()
    for _ in range(2):
        telegram_server.state.push("message", {**an.make(text="phí hộ chiếu?"), **fields})
    an.send("vẫn trả lời")
    while (await an.next()).text != "đáp: vẫn trả lời":
        pass
