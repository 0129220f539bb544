"""Rasa and Telegram misbehave: one honest sentence or a late answer, never two, never none."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from bot.telegram import phrases
from tests.bot.telegram.conftest import failures

pytestmark = pytest.mark.asyncio


async def test_while_rasa_starts_the_citizen_is_told_once_and_answered_when_it_is_up(
    telegram_server, rasa, connector
):
    await rasa.stop()
    an = telegram_server.person()
    an.send("câu một")
    an.send("câu hai")
    assert (await an.next()).text == phrases.STARTING
    await an.nothing(0.5)
    await rasa.start()
    texts = [shown.text for shown in await an.next_many(2)]
    assert texts == ["đáp: câu một", "đáp: câu hai"]
    await an.nothing()


async def test_a_rasa_that_stays_down_is_admitted(telegram_server, rasa, connect):
    await connect(rasa_wait_s=0.5)
    await rasa.stop()
    an = telegram_server.person()
    an.send("có ai không")
    texts = [shown.text for shown in await an.next_many(2)]
    assert texts == [phrases.STARTING, phrases.FAILED]


async def test_a_rasa_killed_in_the_middle_of_a_turn_is_asked_again(
    telegram_server, rasa, connector
):
    rasa.tear = 2
    an = telegram_server.person()
    an.send("hỏi")
    assert [shown.text for shown in await an.next_many(2)] == [phrases.STARTING, "đáp: hỏi"]
    assert [body["metadata"] for body in rasa.asked] == [rasa.asked[0]["metadata"]] * 3


@pytest.mark.parametrize("nonsense", [[], {"lỗi": 1}, [{"custom": {"x": 1}}]])
async def test_nonsense_from_rasa_becomes_an_honest_sentence(
    telegram_server, rasa, connector, nonsense
):
    rasa.answer = lambda body: nonsense
    an = telegram_server.person()
    an.send("hỏi")
    assert (await an.next()).text == phrases.FAILED
    rasa.answer = lambda body: [{"text": "khỏe lại"}]
    an.send("hỏi")
    assert (await an.next()).text == "khỏe lại"


async def test_a_slow_rasa_of_one_chat_does_not_hold_up_another(telegram_server, rasa, connector):
    slow, quick = telegram_server.person("Chậm"), telegram_server.person("Nhanh")
    rasa.delay_s = 1.0
    slow.send("chậm")
    await asyncio.sleep(0.2)
    rasa.delay_s = 0.0
    began = time.monotonic()
    quick.send("nhanh")
    await quick.next()
    assert time.monotonic() - began < 0.7
    assert (await slow.next()).text == "đáp: chậm"


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "times": 2},
        {"status": 500, "times": 1},
        {"status": 502, "times": 1, "body": "<html><h1>502 Bad Gateway</h1></html>"},
        {"status": 429, "times": 1, "retry_after": 1},
    ],
)
async def test_an_answer_that_telegram_refuses_for_now_arrives_later_and_once(
    telegram_server, rasa, connector, fault
):
    telegram_server.fail("sendMessage", **fault)
    an = telegram_server.person()
    an.send("hỏi")
    assert (await an.next()).text == "đáp: hỏi"
    await an.nothing()
    assert len(rasa.asked) == 1
    assert len(telegram_server.called("sendMessage")) == fault["times"] + 1


async def test_a_send_cut_off_in_the_middle_is_never_repeated_but_can_be_asked_for(
    telegram_server, rasa, connector
):
    telegram_server.fail("sendMessage", status=0, after=True)  # taken, then the line broke
    an = telegram_server.person()
    an.send("hỏi")
    answer, note = await an.next_many(2)
    assert (answer.text, note.text) == ("đáp: hỏi", phrases.UNSURE)
    an.press(note, phrases.UNSURE_BUTTON)
    assert (await an.next()).text == "đáp: hỏi"
    an.press(note, phrases.UNSURE_BUTTON)
    await an.nothing()
    assert len(rasa.asked) == 1


async def test_markup_that_telegram_refuses_is_sent_as_plain_text(telegram_server, rasa, connector):
    rasa.answer = lambda body: [{"text": "**Lệ phí**: 100.000 đồng < 1 triệu"}]
    telegram_server.fail(
        "sendMessage", status=400, description="Bad Request: can't parse entities: x"
    )
    an = telegram_server.person()
    an.send("hỏi")
    shown = await an.next()
    assert (shown.text, shown.entities) == ("Lệ phí: 100.000 đồng < 1 triệu", [])


async def test_telegram_away_for_a_while_loses_no_question(telegram_server, rasa, connector):
    telegram_server.fail("getUpdates", status=502)
    telegram_server.fail("getUpdates", status=502, body="<html>Bad gateway</html>")
    telegram_server.fail("getUpdates", status=0)
    an = telegram_server.person()
    an.send("kiên nhẫn")
    assert (await an.next(15)).text == "đáp: kiên nhẫn"


async def test_a_second_poller_is_survived_and_counted(telegram_server, rasa, connector):
    conflict = {"status": 409, "description": "Conflict: terminated by other getUpdates request"}
    telegram_server.fail("getUpdates", **conflict)
    an = telegram_server.person()
    an.send("vẫn đây")
    await an.next()
    an.send("và đây")
    assert (await an.next()).text == "đáp: và đây"
    assert failures(connector, "conflict") == 1


async def test_a_full_disk_confirms_nothing_and_the_question_is_answered_later(
    telegram_server, rasa, connector, monkeypatch
):
    from sqlalchemy.exc import OperationalError

    from bot.telegram.store import Store

    accept, calls = Store.accept, []

    def full_twice(self, rows):
        calls.append(rows)
        if len(calls) <= 2:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        return accept(self, rows)

    monkeypatch.setattr(Store, "accept", full_twice)
    an = telegram_server.person()
    an.send("đĩa đầy")
    assert (await an.next()).text == "đáp: đĩa đầy"
    await an.nothing()
    assert len(rasa.asked) == 1


async def test_a_fault_in_a_handler_is_tried_again_and_then_admitted(
    telegram_server, rasa, connector, monkeypatch
):
    from bot.telegram import replies

    def broken(*_args, **_more):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(replies, "render", broken)
    an = telegram_server.person()
    an.send("hỏi")
    assert (await an.next()).text == phrases.FAILED
    await an.nothing()


async def test_telegram_away_at_the_start_is_waited_for(telegram_server, rasa, connect):
    telegram_server.fail("getMe", status=502, times=1)
    telegram_server.fail("deleteWebhook", status=0, times=1)
    an = telegram_server.person()
    an.send("sớm")
    await connect()
    assert (await an.next()).text == "đáp: sớm"


async def test_a_flood_of_odd_answers_never_breaks_a_send(telegram_server, rasa, connector):
    odd = ["<b>", "a & b <i>", "**", "[x](https://y z)", "💥" * 4097, "\u202e/<\x00>", "x" * 9000]
    rasa.answer = lambda body: [{"text": odd[int(body["message"])]}]
    an = telegram_server.person()
    for n in range(len(odd)):
        an.send(str(n))
    shown = await an.next_many(len(odd) + 4)
    await an.nothing()
    assert "".join(s.text for s in shown).count("💥") == 4097
    assert {call.status for call in telegram_server.called("sendMessage")} == {200}
    assert json.dumps([s.text for s in shown])
