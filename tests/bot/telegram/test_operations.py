"""Health, metrics, logs, stopping: what the operator sees."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import time
from dataclasses import replace

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.settings import SettingsError
from bot.telegram import logs
from bot.telegram.app import Connector
from tests.bot.telegram.conftest import mask, until

pytestmark = pytest.mark.asyncio


async def get(settings, path: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(f"http://{settings.metrics}{path}")


@pytest.fixture
def log_lines():
    """Everything that the set-up of the real program would write."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    logs.set_up("123456789:AAEmulatedBotTokenForTestsOnly_0123456789")
    root.handlers[0].setStream(stream)
    yield lambda: stream.getvalue()
    root.setLevel(before[0])
    root.handlers[:] = before[1]


async def test_readiness_names_what_is_missing(telegram_server, rasa, connector, settings):
    assert (await get(settings, "/healthz")).json() == {"ok": True}
    assert (await get(settings, "/readyz")).json() == {"ready": True, "missing": []}
    rasa.has_actions = False
    answer = await get(settings, "/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["actions"])
    await rasa.stop()
    answer = await get(settings, "/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["rasa"])


async def test_readiness_names_a_store_that_cannot_be_read(connector, settings, monkeypatch):
    def broken():
        raise OperationalError("select", {}, Exception("disk I/O error"))

    monkeypatch.setattr(connector._store, "check", broken)
    assert (await get(settings, "/readyz")).json()["missing"] == ["store"]


async def test_readiness_names_telegram_when_it_does_not_answer(
    telegram_server, rasa, connect, settings
):
    connector = await connect(poll_s=0.2, telegram_timeout_s=0.2)
    await telegram_server.stop()
    await until(lambda: not connector._polling.is_good)
    assert (await get(settings, "/readyz")).json()["missing"] == ["telegram"]
    await telegram_server.start()


async def test_metrics_tell_the_age_of_the_index_while_the_actions_can_be_asked(
    telegram_server, rasa, connector, settings
):
    rasa.index = {"entries": 1318, "built_at": time.time() - 3600}
    text = (await get(settings, "/metrics")).text
    age = float(re.search(r"^vneid_index_age_seconds (.+)$", text, re.MULTILINE)[1])
    assert 3600 <= age < 3660
    assert "vneid_index_entries 1318.0" in text
    await rasa.stop()
    text = (await get(settings, "/metrics")).text
    assert "vneid_index_age_seconds NaN" in text


async def test_metrics_count_what_came_in_and_went_out(telegram_server, rasa, connector, settings):
    rasa.answer = lambda body: [{"text": "x", "custom": {"decision": "decline"}}]
    an = telegram_server.person()
    an.send("một")
    await an.next()
    await until(lambda: connector.metrics.registry.get_sample_value("vneid_connector_queue") == 0)
    text = (await get(settings, "/metrics")).text
    assert 'vneid_connector_received_total{kind="text"} 1.0' in text
    assert 'vneid_connector_answered_total{decision="decline"} 1.0' in text
    assert "vneid_connector_queue 0.0" in text
    assert 'vneid_connector_seconds_count{stage="rasa"} 1.0' in text


async def test_logs_hold_no_text_no_token_and_no_chat_id(
    telegram_server, rasa, connect, log_lines, monkeypatch
):
    from bot.telegram import replies

    await connect()
    an = telegram_server.person("Nguyễn Bí Mật")
    telegram_server.fail("sendMessage", status=502)
    telegram_server.fail("getUpdates", status=401, description="Unauthorized")
    an.send("câu hỏi tuyệt mật 012345678901")
    await an.next_many(2)

    def broken(*args, **_more):
        raise RuntimeError(f"quoting {args}")

    monkeypatch.setattr(replies, "render", broken)
    an.send("câu hỏi tuyệt mật khác")
    await an.next()
    written = log_lines()
    for line in written.splitlines():
        assert json.loads(line)["event"]
    assert '"event": "update_failed"' in written
    assert '"event": "send_failed"' in written
    for secret in ("tuyệt mật", "012345678901", "Bí Mật", telegram_server.token, str(an.id)):
        assert secret not in written, secret


async def test_stopping_answers_what_was_accepted(telegram_server, rasa, settings):
    connector = Connector(settings, mask)
    await connector.start()
    rasa.delay_s = 0.5
    people = [telegram_server.person(f"P{n}") for n in range(5)]
    for person in people:
        person.send("sắp dừng")
    while len(rasa.asked) < 5:
        await asyncio.sleep(0.01)
    began = time.monotonic()
    await connector.stop()
    assert time.monotonic() - began < 2
    for person in people:
        assert person.texts == ["đáp: sắp dừng"]


async def test_what_could_not_be_answered_before_stopping_is_answered_after_the_restart(
    telegram_server, rasa, settings
):
    await rasa.stop()
    first = Connector(replace(settings, stop_s=0.2), mask)
    await first.start()
    an = telegram_server.person()
    an.send("một")
    an.send("hai")
    await an.next()  # the assistant is starting
    await first.stop()
    await rasa.start()
    second = Connector(settings, mask)
    await second.start()
    try:
        assert [s.text for s in await an.next_many(2)] == ["đáp: một", "đáp: hai"]
        await an.nothing()
    finally:
        await second.stop()


async def test_a_second_connector_on_the_same_folder_is_refused(connector, settings):
    with pytest.raises(SettingsError, match="đang chạy"):
        Connector(settings, mask)


async def test_a_token_that_telegram_refuses_is_explained(telegram_server, settings):
    connector = Connector(replace(settings, token="1:" + "x" * 35), mask)
    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN"):
        await connector.start()
    await connector.stop()
