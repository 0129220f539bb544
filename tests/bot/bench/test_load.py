"""Timing against a small server in this process."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.bench.load import SCRIPTS, WEBHOOK, percentile, talk

pytestmark = pytest.mark.asyncio


class RasaDouble:
    """Answers after `delay_s`; notes who said what and how many waited at once."""

    def __init__(self) -> None:
        self.delay_s = 0.0
        self.heard: list[tuple[str, str]] = []
        self.most_at_once = 0
        self.silent_about = ""
        self._waiting = 0

    async def answer(self, request: web.Request) -> web.Response:
        data = await request.json()
        self.heard.append((data["sender"], data["message"]))
        self._waiting += 1
        self.most_at_once = max(self.most_at_once, self._waiting)
        await asyncio.sleep(self.delay_s)
        self._waiting -= 1
        return web.json_response([] if data["message"] == self.silent_about else [{"text": "…"}])


@pytest.fixture
def rasa():
    return RasaDouble()


async def run(rasa: RasaDouble, conversations: int, seconds: float):
    app = web.Application()
    app.router.add_post(WEBHOOK, rasa.answer)
    async with TestServer(app) as server:
        return await talk(str(server.make_url("/")), conversations, seconds, "t")


async def test_zero_seconds_are_one_whole_script_each(rasa):
    timing = await run(rasa, 2, 0)
    assert len(timing.all_ms) == len(SCRIPTS[0]) + len(SCRIPTS[1]) == len(rasa.heard)
    assert len(timing.search_ms) == sum(searches for s in SCRIPTS[:2] for _, searches in s)
    assert timing.failures == []


async def test_a_conversation_has_one_sender_and_keeps_its_order(rasa):
    await run(rasa, 2, 0)
    first = [text for sender, text in rasa.heard if sender == "t-0"]
    assert first == [text for text, _ in SCRIPTS[0]]


async def test_each_conversation_waits_for_its_answer_and_all_run_at_once(rasa):
    rasa.delay_s = 0.02
    timing = await run(rasa, 4, 0)
    assert rasa.most_at_once == 4
    assert min(timing.all_ms) >= 20
    assert timing.per_second == pytest.approx(len(timing.all_ms) / timing.seconds)


async def test_an_empty_reply_is_a_failure_and_no_fast_answer(rasa):
    rasa.silent_about = SCRIPTS[0][1][0]
    timing = await run(rasa, 1, 0)
    assert len(timing.failures) == 1 and rasa.silent_about in timing.failures[0]
    assert len(timing.all_ms) == len(SCRIPTS[0]) - 1


async def test_a_server_that_is_away_fails_every_message():
    timing = await talk("http://127.0.0.1:9", 1, 0, "t")
    assert len(timing.failures) == len(SCRIPTS[0]) and timing.all_ms == []


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([7.0], 0.95, 7.0),
        ([3.0, 1.0, 2.0, 4.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.95, 95.0),
        ([float(n) for n in range(1, 21)], 0.95, 19.0),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
async def test_a_percentile_is_the_value_that_so_many_do_not_exceed(values, share, expected):
    assert percentile(values, share) == expected
