"""The store, called from the event loop: one thread, and patience with a full disk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from bot.telegram.logs import log
from bot.telegram.metrics import Metrics

_log = logging.getLogger(__name__)
_FIRST_PAUSE_S = 0.1
_LAST_PAUSE_S = 10.0
T = TypeVar("T")


class Database:
    """`await db(store.finish, 7)`. One thread keeps SQLite's writers from waiting on a lock."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def __call__(self, function: Callable[..., T], *args: object) -> T:
        """Run `function`; while the store is locked, full or away, try again."""
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                return await self.once(function, *args)
            except OperationalError:
                log(_log, logging.ERROR, "store_unusable", error=True, pause_s=pause_s)
                await asyncio.sleep(pause_s)
                pause_s = min(2 * pause_s, _LAST_PAUSE_S)

    async def once(self, function: Callable[..., T], *args: object) -> T:
        """Run `function` one time.

        Raises:
            SQLAlchemyError: the store cannot be used now.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)
        except OperationalError:
            self._metrics.failed("store")
            raise

    def close(self) -> None:
        self._thread.shutdown(wait=True)
