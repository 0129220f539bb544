"""Raw updates come in: known ones are dropped, the rest is reduced, masked and stored."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping

from bot.telegram.database import Database
from bot.telegram.identity import Identity
from bot.telegram.incoming import Incoming, Reader, is_id
from bot.telegram.limits import Limiter
from bot.telegram.logs import log
from bot.telegram.metrics import Metrics
from bot.telegram.questions import Questions
from bot.telegram.store import InboxRow, Store
from bot.telegram.worker import Job, Worker

_log = logging.getLogger(__name__)
_NOT_COUNTED = ("ignored", "inline", "joined", "left", "migrated")
_REMEMBERED_ALBUMS = 1_000


class Door:
    def __init__(
        self,
        reader: Reader,
        limiter: Limiter,
        identity: Identity,
        store: Store,
        db: Database,
        worker: Worker,
        metrics: Metrics,
    ) -> None:
        self._reader = reader
        self._limiter = limiter
        self._identity = identity
        self._store = store
        self._db = db
        self._worker = worker
        self._metrics = metrics
        self._albums: OrderedDict[str, None] = OrderedDict()
        self._judged: dict[int, Incoming] = {}  # not in the store yet: it was full or away
        self._lock = asyncio.Lock()

    async def accept(self, raws: list[Mapping[str, object]]) -> bool:
        """Return when every update is in the store; only then may Telegram forget them.

        Tells whether some were dropped because a person sends too many.

        Raises:
            SQLAlchemyError: the store cannot be used; Telegram must send them again.
        """
        raws = [raw for raw in raws if is_id(_id(raw))]
        async with self._lock:
            known = await self._db.once(self._store.known, [_id(raw) for raw in raws])
            fresh = {_id(raw): raw for raw in raws if _id(raw) not in known}
            unread = [raw for key, raw in fresh.items() if key not in self._judged]
            # Masking takes milliseconds a message; meanwhile others are served.
            for incoming in await asyncio.to_thread(self._read, unread):
                # Once, however often it is sent again: a try that fails is no message more.
                self._judged[incoming.update_id] = incoming
            incomings = {key: self._judged[key] for key in fresh if key in self._judged}
            # What is dropped leaves no trace, else a flood would fill the disk.
            rows = [self._row(i) for i in incomings.values() if i.why != "limited"]
            accepted = await self._db.once(self._store.accept, rows) if rows else set()
            for key in incomings:
                del self._judged[key]
        for update_id, incoming in sorted(incomings.items()):
            if update_id not in accepted and incoming.why != "limited":
                continue
            self._metrics.received(incoming.why or incoming.kind)
            if incoming.kind != "ignored":
                self._worker.put(Job(update_id, incoming))
        return any(incoming.why == "limited" for incoming in incomings.values())

    async def take_up(self, questions: Questions) -> None:
        """Queue what an earlier run accepted and did not finish."""
        rows = await self._db(self._store.unfinished)
        for row in rows:
            incoming = Incoming.from_json(row.body)
            if row.told_to_wait:
                questions.told_before_restart(incoming.chat_id)
            self._worker.put(Job(row.update_id, incoming, row.state == "answered"))
        if rows:
            log(_log, logging.INFO, "taken_up", updates=len(rows))

    def _read(self, raws: list[Mapping[str, object]]) -> list[Incoming]:
        incomings = []
        for raw in raws:
            try:
                incomings.append(self._reader.read(raw, self._judge))
            except ValueError:
                log(_log, logging.ERROR, "update_without_id")
        return incomings

    def _judge(self, incoming: Incoming) -> Incoming:
        """Drop what is over a person's limit, and all but the first picture of an album."""
        if incoming.kind in _NOT_COUNTED:
            return incoming
        if incoming.album is not None:
            if incoming.album in self._albums:
                return Incoming(incoming.update_id, "ignored", "album")
            self._albums[incoming.album] = None
            if len(self._albums) > _REMEMBERED_ALBUMS:
                self._albums.popitem(last=False)
        verdict = self._limiter.check(self._identity.person(incoming.person_id))
        if verdict == "ok":
            return incoming
        if verdict == "drop" or incoming.chat_id is None:
            return Incoming(incoming.update_id, "ignored", "limited")
        return Incoming(
            incoming.update_id,
            "limited",
            chat_id=incoming.chat_id,
            private=incoming.private,
            message_id=incoming.message_id,
            thread_id=incoming.thread_id,
        )

    def _row(self, incoming: Incoming) -> InboxRow:
        if incoming.kind == "ignored":
            return InboxRow(incoming.update_id, None, None)
        key = None if incoming.chat_id is None else self._identity.chat(incoming.chat_id)
        return InboxRow(incoming.update_id, key, incoming.to_json())


def _id(raw: Mapping[str, object]) -> object:
    return raw.get("update_id")
