"""A stand-in for Rasa's REST channel: says what a test wants, notes what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

Answer = Callable[[dict], object]  # a list is sent as JSON, a Response as it is


def echo(body: dict) -> list[dict]:
    said = body.get("message", body.get("payload"))
    return [{"recipient_id": body["sender"], "text": f"đáp: {said}"}]


@dataclass
class RasaDouble:
    answer: Answer = echo
    delay_s: float = 0.0
    has_actions: bool = True  # else its action server is away
    index: dict | None = None  # what its action server tells of the index
    tear: int = 0  # break the connection of this many next questions, as a killed Rasa does
    asked: list[dict] = field(default_factory=list)
    at_once: int = 0  # most questions in work at the same time
    port: int = 0
    _working: int = 0
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        application = web.Application()
        application.router.add_get("/webhooks/vneid/", self._ready)
        application.router.add_post("/webhooks/vneid/webhook", self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[str]:
        return [body.get("message", body.get("payload")) for body in self.asked]

    async def _ready(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {"ready": self.has_actions, "index": self.index},
            status=200 if self.has_actions else 503,
        )

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self._working += 1
        self.at_once = max(self.at_once, self._working)
        try:
            await asyncio.sleep(self.delay_s)
            if self.tear:
                self.tear -= 1
                request.transport.abort()
            answer = self.answer(body) if self.has_actions else web.Response(status=503)
        finally:
            self._working -= 1
        return answer if isinstance(answer, web.Response) else web.json_response(answer)
