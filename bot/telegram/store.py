"""The inbox, the outbox and what is remembered about chats, in one SQL store.

Every method is one transaction. An effect is a change that a handler wants
made together with its answer: a function that takes the open connection.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from bot.telegram.tables import buttons, chats, feedback, inbox, outbox, prompts

KEEP_DONE_S = 3 * 86_400  # Telegram keeps and repeats an update for a day at most
KEEP_DONE = 1_000  # the newest stay, though a clock that jumps forward makes them old
KEEP_UNSURE_S = 86_400  # an answer that may not have arrived can be asked for
PROMPT_S = 86_400

Effect = Callable[[Connection], None]
T = TypeVar("T")


@dataclass(frozen=True)
class InboxRow:
    """An accepted update; without a body there is nothing to do but remember it."""

    update_id: int
    chat_key: str | None
    body: str | None
    state: str = "new"
    told_to_wait: bool = False


@dataclass(frozen=True)
class OutboxRow:
    id: int
    update_id: int
    chat_key: str
    chat_id: int
    state: str
    body: str


class Store:
    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self.clock = clock

    # Inbox

    def known(self, update_ids: Iterable[int]) -> set[int]:
        """Return which of these updates were accepted before."""
        with self._engine.connect() as connection:
            return _known(connection, list(update_ids))

    def accept(self, rows: list[InboxRow]) -> set[int]:
        """Keep new updates; return the ids that were not there yet."""
        with self._engine.begin() as connection:
            known = _known(connection, [row.update_id for row in rows])
            fresh = {row.update_id: row for row in rows if row.update_id not in known}
            if fresh:
                connection.execute(insert(inbox), [self._inbox_values(r) for r in fresh.values()])
            return set(fresh)

    def unfinished(self) -> list[InboxRow]:
        """Return what a stopped or killed connector left, oldest first."""
        query = select(inbox).where(inbox.c.state != "done").order_by(inbox.c.update_id)
        with self._engine.connect() as connection:
            return [
                InboxRow(row.update_id, row.chat_key, row.body, row.state, row.told_to_wait)
                for row in connection.execute(query)
            ]

    def begin(self, update_id: int) -> int:
        """Count one more try at an update and return how many there were."""
        with self._engine.begin() as connection:
            mine = inbox.c.update_id == update_id
            connection.execute(update(inbox).where(mine).values(tries=inbox.c.tries + 1))
            return connection.execute(select(inbox.c.tries).where(mine)).scalar_one()

    def told_to_wait(self, update_id: int) -> None:
        with self._engine.begin() as connection:
            mine = inbox.c.update_id == update_id
            connection.execute(update(inbox).where(mine).values(told_to_wait=True))

    def answer(
        self,
        update_id: int,
        chat: tuple[str, int] | None,
        bodies: list[str],
        effects: Iterable[Effect] = (),
    ) -> list[OutboxRow]:
        """Keep the answer to an update: `bodies` for the chat (key, id), and `effects`."""
        with self._engine.begin() as connection:
            for effect in effects:
                effect(connection)
            connection.execute(
                update(inbox).where(inbox.c.update_id == update_id).values(state="answered")
            )
            return [self._put(connection, update_id, chat, body) for body in bodies]

    def finish(self, update_id: int) -> None:
        """Forget everything about an update but its number."""
        with self._engine.begin() as connection:
            connection.execute(
                update(inbox)
                .where(inbox.c.update_id == update_id)
                .values(state="done", body=None, chat_key=None)
            )
            connection.execute(
                delete(outbox).where(outbox.c.update_id == update_id, outbox.c.state != "unsure")
            )

    # Outbox

    def outgoing(self, update_id: int) -> list[OutboxRow]:
        query = select(outbox).where(
            outbox.c.update_id == update_id, outbox.c.state.in_(("waiting", "sending"))
        )
        with self._engine.connect() as connection:
            return [_outbox_row(row) for row in connection.execute(query.order_by(outbox.c.id))]

    def mark(self, row_id: int, state: str) -> None:
        """Note that a row is on its way ("sending") or surely is not ("waiting")."""
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.id == row_id).values(state=state))

    def sent(self, row: OutboxRow, prompt: tuple[int, str | None] | None = None) -> None:
        """Note that a row is with Telegram; `prompt` is its message id and its feedback."""
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(state="sent"))
            if prompt is not None:
                values = {"chat_key": row.chat_key, "message_id": prompt[0]}
                values |= {"feedback_id": prompt[1], "expires_at": self.clock() + PROMPT_S}
                connection.execute(insert(prompts).values(values))

    def unsure(self, row: OutboxRow, note: str, effects: Iterable[Effect] = ()) -> OutboxRow:
        """Keep a row that may not have arrived, without its chat id; put `note` after it."""
        with self._engine.begin() as connection:
            for effect in effects:
                effect(connection)
            lost = update(outbox).where(outbox.c.id == row.id)
            connection.execute(lost.values(state="unsure", chat_id=None))
            return self._put(connection, row.update_id, (row.chat_key, row.chat_id), note)

    def unsure_body(self, row_id: int, chat_key: str) -> str | None:
        query = select(outbox.c.body).where(
            outbox.c.id == row_id, outbox.c.chat_key == chat_key, outbox.c.state == "unsure"
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def _put(
        self, connection: Connection, update_id: int, chat: tuple[str, int], body: str
    ) -> OutboxRow:
        values = {"update_id": update_id, "chat_key": chat[0], "chat_id": chat[1]}
        values |= {"state": "waiting", "body": body, "created_at": self.clock()}
        key = connection.execute(insert(outbox).values(values)).inserted_primary_key[0]
        return OutboxRow(key, update_id, *chat, "waiting", body)

    # Chats

    def seen(self, chat_key: str) -> bool:
        """Note a sign of life; return whether the chat was told about personal data."""
        with self._engine.begin() as connection:
            mine = chats.c.chat_key == chat_key
            row = connection.execute(select(chats).where(mine)).one_or_none()
            values = {"seen_at": self.clock(), "inactive": False}
            if row is None:
                connection.execute(insert(chats).values(chat_key=chat_key, **values))
                return False
            connection.execute(update(chats).where(mine).values(values))
            return row.told_personal_data

    def set_inactive(self, chat_key: str) -> None:
        """Note that the bot is blocked there."""
        with self._engine.begin() as connection:
            connection.execute(
                update(chats).where(chats.c.chat_key == chat_key).values(inactive=True)
            )

    def is_inactive(self, chat_key: str) -> bool:
        query = select(chats.c.inactive).where(chats.c.chat_key == chat_key)
        with self._engine.connect() as connection:
            return bool(connection.execute(query).scalar_one_or_none())

    # Care

    def read(self, function: Callable[..., T], *args: object) -> T:
        """Return function(connection, *args)."""
        with self._engine.connect() as connection:
            return function(connection, *args)

    def check(self) -> None:
        """Raise SQLAlchemyError if the store cannot be read."""
        with self._engine.connect() as connection:
            connection.execute(select(inbox.c.update_id).limit(1))

    def purge(self, keep_s: float) -> None:
        """Drop what is over, and what belongs to chats silent for `keep_s` seconds."""
        now = self.clock()
        old = now - keep_s
        silent = select(chats.c.chat_key).where(chats.c.seen_at < old)
        newest = select(inbox.c.update_id).order_by(inbox.c.received_at.desc()).limit(KEEP_DONE)
        with self._engine.begin() as connection:
            for statement in (
                delete(inbox).where(
                    inbox.c.state == "done",
                    inbox.c.received_at < now - KEEP_DONE_S,
                    inbox.c.update_id.not_in(newest),
                ),
                delete(outbox).where(
                    outbox.c.state == "unsure", outbox.c.created_at < now - KEEP_UNSURE_S
                ),
                delete(buttons).where(buttons.c.expires_at < now),
                delete(prompts).where(prompts.c.expires_at < now),
                # Feedback stays, but nobody's any more.
                update(feedback).where(feedback.c.at < old).values(chat_key=""),
                delete(chats).where(chats.c.chat_key.in_(silent)),
            ):
                connection.execute(statement)
        self.scrub()

    def scrub(self) -> None:
        """Empty SQLite's log: it holds what was deleted until something is written over it."""
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._engine.dispose()

    def _inbox_values(self, row: InboxRow) -> dict:
        return {
            "update_id": row.update_id,
            "chat_key": None if row.body is None else row.chat_key,
            "state": "done" if row.body is None else "new",
            "body": row.body,
            "received_at": self.clock(),
        }


def told_personal_data(chat_key: str) -> Effect:
    def effect(connection: Connection) -> None:
        connection.execute(
            update(chats).where(chats.c.chat_key == chat_key).values(told_personal_data=True)
        )

    return effect


def count_held(connection: Connection, chat_key: str) -> dict[str, int]:
    """Return how many rows /xoadulieu would delete."""
    return {
        table.name: connection.execute(
            select(func.count()).select_from(table).where(table.c.chat_key == chat_key)
        ).scalar_one()
        for table in (feedback, buttons)
    }


def erase_chat(chat_key: str) -> Effect:
    """Delete all that is held about a chat; updates still in work empty themselves."""

    def effect(connection: Connection) -> None:
        for table in (feedback, buttons, prompts, chats):
            connection.execute(delete(table).where(table.c.chat_key == chat_key))
        unsure = (outbox.c.chat_key == chat_key) & (outbox.c.state == "unsure")
        connection.execute(delete(outbox).where(unsure))

    return effect


def rename_chat(old_key: str, new_key: str) -> Effect:
    """Carry over what is remembered when a group becomes a supergroup."""

    def effect(connection: Connection) -> None:
        connection.execute(delete(chats).where(chats.c.chat_key == new_key))
        connection.execute(delete(prompts).where(prompts.c.chat_key == old_key))
        for table in (chats, feedback, buttons):
            connection.execute(
                update(table).where(table.c.chat_key == old_key).values(chat_key=new_key)
            )

    return effect


def _known(connection: Connection, update_ids: list[int]) -> set[int]:
    query = select(inbox.c.update_id).where(inbox.c.update_id.in_(update_ids))
    return set(connection.execute(query).scalars())


def _outbox_row(row) -> OutboxRow:
    return OutboxRow(row.id, row.update_id, row.chat_key, row.chat_id, row.state, row.body)
