"""One person who sends too much: answered kindly, costs little, leaves nothing behind."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from bot.telegram import phrases
from bot.telegram.incoming import Incoming, Reader
from tests.bot.telegram.conftest import until
from tests.telegram_server.state import State


def test_a_message_over_the_limit_is_not_even_masked():
    """Masking takes up to 0.2 s; 50 a second would make everybody wait."""
    masked = []
    state = State("vneid_thu_bot", 99)
    reader = Reader("vneid_thu_bot", 99, masked.append)

    def judge(incoming: Incoming) -> Incoming:
        assert incoming.text == ""
        return Incoming(incoming.update_id, "ignored", "limited")

    an = state.person("An")
    update = {"update_id": 1, "message": an.make(text="1 " * 2000)}
    assert reader.read(update, judge).why == "limited"
    edited = {**an.make(text="1 " * 2000), "edit_date": 1}
    assert reader.read({"update_id": 2, "edited_message": edited}, judge).why == "limited"
    assert masked == []


def test_chatter_in_a_group_is_not_judged_as_nobody_speaks_to_the_bot():
    state = State("vneid_thu_bot", 99)
    group = state.group(state.person("An"))
    judged = []
    reader = Reader("vneid_thu_bot", 99, lambda text: None)
    update = {"update_id": 1, "message": group.make(text="tối nay họp")}
    assert reader.read(update, judged.append).why == "group"
    assert judged == []


@pytest.mark.asyncio
async def test_a_flood_gets_one_kind_sentence_and_leaves_no_trace_in_the_store(
    telegram_server, rasa, connect, settings
):
    await connect(messages_per_minute=3)
    an, binh = telegram_server.person("An"), telegram_server.person("Bình")
    for number in range(60):
        an.send(f"câu {number}")
    binh.send("phí hộ chiếu?")
    assert (await binh.next()).text == "đáp: phí hộ chiếu?"
    await until(lambda: not telegram_server.state.updates)
    await an.next_many(4)
    await an.nothing()
    assert an.texts == ["đáp: câu 0", "đáp: câu 1", "đáp: câu 2", phrases.TOO_MANY]
    with sqlite3.connect(settings.var_dir / "connector.db") as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (5,)


@pytest.mark.asyncio
async def test_a_flood_is_fetched_in_few_batches(telegram_server, rasa, connect):
    """Each call costs as much as the messages in it; two cores also have to answer others."""
    await connect(messages_per_minute=3)
    an = telegram_server.person("An")
    before = len(telegram_server.state.called("getUpdates"))
    for number in range(100):
        an.send(f"câu {number}")
        await asyncio.sleep(0.02)
    await until(lambda: not telegram_server.state.updates)
    assert len(telegram_server.state.called("getUpdates")) - before <= 40
