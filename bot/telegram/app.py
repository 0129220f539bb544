"""Builds the connector from its settings, runs it, stops it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder

from bot.settings import ConnectorSettings, SettingsError
from bot.telegram.commands import set_menus
from bot.telegram.database import Database
from bot.telegram.delivery import Delivery
from bot.telegram.door import Door
from bot.telegram.gateway import is_page
from bot.telegram.handlers import Handlers
from bot.telegram.health import HealthServer
from bot.telegram.identity import load_identity
from bot.telegram.incoming import Masked, Reader
from bot.telegram.limits import Limiter
from bot.telegram.links import OutgoingLinks
from bot.telegram.logs import log
from bot.telegram.maintenance import Maintenance
from bot.telegram.metrics import Metrics
from bot.telegram.polling import KINDS, Polling
from bot.telegram.presses import Presses
from bot.telegram.questions import Questions
from bot.telegram.rasa_client import RasaClient
from bot.telegram.store import Store
from bot.telegram.tables import open_engine
from bot.telegram.webhook import HOLD_S, WebhookServer
from bot.telegram.worker import Worker

_log = logging.getLogger(__name__)
_PURGE_EVERY_S = 3600.0  # or ten times within the time that chats are remembered
_WEBHOOK_CONNECTIONS = 20
_LAST_PAUSE_S = 30.0


class Connector:
    """`await start()`, then it serves in the background until `await stop()`."""

    def __init__(self, settings: ConnectorSettings, mask: Callable[[str], Masked]) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self._mask = mask
        self._lock = _lock(settings.var_dir)
        self._identity = load_identity(settings.var_dir)
        self._store = Store(_engine(settings))
        self._db = Database(self.metrics)
        self._application = _application(settings)
        self._rasa = RasaClient(settings.rasa_url, settings.parallel, settings.rasa_timeout_s)
        self._polling: Polling | None = None
        self._webhook: WebhookServer | None = None
        self._worker: Worker | None = None
        self._tasks: list[asyncio.Task[None]] = []
        checks = {
            "rasa": self._rasa.answers,
            "actions": self._rasa.has_actions,
            "telegram": self._hears,
            "store": self._stores,
        }
        self._health = HealthServer(settings.metrics, self.metrics, checks, self._look_at_index)

    async def start(self) -> None:
        """Return when updates are being received.

        Raises:
            SettingsError: Telegram does not know the token.
        """
        await self._health.start()
        await self._meet_telegram()
        bot, shared = self._application.bot, (self._identity, self._store, self._db)
        links = OutgoingLinks(self.settings.knowledge_dir, self.metrics)
        delivery = Delivery(bot, self._store, self._db, self.metrics, links)
        questions = Questions(
            self._rasa, self.settings.rasa_wait_s, bot, delivery, *shared, self.metrics
        )
        presses = Presses(bot, questions, *shared)
        maintenance = Maintenance(self.settings.var_dir)
        handlers = Handlers(bot, questions, presses, *shared, maintenance)
        hold_s = HOLD_S if self.settings.webhook else 0.0
        self._worker = Worker(handlers, delivery, *shared, self.metrics, hold_s)
        door = Door(
            Reader(bot.username, bot.id, self._mask),
            Limiter(self.settings.messages_per_minute),
            *shared,
            self._worker,
            self.metrics,
        )
        await door.take_up(questions)
        await self._receive(bot, door)
        self._in_background(lambda: _insist("menus_not_set", lambda: set_menus(bot)))
        self._in_background(self._purge)
        log(_log, logging.INFO, "started", webhook=self.settings.webhook is not None)

    async def stop(self) -> None:
        """Take no more updates, answer the accepted ones, close everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._webhook is not None:
            await self._webhook.stop()
        if self._worker is not None:
            done = await self._worker.drain(self.settings.stop_s)
            log(_log, logging.INFO, "stopped", all_answered=done)
        await self._health.stop()
        await self._rasa.close()
        with contextlib.suppress(TelegramError, RuntimeError):
            await self._application.shutdown()
        self._db.close()
        self._store.close()
        os.close(self._lock)

    async def _meet_telegram(self) -> None:
        """Learn the bot's own name."""
        try:
            await _insist("telegram_away", self._application.initialize)
        except InvalidToken as error:
            raise SettingsError(
                ["TELEGRAM_TOKEN: Telegram không nhận mã này. Xin lại mã ở @BotFather."]
            ) from error

    async def _receive(self, bot: Bot, door: Door) -> None:
        webhook = self.settings.webhook
        if webhook is None:
            await _insist("telegram_away", bot.delete_webhook)
            slack_s = self.settings.telegram_timeout_s
            self._polling = Polling(bot, door, self.metrics, self.settings.poll_s, slack_s)
            self._in_background(self._polling.run)
            return
        self._webhook = WebhookServer(webhook, door, self.metrics)
        await self._webhook.start()
        await _insist(
            "telegram_away",
            lambda: bot.set_webhook(
                webhook.url,
                secret_token=webhook.secret,
                allowed_updates=KINDS,
                max_connections=_WEBHOOK_CONNECTIONS,
            ),
        )

    def _in_background(self, work: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_go_on(work)))

    async def _purge(self) -> None:
        keep_s = self.settings.keep_days * 86_400.0
        while True:
            await self._db(self._store.purge, keep_s)
            await asyncio.sleep(min(_PURGE_EVERY_S, keep_s / 10))

    async def _look_at_index(self) -> None:
        index = (await self._rasa.state() or {}).get("index") or {}
        built_at, entries = index.get("built_at"), index.get("entries")
        self.metrics.index(None if built_at is None else time.time() - built_at, entries)

    async def _hears(self) -> bool:
        if self._polling is not None:
            return self._polling.is_good
        return self._webhook is not None

    async def _stores(self) -> bool:
        try:
            await self._db.once(self._store.check)
        except SQLAlchemyError:
            return False
        return True


async def run(settings: ConnectorSettings, mask: Callable[[str], Masked]) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        SettingsError: the connector cannot work with these settings.
    """
    connector = Connector(settings, mask)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    starting = asyncio.create_task(connector.start())
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await waiting
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await connector.stop()


async def _insist(event: str, call: Callable[[], Awaitable[object]]) -> None:
    """Call until it works; a token that Telegram refuses is not asked about again."""
    pause_s = 0.5
    while True:
        try:
            await call()
            return
        except TelegramError as error:
            if isinstance(error, InvalidToken) and not is_page(error):
                raise
            log(_log, logging.ERROR, event, error=True, pause_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LAST_PAUSE_S)


async def _go_on(work: Callable[[], Awaitable[None]]) -> None:
    """Run background work; a fault of ours in it is logged and it begins again."""
    while True:
        try:
            await work()
            return
        except Exception:
            log(_log, logging.ERROR, "background_work_failed", error=True)
            await asyncio.sleep(1.0)


def _application(settings: ConnectorSettings) -> Application:
    base_url, timeout_s = settings.base_url, settings.telegram_timeout_s
    builder = (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{base_url}/bot")
        .base_file_url(f"{base_url}/file/bot")
        .rate_limiter(AIORateLimiter(max_retries=3))
        .updater(None)  # bot/telegram/polling.py: nothing is confirmed before it is stored
        .connect_timeout(timeout_s)
        .read_timeout(timeout_s)
        .write_timeout(timeout_s)
        .pool_timeout(60.0)
        .get_updates_connect_timeout(timeout_s)
    )
    if settings.proxy is not None:
        builder = builder.proxy(settings.proxy).get_updates_proxy(settings.proxy)
    return builder.build()


def _engine(settings: ConnectorSettings) -> Engine:
    try:
        return open_engine(settings.database_url)
    except OperationalError:  # full or away; whoever started us tries again
        raise
    except SQLAlchemyError as error:
        raise SettingsError(
            [f"DATABASE_URL: không mở được kho dữ liệu ({type(error).__name__}). Xem lại địa chỉ."]
        ) from error


def _lock(var_dir: Path) -> int:
    """Let one connector work on a folder; the kernel frees it when the process ends."""
    var_dir.mkdir(parents=True, exist_ok=True)
    path = var_dir / "connector.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise SettingsError(
            [f"{path}: một bộ kết nối khác đang chạy với thư mục này. Dừng nó trước."]
        ) from error
    return descriptor
