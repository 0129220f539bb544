from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from aiohttp import web

from bot.telegram.messages import Reply
from bot.telegram.rasa_client import RasaClient, RasaDown, RasaFailed

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def client(rasa):
    client = RasaClient(rasa.url, parallel=2, timeout_s=0.3)
    yield client
    await client.close()


async def test_text_is_sent_as_message_and_a_press_as_payload(rasa, client):
    await client.ask("s", 1, message="/restart")
    await client.ask("s", 2, payload="/help")
    first, second = rasa.asked
    assert first == {"sender": "s", "message": "/restart", "metadata": {"update_id": 1}}
    assert second == {"sender": "s", "payload": "/help", "metadata": {"update_id": 2}}


async def test_text_buttons_and_custom_are_read(rasa, client):
    rasa.answer = lambda body: [
        {
            "recipient_id": "s",
            "text": "Đây.",
            "buttons": [{"title": "A", "payload": "/a"}, {"title": 5}, "x"],
            "custom": {"decision": "answer"},
        }
    ]
    assert await client.ask("s", 1, message="x") == [
        Reply("Đây.", (("A", "/a"),), {"decision": "answer"})
    ]


@pytest.mark.parametrize(
    "nonsense",
    [
        [],
        {"text": "x"},
        [5, None, {"image": "x"}],
        [{"text": "  "}],
        lambda: web.Response(text="<html>Bad gateway</html>", content_type="text/html"),
        lambda: web.Response(status=500, text="[]"),
    ],
)
async def test_nonsense_is_asked_three_times_and_then_given_up(rasa, client, nonsense):
    rasa.answer = lambda body: nonsense() if callable(nonsense) else nonsense
    with pytest.raises(RasaFailed):
        await client.ask("s", 1, message="x")
    assert [body["metadata"]["update_id"] for body in rasa.asked] == [1, 1, 1]


async def test_one_empty_reply_is_mended_by_asking_again(rasa, client):
    rasa.answer = lambda body: [] if len(rasa.asked) == 1 else [{"text": "được"}]
    assert (await client.ask("s", 1, message="x"))[0].text == "được"


async def test_a_rasa_that_is_not_there_is_told_apart_from_a_bad_one(rasa, client):
    await rasa.stop()
    with pytest.raises(RasaDown):
        await client.ask("s", 1, message="x")
    assert not await client.is_up()
    waiting = asyncio.create_task(client.wait_until_up(5))
    await asyncio.sleep(0.1)
    await rasa.start()
    assert await waiting
    assert not rasa.asked


async def test_a_rasa_without_its_actions_counts_as_not_there(rasa, client):
    rasa.has_actions = False
    with pytest.raises(RasaDown):
        await client.ask("s", 1, message="x")
    assert not await client.is_up()
    assert len(rasa.asked) == 1
    rasa.has_actions = True
    assert await client.is_up()


async def test_a_slow_rasa_is_given_up_in_bounded_time(rasa, client):
    rasa.delay_s = 1.0
    with pytest.raises(RasaFailed):
        await asyncio.wait_for(client.ask("s", 1, message="x"), 5)


async def test_no_more_questions_at_once_than_allowed(rasa, client):
    rasa.delay_s = 0.05
    await asyncio.gather(*(client.ask(str(n), n, message="x") for n in range(10)))
    assert rasa.at_once == 2
