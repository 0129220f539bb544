"""The whole assistant as an operator starts it, between the emulated Telegram and models/."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import sys
import time
from pathlib import Path

import httpx

from tests.bot.telegram.ports import free_port
from tests.telegram_server import TelegramServer
from tests.telegram_server.people import Chat, Shown

ROOT = Path(__file__).resolve().parents[2]
LOADING_S = 120.0  # 20 to 40 on two idle cores
HOWTO = "làm lý lịch tư pháp trên VNeID thế nào?"
CLOCK = Path(__file__).parent / "clock"
PROGRAMS = ("telegram", "actions", "rasa")
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/20\d\d\b")


class Stack:
    """`python -m bot run` with its log in a file.

    early: somebody who asked HOWTO at the first start, before Rasa had loaded.
    """

    def __init__(self, telegram: TelegramServer, folder: Path) -> None:
        self.telegram = telegram
        self.var = folder / "var"
        self.log = folder / "run.log"
        self.clock = folder / "clock"
        self.ports = {name: free_port() for name in ("RASA_PORT", "ACTION_PORT", "METRICS")}
        self.process: asyncio.subprocess.Process | None = None
        self.early: Chat | None = None
        self._given_up = False

    def person(self, name: str = "An") -> Chat:
        """Return the private chat of somebody new."""
        return self.telegram.person(name)

    async def start(self) -> None:
        """Return when the connector polls; the rest may still be loading."""
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
            "CLOCK_FILE": str(self.clock),
            "PYTHONPATH": os.pathsep.join((str(CLOCK), os.environ.get("PYTHONPATH", ""))),
            # A developer's own .env must not reach the test.
            **dict.fromkeys(("TELEGRAM_PROXY", "TELEGRAM_WEBHOOK_URL", "DATABASE_URL"), ""),
        }
        polls = len(self.telegram.called("getUpdates"))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
            )
        while len(self.telegram.called("getUpdates")) == polls:
            assert self.is_running, self.written()[-3000:]
            await asyncio.sleep(0.1)
        if self.early is None:
            self.early = self.person("Bình")
            self.early.send(HOWTO)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def pid(self, program: str) -> int:
        """Return the newest process of a program, as the supervisor's log tells it."""
        return int(re.findall(rf"{program}: chạy \(pid (\d+)\)", self.written())[-1])

    def send_signal(self, program: str, number: signal.Signals) -> None:
        os.kill(self.pid(program), number)

    def set_clock(self, ahead_s: float) -> None:
        """Let the wall clock of every program run `ahead_s` seconds ahead (or behind) from now."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(ahead_s), encoding="ascii")
        new.replace(self.clock)

    def pids(self) -> list[int]:
        return [int(pid) for pid in re.findall(r"chạy \(pid (\d+)\)", self.written())]

    def written(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    async def up(self) -> None:
        """Start it again if it was stopped, and wait until everything answers."""
        if not self.is_running:
            await self.start()
        await self.until_ready()

    async def until_ready(self, timeout_s: float = LOADING_S) -> None:
        """Wait for /readyz, which asks Telegram, the store, Rasa and its actions."""
        assert not self._given_up, "it did not become ready for an earlier test"
        self._given_up = True
        end = time.monotonic() + timeout_s
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.monotonic() < end:
                if await self._is_ready(client):
                    self._given_up = False
                    return
                assert self.is_running, self.written()[-3000:]
                await asyncio.sleep(0.3)
        raise TimeoutError(self.written()[-3000:])

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        url = f"http://127.0.0.1:{self.ports['METRICS']}/readyz"
        try:
            return (await client.get(url, timeout=5.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def stop(self) -> int:
        """SIGTERM; return the exit status, or kill and fail after 30 s."""
        if self.is_running:
            self.process.terminate()
        try:
            return await asyncio.wait_for(self.process.wait(), 30)
        except asyncio.TimeoutError:
            for pid in [*map(self.pid, PROGRAMS), self.process.pid]:
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
    stat = Path(f"/proc/{pid}/stat")  # a dead one that nobody waited for is listed as Z
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


async def ask(chat: Chat, text: str, timeout_s: float = 20.0) -> Shown:
    """Send a text and return the bot's next message."""
    chat.send(text)
    return await chat.next(timeout_s)


def is_sourced(shown: Shown) -> bool:
    """Tell whether a text names a source and the day on which it was last reviewed."""
    _, found, sources = shown.text.rpartition("Nguồn: ")
    return bool(found) and bool(_DATE.search(sources.rpartition("cập nhật")[2]))
