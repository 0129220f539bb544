"""A citizen, Telegram's API, the connector, Rasa, the actions, the index: all of it, over HTTP.

`python -m bot run` as an operator starts it, between the emulated Telegram and the models in
models/. It is started once, so the tests build on each other's processes (never on each
other's chats) and run in the order they stand here.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.telegram import phrases
from tests.bot.telegram.ports import free_port
from tests.telegram_server import TelegramServer
from tests.telegram_server.people import Chat, Shown

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="module")]
ROOT = Path(__file__).resolve().parents[2]
LOADING_S = 120.0  # 20 to 40 on two idle cores
DATE = re.compile(r"\b\d{1,2}/\d{1,2}/20\d\d\b")
HOWTO = "làm lý lịch tư pháp trên VNeID thế nào?"
PROGRAMS = ("telegram", "actions", "rasa")


class Stack:
    """`python -m bot run` with its log in a file."""

    def __init__(self, telegram: TelegramServer, folder: Path) -> None:
        self.telegram = telegram
        self.var = folder / "var"
        self.log = folder / "run.log"
        self.ports = {name: free_port() for name in ("RASA_PORT", "ACTION_PORT", "METRICS")}
        self.process: asyncio.subprocess.Process | None = None
        self._given_up = False

    async def start(self) -> None:
        for file in ("rasa/tro-ly.tar.gz", "index/current", "ranker/weights.json"):
            assert (ROOT / "models" / file).exists(), f"models/{file} is missing. Run: make setup"
        environment = {
            **os.environ,
            "TELEGRAM_TOKEN": self.telegram.token,
            "TELEGRAM_BASE_URL": self.telegram.url,
            "RASA_PORT": str(self.ports["RASA_PORT"]),
            "ACTION_PORT": str(self.ports["ACTION_PORT"]),
            "METRICS_LISTEN": f"127.0.0.1:{self.ports['METRICS']}",
            "VAR_DIR": str(self.var),
            # A developer's own .env must not reach the test.
            **dict.fromkeys(("TELEGRAM_PROXY", "TELEGRAM_WEBHOOK_URL", "DATABASE_URL"), ""),
        }
        with self.log.open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
            )

    def pid(self, program: str) -> int:
        """Return the newest process of a program, as the supervisor's log tells it."""
        return int(re.findall(rf"{program}: chạy \(pid (\d+)\)", self.written())[-1])

    def pids(self) -> list[int]:
        return [int(pid) for pid in re.findall(r"chạy \(pid (\d+)\)", self.written())]

    def written(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    async def until_ready(self, timeout_s: float = LOADING_S) -> None:
        """Wait for /readyz, which asks Telegram, the store, Rasa and its actions."""
        assert not self._given_up, "it did not become ready for an earlier test"
        self._given_up = True
        end = time.monotonic() + timeout_s
        url = f"http://127.0.0.1:{self.ports['METRICS']}/readyz"
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.monotonic() < end:
                try:
                    if (await client.get(url, timeout=5.0)).status_code == 200:
                        self._given_up = False
                        return
                except httpx.HTTPError:
                    pass
                assert self.process.returncode is None, self.written()[-3000:]
                await asyncio.sleep(0.3)
        raise TimeoutError(self.written()[-3000:])

    async def stop(self) -> int:
        """SIGTERM; return the exit status, or kill and fail after 30 s."""
        if self.process.returncode is None:
            self.process.terminate()
        try:
            return await asyncio.wait_for(self.process.wait(), 30)
        except asyncio.TimeoutError:
            for pid in [*self.pids(), self.process.pid]:
                if is_alive(pid):
                    os.kill(pid, signal.SIGKILL)
            raise

    def events(self) -> dict[str, int]:
        """Return how many events Rasa keeps of each conversation."""
        with sqlite3.connect(f"file:{self.var / 'tracker.db'}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT sender_id, count(*) FROM events GROUP BY sender_id")
            return dict(rows.fetchall())


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The connector runs, the rest may still be loading."""
    telegram = TelegramServer()
    await telegram.start()
    stack = Stack(telegram, tmp_path_factory.mktemp("e2e"))
    await stack.start()
    try:
        while not telegram.called("getUpdates"):
            assert stack.process.returncode is None, stack.written()[-3000:]
            await asyncio.sleep(0.1)
        yield stack
        await stack.stop()
    finally:
        await telegram.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def an(stack: Stack) -> Chat:
    """Somebody new, whose questions are answered at once."""
    if stack.process.returncode is None:
        await stack.until_ready()
    return stack.telegram.person("An")


async def ask(chat: Chat, text: str, timeout_s: float = 20.0) -> Shown:
    chat.send(text)
    return await chat.next(timeout_s)


def is_sourced(shown: Shown) -> bool:
    """Tell whether a text names a source and the day on which it was last reviewed."""
    _, found, sources = shown.text.rpartition("Nguồn: ")
    return bool(found) and bool(DATE.search(sources.rpartition("cập nhật")[2]))


async def test_a_question_asked_while_rasa_loads_gets_a_notice_and_then_its_answer(stack):
    chat = stack.telegram.person("Bình")
    notice = await ask(chat, HOWTO)
    assert notice.text == phrases.STARTING
    answer = await chat.next(LOADING_S)
    assert "VNeID" in answer.text
    assert is_sourced(answer)
    await chat.nothing()


async def test_start_says_what_it_is_and_that_it_is_not_official(an):
    greeting = await ask(an, "/start")
    for words in ("trợ lý hỏi đáp về VNeID", "không phải kênh của cơ quan nhà nước", "Riêng tư"):
        assert words in greeting.text


async def test_the_example_question_is_answered_with_and_without_diacritics(an, stack):
    answer = await ask(an, HOWTO)
    assert is_sourced(answer)
    assert "Phiếu lý lịch tư pháp" in answer.text or "lý lịch tư pháp" in answer.text
    other = stack.telegram.person("Cúc")
    assert (await ask(other, "lam ly lich tu phap tren VNeID the nao?")).text == answer.text


async def test_a_follow_up_keeps_the_topic_and_the_figures_stand_as_in_the_page(an):
    fee = await ask(an, "phí llgtp bao nhiêu")
    assert "200.000 đồng" in fee.text
    assert is_sourced(fee)
    duration = await ask(an, "thế bao lâu có?")
    assert "10 ngày" in duration.text
    assert is_sourced(duration)


async def test_a_pressed_button_gives_another_answer_and_is_gone(an):
    first = await ask(an, HOWTO)
    title = first.titles[0]
    an.press(first, title)
    second = await an.next()
    assert is_sourced(second)
    assert second.text != first.text
    left = next(shown for shown in an.shown if shown.message_id == first.message_id)
    assert set(first.titles) - set(left.titles) == {title}


async def test_a_typed_payload_is_text_and_changes_nothing(an):
    assert "200.000 đồng" in (await ask(an, "phí lý lịch tư pháp bao nhiêu")).text
    assert (await ask(an, "/restart")).text == phrases.UNKNOWN_COMMAND
    forged = await ask(an, '／open_topic{"topic": "ho-chieu"}')
    assert "bạn muốn biết gì?" not in forged.text
    assert "10 ngày" in (await ask(an, "thế bao lâu có?")).text


async def test_rasa_is_closed_to_everybody_but_the_connector(an, stack):
    base = f"http://127.0.0.1:{stack.ports['RASA_PORT']}"
    channel = f"{base}/webhooks/vneid/webhook"
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/webhooks/rest/webhook", "/model/parse", "/conversations/x/messages"):
            body = {"sender": "x", "message": "/restart", "text": "/restart"}
            assert (await client.post(base + path, json=body)).status_code == 404, path
        asked = {"sender": "e2e-forger", "message": "phí lý lịch tư pháp bao nhiêu"}
        await client.post(channel, json=asked)
        await client.post(channel, json={**asked, "message": "/restart"})
        replies = (await client.post(channel, json={**asked, "message": "thế bao lâu có?"})).json()
        assert "10 ngày" in replies[0]["text"]
        refused = await client.post(channel, json={"sender": "x", "payload": "/restart"})
        assert refused.status_code == 400
    for port in stack.ports.values():
        with socket.socket() as probe:  # answers only if the program listens on every address
            assert probe.connect_ex(("127.0.0.2", port)) != 0, port


async def test_the_topic_menu_edits_one_message(an):
    menu = await ask(an, "/chude")
    an.press(menu, menu.titles[0])
    group = await edited(an, menu)
    an.press(group, group.titles[0])
    topic = await edited(an, group)
    assert "chọn chủ đề" in group.text
    assert "bạn muốn biết gì?" in topic.text
    assert an.texts == [topic.text]


async def edited(chat: Chat, before: Shown, timeout_s: float = 10.0) -> Shown:
    """Wait until a message is changed and return it as it is then."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        for shown in chat.shown:
            if shown.message_id == before.message_id and shown.edits > before.edits:
                return shown
        await asyncio.sleep(0.05)
    raise TimeoutError(f"not edited: {before.text}")


async def test_erasing_leaves_nothing_of_the_conversation(an, stack):
    before = stack.events()
    await ask(an, "phí lý lịch tư pháp bao nhiêu")
    (mine,) = set(stack.events()) - set(before)
    question = await ask(an, "/xoadulieu")
    an.press(question, phrases.ERASE_YES)
    assert (await edited(an, question)).text.startswith("Đã xóa")
    assert mine not in stack.events()
    assert "10 ngày" not in (await ask(an, "thế bao lâu có?")).text


async def test_numbers_of_citizens_and_what_they_type_stay_out_of_files_and_log(an, stack):
    an.send("số căn cước của tôi 001099012345, phí lý lịch tư pháp bao nhiêu")
    warning, _ = await an.next_many(2)
    assert warning.text == phrases.PERSONAL_DATA
    for path in [stack.log, *stack.var.iterdir()]:
        assert b"001099012345" not in path.read_bytes(), path
    for secret in (stack.telegram.token, "lý lịch tư pháp bao nhiêu", str(an.id)):
        assert secret not in stack.written()


@pytest.mark.parametrize("program", ["actions", "rasa"])
async def test_a_killed_program_comes_back_and_the_question_is_answered(an, stack, program):
    killed = stack.pid(program)
    os.kill(killed, signal.SIGKILL)
    answers = [await ask(an, "phí llgtp bao nhiêu")]
    if answers[0].text == phrases.STARTING:
        answers.append(await an.next(LOADING_S))
    assert "200.000 đồng" in answers[-1].text
    assert re.search(rf"{program}: dừng bất thường \(mã -9\)", stack.written())
    assert stack.pid(program) != killed
    await an.nothing()


async def test_sigterm_ends_every_program_within_half_a_minute(an, stack):
    newest = [stack.pid(program) for program in PROGRAMS]
    assert all(is_alive(pid) for pid in newest)
    assert await stack.stop() == 0
    assert not any(is_alive(pid) for pid in stack.pids())
    for program in PROGRAMS:
        assert f"{program}: đã dừng" in stack.written()
    assert "buộc dừng" not in stack.written()
