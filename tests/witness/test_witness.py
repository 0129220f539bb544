"""The connector against an emulated Telegram that others wrote: npm's telegram-test-api.

tests/telegram_server is our own reading of the Bot API; were it wrong, every other test
would be wrong with it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.language.personal_data import mask
from bot.settings import Address, ConnectorSettings
from bot.telegram.app import Connector
from tests.bot.telegram.ports import free_port
from tests.bot.telegram.rasa_double import RasaDouble

HERE = Path(__file__).parent
TOKEN = "123456789:AAWitnessTokenForTestsOnly_0123456789"
PERSON = {"id": 10_001, "is_bot": False, "first_name": "An"}
CHAT = {"id": 10_001, "type": "private", "first_name": "An"}


class Citizen:
    """Writes and reads through the package's own client routes."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def send(self, text: str) -> None:
        await self._post("/sendMessage", text=text, **self._meta())

    async def press(self, shown: dict, title: str) -> None:
        keyboard = shown["message"]["reply_markup"]["inline_keyboard"]
        (data,) = [b["callback_data"] for row in keyboard for b in row if b["text"] == title]
        message = {**self._meta(), "message_id": shown["messageId"], "text": "…"}
        await self._post("/sendCallback", **self._meta(), message=message, data=data)

    async def next(self, timeout_s: float = 10.0) -> dict:
        """Return the bot's next message; each is given once."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            unread = await self._post("/getUpdates", token=TOKEN, chatId=CHAT["id"])
            if unread["result"]:
                (shown,) = unread["result"]
                return shown
            await asyncio.sleep(0.05)
        raise TimeoutError("the bot said nothing")

    async def keyboard(self, message_id: int) -> list | None:
        """Return the buttons that a message has by now."""
        history = (await self._post("/getUpdatesHistory", token=TOKEN))["result"]
        (found,) = [one for one in history if one["messageId"] == message_id]
        return (found["message"].get("reply_markup") or {}).get("inline_keyboard")

    async def _post(self, path: str, **body: object) -> dict:
        return (await self._client.post(path, json=body)).raise_for_status().json()

    def _meta(self) -> dict:
        return {"botToken": TOKEN, "from": PERSON, "chat": CHAT, "date": int(time.time())}


def sourced(body: dict) -> list[dict]:
    """Say the fee with two buttons under it, or what a button asked for."""
    if "payload" in body:
        return [{"recipient_id": body["sender"], "text": f"bấm: {body['payload']}"}]
    return [
        {
            "recipient_id": body["sender"],
            "text": "**200.000 đồng** một lần.\n\nNguồn: [A & B](https://dichvucong.gov.vn/?x=1&y=2)",
            "buttons": [
                {"title": "Cách làm", "payload": '/show_passage{"passage": "a#howto"}'},
                {"title": "Nơi nộp", "payload": '/show_passage{"passage": "a#where"}'},
            ],
            "custom": {"decision": "answer", "topic": "a"},
        }
    ]


def give_up(reason: str) -> None:
    """CI must not pass without this test; somebody without Node.js may."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def installed() -> None:
    """Install what package-lock.json names, once a lock file."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        give_up("Node.js (node, npm) is not installed: the witness server cannot run")
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = HERE / "node_modules" / ".lock-sha256"
    if mark.exists() and mark.read_text(encoding="utf-8") == lock:
        return
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        give_up(f"npm ci failed in {HERE}: {done.stderr.strip()[-500:]}")
    mark.write_text(lock, encoding="utf-8")


@pytest.fixture(scope="module")
def witness_url(installed: None) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        ["node", "server.js", str(port)], cwd=HERE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "ready\n", "the witness server did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[RasaDouble]:
    double = RasaDouble(answer=sourced)
    await double.start()
    yield double
    await double.stop()


@pytest_asyncio.fixture
async def citizen(witness_url: str, rasa: RasaDouble, tmp_path: Path) -> AsyncIterator[Citizen]:
    settings = ConnectorSettings(
        token=TOKEN,
        base_url=witness_url,
        rasa_url=rasa.url,
        var_dir=tmp_path / "var",
        metrics=Address("127.0.0.1", free_port()),
        poll_s=1,
        stop_s=2.0,
    )
    connector = Connector(settings, mask)
    await connector.start()
    async with httpx.AsyncClient(base_url=witness_url, trust_env=False) as client:
        yield Citizen(client)
    await connector.stop()


@pytest.mark.asyncio
async def test_a_question_and_a_pressed_button_are_answered_on_the_witness_too(citizen, rasa):
    await citizen.send("phí llgtp bao nhiêu")
    answer = await citizen.next()
    assert rasa.messages == ["phí llgtp bao nhiêu"]
    assert answer["message"]["parse_mode"] == "HTML"
    assert answer["message"]["text"] == (
        '<b>200.000 đồng</b> một lần.\n\nNguồn: <a href="https://dichvucong.gov.vn/?x=1&amp;y=2">A &amp; B</a>'
    )
    await citizen.press(answer, "Nơi nộp")
    payload = '/show_passage{"passage": "a#where"}'
    assert (await citizen.next())["message"]["text"] == f"bấm: {payload}"
    assert rasa.messages[1:] == [payload]
    left = [b["text"] for row in await citizen.keyboard(answer["messageId"]) for b in row]
    assert "Cách làm" in left
    assert "Nơi nộp" not in left
