"""Webhook mode, behind TLS termination: one secret path, one method, small bodies."""

from __future__ import annotations

import hmac
import json
import logging
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import WebhookSettings
from bot.telegram.door import Door
from bot.telegram.logs import log
from bot.telegram.metrics import Metrics

MAX_BYTES = 1_000_000  # Telegram's updates stay far below
HOLD_S = 0.15  # Telegram calls in parallel; see Worker
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_log = logging.getLogger(__name__)


class WebhookServer:
    def __init__(self, settings: WebhookSettings, door: Door, metrics: Metrics) -> None:
        self._settings = settings
        self._door = door
        self._metrics = metrics
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        application = web.Application(client_max_size=MAX_BYTES)
        path = urlsplit(self._settings.url).path or "/"
        application.router.add_post(path, self._take)
        # Telegram compresses nothing; a small body must not grow to gigabytes before it is refused.
        self._runner = web.AppRunner(
            application, access_log=None, shutdown_timeout=2.0, auto_decompress=False
        )
        await self._runner.setup()
        listen = self._settings.listen
        await web.TCPSite(self._runner, listen.host, listen.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            self._metrics.failed("forged_webhook")
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return web.Response(status=400)
        try:
            await self._door.accept([raw])
        except SQLAlchemyError:
            log(_log, logging.ERROR, "webhook_not_stored", error=True)
            return web.Response(status=503)  # Telegram sends it again
        return web.Response()
