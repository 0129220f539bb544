"""Rasa and Telegram misbehave: one honest sentence or a late answer, never two, never none."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.telegram import phrases
from bot.telegram.app import Connector
from bot.telegram.identity import load_identity
from bot.telegram.store import Store
from bot.telegram.tables import open_engine
from tests.bot.telegram.conftest import failures, mask, until

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).resolve().parents[3]
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]


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
        {"status": 400, "times": 1, "body": "<html><h1>400 Bad Request</h1></html>"},
        {"status": 403, "times": 1, "body": "<html><h1>403 Forbidden</h1></html>"},
        {"status": 404, "times": 1, "body": "<html><h1>404 Not Found</h1></html>"},
        {"status": 429, "times": 1, "retry_after": 1},
        {"status": 429, "times": 1, "body": "<html><h1>Too many requests</h1></html>"},
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
    telegram_server.fail("getUpdates", status=403, body="<html>Blocked</html>")
    telegram_server.fail("getUpdates", status=404, body="<html>Not found</html>")
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


async def test_a_webhook_that_somebody_set_is_taken_away_again(telegram_server, rasa, connector):
    telegram_server.state.webhook.url = "https://127.0.0.1:1/of-somebody-else"
    an = telegram_server.person()
    an.send("vẫn đây")  # answers the poll that was under way
    await an.next()
    await until(lambda: failures(connector, "conflict"))
    an.send("và đây")
    assert (await an.next()).text == "đáp: và đây"
    await an.nothing()


@pytest.fixture
def full_disk(monkeypatch) -> list:
    """A store that takes nothing in the first four tries; the list gets one item a try."""
    accept, tries = Store.accept, []

    def full_at_first(self, rows):
        tries.append(rows)
        if len(tries) <= 4:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        return accept(self, rows)

    monkeypatch.setattr(Store, "accept", full_at_first)
    return tries


async def test_a_full_disk_confirms_nothing_and_the_question_is_answered_later(
    telegram_server, rasa, connector, full_disk
):
    an = telegram_server.person()
    an.send("đĩa đầy")
    assert (await an.next()).text == "đáp: đĩa đầy"
    await an.nothing()
    assert len(rasa.asked) == 1
    assert len(full_disk) == 5


async def test_what_a_full_disk_refused_counts_once_for_the_limit_and_for_its_album(
    telegram_server, rasa, connect, full_disk
):
    await connect(messages_per_minute=2)
    an = telegram_server.person()
    an.send("một")
    an.send_message(photo=PHOTO, caption="hai", media_group_id="7")
    an.send_message(photo=PHOTO, media_group_id="7")
    first, second = await an.next_many(2)
    assert first.text == "đáp: một"
    assert phrases.PHOTO in second.text
    assert "đáp: hai" in second.text
    await an.nothing()


async def test_a_connector_that_starts_on_a_full_disk_is_to_be_started_again(
    telegram_server, settings
):
    load_identity(settings.var_dir)
    open_engine(settings.database_url).dispose()
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.telegram"),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "TELEGRAM_TOKEN": telegram_server.token,
            "TELEGRAM_BASE_URL": telegram_server.url,
            "VAR_DIR": str(settings.var_dir),
            "METRICS_LISTEN": str(settings.metrics),
        },
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)),
    )
    _, written = await program.communicate()
    assert b'"store_unusable"' in written
    assert program.returncode == 1  # 2 would end all three programs for good


async def test_what_is_being_stored_at_sigterm_is_answered_before_the_end(
    telegram_server, rasa, settings, monkeypatch
):
    accept, entered = Store.accept, threading.Event()

    def slow(self, rows):
        entered.set()
        time.sleep(0.3)
        return accept(self, rows)

    monkeypatch.setattr(Store, "accept", slow)
    connector = Connector(settings, mask)
    await connector.start()
    an = telegram_server.person()
    an.send("vừa kịp")
    await asyncio.to_thread(entered.wait, 5)
    await connector.stop()
    assert an.texts == ["đáp: vừa kịp"]


@pytest.mark.parametrize("days", [1, -1, 3650, -3650])
async def test_a_clock_that_jumps_loses_no_question_and_doubles_none(
    telegram_server, rasa, connector, days
):
    rasa.delay_s = 0.3
    an = telegram_server.person()
    asked = telegram_server.state.updates[an.send("hỏi")]
    await until(lambda: rasa.asked)
    store = connector._store
    store.clock = lambda: time.time() + days * 86_400
    store.purge(30 * 86_400)
    assert (await an.next()).text == "đáp: hỏi"
    await until(lambda: not store.unfinished())
    store.purge(30 * 86_400)
    telegram_server.state.force(asked)
    await an.nothing()
    an.send("hỏi nữa")
    assert (await an.next()).text == "đáp: hỏi nữa"
    store.clock = time.time
    store.purge(30 * 86_400)
    telegram_server.state.force(asked)
    an.send("hỏi tiếp")
    assert (await an.next()).text == "đáp: hỏi tiếp"
    await an.nothing()
    assert len(rasa.asked) == 3


@pytest.mark.parametrize(("days", "status"), [(1, "ok"), (-1, "ok"), (3650, "expired")])
async def test_after_a_jump_of_the_clock_a_button_works_or_says_that_it_is_over(
    telegram_server, rasa, connector, days, status
):
    rasa.answer = lambda body: [{"text": "Chọn", "buttons": [{"title": "Phí", "payload": "/a"}]}]
    an = telegram_server.person()
    an.send("hỏi")
    shown = await an.next()
    connector._store.clock = lambda: time.time() + days * 86_400
    connector._store.purge(30 * 86_400)
    an.press(shown, "Phí")
    if status == "ok":
        assert (await an.next()).text == "Chọn"
    else:
        await until(lambda: an.toasts)
        assert an.toasts == [phrases.BUTTON_EXPIRED]
        await an.nothing()


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
    telegram_server.fail("getMe", status=404, times=1, body="<html>404 Not Found</html>")
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
