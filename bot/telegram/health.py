"""/healthz, /readyz and /metrics on a port of their own, for operators only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.settings import Address
from bot.telegram.metrics import Metrics

Check = Callable[[], Awaitable[bool]]


class HealthServer:
    """`checks` are the things this program depends on, by name."""

    def __init__(
        self,
        listen: Address,
        metrics: Metrics,
        checks: Mapping[str, Check],
        before_scrape: Callable[[], Awaitable[None]],
    ) -> None:
        self._listen = listen
        self._metrics = metrics
        self._checks = checks
        self._before_scrape = before_scrape  # brings figures up to date that others know
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        application = web.Application()
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._metrics_text)
        self._runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=1.0, auto_decompress=False
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._listen.host, self._listen.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _readyz(self, _request: web.Request) -> web.Response:
        found = await asyncio.gather(*(check() for check in self._checks.values()))
        missing = [name for name, is_there in zip(self._checks, found) if not is_there]
        body = {"ready": not missing, "missing": missing}
        return web.json_response(body, status=503 if missing else 200)

    async def _metrics_text(self, _request: web.Request) -> web.Response:
        await self._before_scrape()
        return web.Response(body=self._metrics.text(), content_type="text/plain", charset="utf-8")
