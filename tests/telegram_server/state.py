"""What the emulated server knows: updates, messages on screens, calls, faults."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram_server.people import Chat, Shown

KEEP_QUERY_S = 15.0  # a press is answered in time or never


@dataclass
class Call:
    method: str
    parameters: dict
    status: int = 0
    at: float = field(default_factory=time.monotonic)


@dataclass
class Fault:
    """What to do to the next `times` calls of a method.

    `status` 0: hang up without an answer. `after`: do the work first, then fail.
    """

    status: int = 502
    times: int = 1
    delay_s: float = 0.0
    retry_after: int | None = None
    description: str = ""
    body: str | None = None  # an HTML page of some gateway
    after: bool = False


@dataclass
class Webhook:
    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


class State:
    def __init__(self, bot_name: str, bot_id: int) -> None:
        self.me = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Trợ lý thử",
            "username": bot_name,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.updates: dict[int, dict] = {}  # not confirmed yet, by update_id
        self.allowed: list[str] | None = None
        self.messages: dict[tuple[int, int], Shown] = {}
        self.chats: dict[int, dict] = {}
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.queries: dict[str, tuple[float, dict]] = {}
        self.toasts: list[tuple[int, str]] = []
        self.calls: list[Call] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.webhook = Webhook()
        self.commands: dict[str, list[dict]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.polls: list[asyncio.Future] = []
        self._message_ids = itertools.count(1)
        self._update_ids = itertools.count(700_000_001)
        self._query_ids = itertools.count(4_000_000_001)
        self._person_ids = itertools.count(6_800_010_001)  # as large as real ones
        self._changes: set[asyncio.Future] = set()

    def next_message_id(self) -> int:
        return next(self._message_ids)

    def next_query_id(self) -> str:
        return str(next(self._query_ids))

    def person(self, name: str = "An", language: str = "vi") -> Chat:
        key = next(self._person_ids)
        person = {"id": key, "is_bot": False, "first_name": name, "language_code": language}
        chat = {"id": key, "type": "private", "first_name": name}
        self.chats[key] = chat
        return Chat(self, chat, person)

    def group(self, person: Chat, title: str = "Tổ dân phố", kind: str = "supergroup") -> Chat:
        key = -(1_000_000_000_000 + next(self._person_ids))
        chat = {"id": key, "type": kind, "title": title}
        self.chats[key] = chat
        return Chat(self, chat, person.person)

    def push(self, kind: str, content: dict, update_id: int | None = None) -> int:
        """Queue an update for the bot, unless it asked not to get this kind."""
        update_id = next(self._update_ids) if update_id is None else update_id
        if kind == "callback_query":
            self.queries[content["id"]] = (time.monotonic(), content)
        if self.allowed is None or kind in self.allowed:
            self.updates[update_id] = {"update_id": update_id, kind: content}
        self.changed()
        return update_id

    def force(self, update: dict) -> None:
        """Queue an update of any shape, asked for or not."""
        self.updates[update["update_id"]] = update
        self.changed()

    def next_update_id(self) -> int:
        return next(self._update_ids)

    def changed(self) -> None:
        for future in self._changes:
            if not future.done():
                future.set_result(None)
        self._changes.clear()

    def next_change(self) -> asyncio.Future:
        """Return what is done at the next change; ask before looking, and none is missed."""
        future = asyncio.get_running_loop().create_future()
        self._changes.add(future)
        return future

    async def wait_for_change(self, timeout_s: float) -> None:
        future = self.next_change()
        await asyncio.wait({future}, timeout=max(0.01, timeout_s))
        self._changes.discard(future)

    def called(self, method: str) -> list[Call]:
        """Return the calls of a method that came in so far."""
        return [call for call in self.calls if call.method == method]

    def fail(self, method: str, **fault) -> None:
        """Let the next call of a method fail: `fail("sendMessage", status=502, times=2)`."""
        self.faults[method].append(Fault(**fault))
