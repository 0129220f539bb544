"""Webhook mode: the secret is checked first, only one path is served, order is kept."""

from __future__ import annotations

import asyncio
import gzip
import json

import httpx
import pytest

from bot.settings import Address, WebhookSettings
from bot.telegram import door
from tests.bot.telegram.ports import free_port

pytestmark = pytest.mark.asyncio
SECRET = "mat-khau-webhook-dai-0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def webhook() -> WebhookSettings:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram/bi-mat"
    return WebhookSettings(url, SECRET, Address("127.0.0.1", port))


async def post(url: str, **more) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.post(url, **more)).status_code


async def test_questions_come_in_by_webhook_and_are_answered_in_order(
    telegram_server, rasa, connect, webhook
):
    await connect(webhook=webhook)
    rasa.delay_s = 0.05
    people = [telegram_server.person(f"P{n}") for n in range(4)]
    for n in range(5):
        for person in people:
            person.send(f"câu {n}")
    for person in people:
        texts = [shown.text for shown in await person.next_many(5)]
        assert texts == [f"đáp: câu {n}" for n in range(5)]
    assert telegram_server.called("getUpdates") == []
    assert telegram_server.state.updates == {}


async def test_without_the_right_secret_nothing_is_done(
    telegram_server, rasa, connect, webhook, monkeypatch
):
    await connect(webhook=webhook)
    monkeypatch.setattr(door.Door, "accept", None)  # any work would fail loudly
    update = {"update_id": 1, "message": telegram_server.person().make(text="giả")}
    for headers in ({}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: "ế".encode()}):
        assert await post(webhook.url, json=update, headers=headers) == 403
    assert rasa.asked == []


async def test_only_telegrams_path_is_served_and_only_small_bodies(
    telegram_server, rasa, connect, webhook
):
    await connect(webhook=webhook)
    good = {HEADER: SECRET}
    base = webhook.url.rsplit("/", 2)[0]
    for path in ("/", "/telegram", "/metrics", "/readyz", "/telegram/bi-mat/"):
        assert await post(base + path, json={}, headers=good) == 404
    assert await post(webhook.url, content=b"x" * 2_000_000, headers=good) == 413
    for body in (b"khong phai JSON", b"[]", b"{}", b'{"update_id": "1"}', b"[" * 100_000):
        assert await post(webhook.url, content=body, headers=good) == 400
    async with httpx.AsyncClient() as client:
        assert (await client.get(webhook.url, headers=good)).status_code == 405


async def test_a_compressed_body_is_not_unpacked(telegram_server, rasa, connect, webhook):
    """A few kilobytes could become gigabytes before their size is looked at."""
    await connect(webhook=webhook)
    update = {"update_id": 1, "message": telegram_server.person().make(text="nén")}
    body = gzip.compress(json.dumps(update).encode())
    headers = {HEADER: SECRET, "Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert await post(webhook.url, content=body, headers=headers) == 400
    assert rasa.asked == []


async def test_an_update_called_twice_at_the_same_time_is_answered_once(
    telegram_server, rasa, connect, webhook
):
    await connect(webhook=webhook)
    an = telegram_server.person()
    update = {"update_id": 9, "message": an.make(text="một lần")}
    calls = [post(webhook.url, json=update, headers={HEADER: SECRET}) for _ in range(8)]
    assert set(await asyncio.gather(*calls)) == {200}
    assert (await an.next()).text == "đáp: một lần"
    await an.nothing()
    assert len(rasa.asked) == 1


async def test_calls_that_overtake_each_other_are_answered_by_their_number(
    telegram_server, rasa, connect, webhook
):
    await connect(webhook=webhook)
    rasa.delay_s = 0.2
    an = telegram_server.person()
    for update_id in (13, 12, 11):
        update = {"update_id": update_id, "message": an.make(text=f"câu {update_id}")}
        assert await post(webhook.url, json=update, headers={HEADER: SECRET}) == 200
    texts = [shown.text for shown in await an.next_many(3)]
    assert texts == ["đáp: câu 11", "đáp: câu 12", "đáp: câu 13"]


async def test_an_update_called_again_and_again_does_not_use_up_the_limit(
    telegram_server, rasa, connect, webhook
):
    await connect(webhook=webhook, messages_per_minute=2)
    an = telegram_server.person()
    update = {"update_id": 9, "message": an.make(text="một")}
    for _ in range(5):
        await post(webhook.url, json=update, headers={HEADER: SECRET})
    an.send("hai")
    assert [shown.text for shown in await an.next_many(2)] == ["đáp: một", "đáp: hai"]


async def test_what_cannot_be_stored_is_asked_for_again(
    telegram_server, rasa, connect, webhook, monkeypatch
):
    from sqlalchemy.exc import OperationalError

    from bot.telegram.store import Store

    await connect(webhook=webhook)
    accept, calls = Store.accept, []

    def full_once(self, rows):
        calls.append(rows)
        if len(calls) == 1:
            raise OperationalError("INSERT", {}, Exception("disk is full"))
        return accept(self, rows)

    monkeypatch.setattr(Store, "accept", full_once)
    an = telegram_server.person()
    an.send("lần hai")
    assert (await an.next()).text == "đáp: lần hai"
    assert "503" in telegram_server.state.webhook.last_error


async def test_a_lone_surrogate_in_the_json_is_no_trouble(telegram_server, rasa, connect, webhook):
    await connect(webhook=webhook)
    an = telegram_server.person()
    update = {"update_id": 9, "message": an.make(text="phí \ud800hộ chiếu\udfff?")}
    content = json.dumps(update).encode()
    assert await post(webhook.url, content=content, headers={HEADER: SECRET}) == 200
    assert (await an.next()).text == "đáp: phí hộ chiếu?"
