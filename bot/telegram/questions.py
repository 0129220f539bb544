"""Ask Rasa on a citizen's behalf: typing action, patience while it loads, one notice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram import phrases
from bot.telegram.database import Database
from bot.telegram.delivery import Delivery
from bot.telegram.identity import Identity
from bot.telegram.incoming import Incoming
from bot.telegram.logs import log
from bot.telegram.messages import Reply
from bot.telegram.metrics import Metrics
from bot.telegram.rasa_client import RasaClient, RasaDown, RasaFailed
from bot.telegram.store import Store

_log = logging.getLogger(__name__)
_TYPING_AFTER_S = 0.5  # most answers are there sooner
_TYPING_EVERY_S = 4.0  # Telegram shows it for 5 s


class Questions:
    def __init__(
        self,
        rasa: RasaClient,
        wait_s: float,
        bot: Bot,
        delivery: Delivery,
        identity: Identity,
        store: Store,
        db: Database,
        metrics: Metrics,
    ) -> None:
        self._rasa = rasa
        self._wait_s = wait_s
        self._bot = bot
        self._delivery = delivery
        self._identity = identity
        self._store = store
        self._db = db
        self._metrics = metrics
        self._told: set[int] = set()  # chats that know that Rasa is starting

    def told_before_restart(self, chat_id: int) -> None:
        self._told.add(chat_id)

    async def ask(
        self, incoming: Incoming, message: str | None = None, payload: str | None = None
    ) -> list[Reply]:
        """Return Rasa's replies; [] if it does not answer within the set time."""
        began = time.monotonic()
        async with self._typing(incoming):
            try:
                return await self._ask(incoming, message, payload, began)
            except RasaFailed:
                self._metrics.failed("rasa")
                log(_log, logging.ERROR, "rasa_gave_no_reply", update_id=incoming.update_id)
                return []
            finally:
                self._metrics.took("rasa", time.monotonic() - began)

    async def _ask(
        self, incoming: Incoming, message: str | None, payload: str | None, began: float
    ) -> list[Reply]:
        sender = self._identity.chat(incoming.chat_id)
        while True:
            try:
                replies = await self._rasa.ask(sender, incoming.update_id, message, payload)
            except RasaDown:
                self._metrics.failed("rasa_down")
                await self._tell_to_wait(incoming)
                left_s = began + self._wait_s - time.monotonic()
                if left_s <= 0 or not await self._rasa.wait_until_up(left_s):
                    raise RasaFailed from None
                await asyncio.sleep(0.2)  # it may say ready and drop the question
            else:
                self._told.discard(incoming.chat_id)
                return replies

    async def _tell_to_wait(self, incoming: Incoming) -> None:
        if incoming.chat_id in self._told:
            return
        self._told.add(incoming.chat_id)
        await self._db(self._store.told_to_wait, incoming.update_id)
        await self._delivery.say(incoming.chat_id, phrases.STARTING, incoming.thread_id)

    @contextlib.asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        task = asyncio.create_task(self._type(incoming))
        try:
            yield
        finally:
            task.cancel()

    async def _type(self, incoming: Incoming) -> None:
        await asyncio.sleep(_TYPING_AFTER_S)
        while True:
            with contextlib.suppress(TelegramError):
                await self._bot.send_chat_action(
                    incoming.chat_id, ChatAction.TYPING, message_thread_id=incoming.thread_id
                )
            await asyncio.sleep(_TYPING_EVERY_S)
