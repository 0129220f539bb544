"""Accepted updates -> answers: one at a time in a chat, chats side by side."""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from dataclasses import dataclass, field

from bot.telegram import phrases
from bot.telegram.database import Database
from bot.telegram.delivery import Delivery
from bot.telegram.handlers import Handlers
from bot.telegram.identity import Identity
from bot.telegram.incoming import Incoming
from bot.telegram.logs import log
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import pack
from bot.telegram.outcome import Outcome, say
from bot.telegram.store import OutboxRow, Store

_log = logging.getLogger(__name__)
MAX_TRIES = 5  # also over restarts, so that one update cannot kill the program for ever
_PAUSE_S = 1.0


@dataclass(order=True)
class Job:
    """Jobs of a chat run in the order of update_id, whatever order they came in."""

    update_id: int
    incoming: Incoming = field(compare=False)
    answered: bool = field(default=False, compare=False)
    arrived: float = field(default_factory=time.monotonic, compare=False)


class Worker:
    def __init__(
        self,
        handlers: Handlers,
        delivery: Delivery,
        identity: Identity,
        store: Store,
        db: Database,
        metrics: Metrics,
        hold_s: float = 0.0,
    ) -> None:
        self._handlers = handlers
        self._delivery = delivery
        self._identity = identity
        self._store = store
        self._db = db
        self._metrics = metrics
        self._hold_s = hold_s  # webhook calls may overtake each other by this much
        self._lanes: dict[object, list[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, job: Job) -> None:
        """Queue a job that is in the store."""
        incoming = job.incoming
        lane = incoming.update_id if incoming.chat_id is None else ("chat", incoming.chat_id)
        self._metrics.queue.inc()
        waiting = self._lanes.get(lane)
        if waiting is not None:
            heapq.heappush(waiting, job)
            return
        self._lanes[lane] = [job]
        task = asyncio.create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, wait_s: float) -> bool:
        """Finish what is queued, for at most `wait_s`; the rest waits in the store."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=wait_s)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return not left

    async def _run(self, lane: object) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting:
                if self._hold_s:
                    await asyncio.sleep(self._hold_s)
                job = heapq.heappop(waiting)
                try:
                    await self._do(job)
                finally:
                    self._metrics.queue.dec()
        finally:
            del self._lanes[lane]

    async def _do(self, job: Job) -> None:
        self._metrics.took("queue", time.monotonic() - job.arrived)
        while True:
            try:
                rows = await self._rows(job)
                await self._delivery.deliver(rows)
                await self._db(self._store.finish, job.update_id)
            except Exception:  # a fault of ours; the citizen still gets a sentence
                self._metrics.failed("internal")
                log(_log, logging.ERROR, "update_failed", error=True, update_id=job.update_id)
                await asyncio.sleep(_PAUSE_S)
                continue
            self._metrics.took("whole", time.monotonic() - job.arrived)
            return

    async def _rows(self, job: Job) -> list[OutboxRow]:
        """Return what is to be sent, deciding about it first unless that was done."""
        update_id, incoming = job.update_id, job.incoming
        if job.answered:
            return await self._db(self._store.outgoing, update_id)
        tries = await self._db(self._store.begin, update_id)
        if tries > MAX_TRIES:
            outcome = say(phrases.FAILED, decision="failed")
        else:
            outcome = await self._handlers.handle(incoming)
        rows = await self._keep(incoming, outcome)
        if outcome.decision == "erased":
            await self._db(self._store.scrub)
        job.answered = True
        self._metrics.answered(outcome.decision)
        log(
            _log,
            logging.INFO,
            "answered",
            update_id=update_id,
            kind=incoming.kind,
            decision=outcome.decision,
            messages=len(outcome.messages),
            seconds=round(time.monotonic() - job.arrived, 3),
        )
        return rows

    async def _keep(self, incoming: Incoming, outcome: Outcome) -> list[OutboxRow]:
        """Put the answer into the store in one transaction."""
        if incoming.chat_id is None:
            return await self._db(self._store.answer, incoming.update_id, None, [], outcome.effects)
        chat_key = self._identity.chat(incoming.chat_id)
        parcels, buttons = pack(outcome.messages, incoming, chat_key, self._store.clock())
        return await self._db(
            self._store.answer,
            incoming.update_id,
            (chat_key, incoming.chat_id),
            [parcel.to_json() for parcel in (*outcome.first, *parcels)],
            [*outcome.effects, *buttons],
        )
