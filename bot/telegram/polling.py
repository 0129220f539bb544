"""Long polling. The next getUpdates confirms the last ones, so they are stored before it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import warnings
from collections.abc import Coroutine

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.telegram.door import Door
from bot.telegram.logs import log
from bot.telegram.metrics import Metrics

# The kinds that have an answer; Telegram does not send the others.
KINDS = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
KINDS += ["pre_checkout_query", "shipping_query"]

_log = logging.getLogger(__name__)
_FIRST_PAUSE_S = 0.5
_LAST_PAUSE_S = 15.0
_FLOOD_PAUSE_S = 0.1  # lets a flood come in few large batches, not one call a message
# Bot.get_updates parses the whole batch, so one update it cannot read would block all behind it.
warnings.filterwarnings("ignore", "Please use 'Bot.get", PTBUserWarning)


class Polling:
    def __init__(self, bot: Bot, door: Door, metrics: Metrics, poll_s: int, slack_s: float) -> None:
        self._bot = bot
        self._door = door
        self._metrics = metrics
        self._poll_s = poll_s
        self._slack_s = slack_s
        self._offset: int | None = None
        self._good_at: float | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether Telegram answered lately."""
        allowed_s = self._poll_s + 2 * self._slack_s
        return self._good_at is not None and time.monotonic() - self._good_at < allowed_s

    async def run(self) -> None:
        """Poll until cancelled."""
        pause_s = _FIRST_PAUSE_S
        self._good_at = time.monotonic()  # it answered when the webhook was taken away
        while True:
            try:
                raws = await self._get()
                self._good_at = time.monotonic()
                if raws:
                    is_flood = await _to_the_end(self._door.accept(raws))
                    self._offset = max(raw["update_id"] for raw in raws) + 1
                    if is_flood:
                        await asyncio.sleep(_FLOOD_PAUSE_S)
                pause_s = _FIRST_PAUSE_S
            except (TelegramError, SQLAlchemyError) as error:
                self._metrics.failed("conflict" if isinstance(error, Conflict) else "poll")
                event = "another_connector_is_polling" if isinstance(error, Conflict) else "no_poll"
                log(_log, logging.ERROR, event, error=True, pause_s=pause_s)
                if isinstance(error, Conflict) and "webhook" in str(error).lower():
                    await self._take_webhook_away()
                if isinstance(error, RetryAfter):
                    pause_s = max(pause_s, error._retry_after.total_seconds())
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _LAST_PAUSE_S)

    async def _get(self) -> list[dict]:
        wanted = {"timeout": self._poll_s, "limit": 100, "allowed_updates": KINDS}
        if self._offset is not None:
            wanted["offset"] = self._offset
        result = await self._bot.do_api_request(
            "getUpdates", api_kwargs=wanted, read_timeout=self._poll_s + self._slack_s
        )
        if not isinstance(result, list):
            raise TelegramError("getUpdates gave no list")
        return [
            raw for raw in result if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
        ]

    async def _take_webhook_away(self) -> None:
        """Somebody set one with our token; until it is gone, Telegram gives us nothing."""
        with contextlib.suppress(TelegramError):
            await self._bot.delete_webhook()


async def _to_the_end(work: Coroutine[None, None, bool]) -> bool:
    """Finish `work` even when cancelled: what is in the store must be in the queue as well."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
