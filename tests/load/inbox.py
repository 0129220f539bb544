"""Waits until the connector has done with an update, by its store."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from tests.telegram_server.state import State

_LOOK_EVERY_S = 0.02


class Inbox:
    """`async with Inbox(state, path) as inbox: await inbox.done(update_id)`.

    Done: Telegram need not keep the update any more, and nothing of it is left to send.
    """

    def __init__(self, state: State, database: Path) -> None:
        self._state = state
        self._path = database
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Inbox:
        self._database = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        self._looking = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._looking.cancel()
        self._database.close()

    async def done(self, update_id: int, within_s: float = 60.0) -> bool:
        """Wait; False when it takes longer than `within_s`."""
        future = asyncio.get_running_loop().create_future()
        self._waiting[update_id] = future
        try:
            await asyncio.wait_for(future, within_s)
        except asyncio.TimeoutError:
            return False
        finally:
            del self._waiting[update_id]
        return True

    async def empty(self, within_s: float) -> bool:
        """Wait until every update is done."""
        end = asyncio.get_running_loop().time() + within_s
        while self._state.updates or self.unfinished():
            if asyncio.get_running_loop().time() > end:
                return False
            await asyncio.sleep(0.2)
        return True

    def unfinished(self) -> set[int]:
        """Return the updates that were accepted and are not done."""
        query = "SELECT update_id FROM inbox WHERE state != 'done'"
        return {row[0] for row in self._database.execute(query)}

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            # First what Telegram still keeps: it is forgotten only when the store has it.
            candidates = [key for key in self._waiting if key not in self._state.updates]
            if not candidates:
                continue
            unfinished = self.unfinished()
            for key in candidates:
                future = self._waiting.get(key)
                if key not in unfinished and future is not None and not future.done():
                    future.set_result(None)
