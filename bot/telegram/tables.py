"""The tables of the connector's SQL store.

`chat_key` is always the keyed hash. The raw chat id is only in the bodies of
inbox and outbox, which are emptied as soon as the update is done.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

metadata = MetaData()
_AUTO_ID = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only INTEGER up by itself

# new -> answered (its outbox rows are there) -> done (body and chat emptied, kept against doubles)
inbox = Table(
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_key", String(32), index=True),
    Column("state", String(8), nullable=False, index=True),
    Column("body", Text),
    Column("tries", Integer, nullable=False, default=0),
    Column("told_to_wait", Boolean, nullable=False, default=False),
    Column("received_at", Float, nullable=False),
)

# waiting -> sending -> sent; "unsure": a connection broke after Telegram may have taken it
outbox = Table(
    "outbox",
    metadata,
    Column("id", _AUTO_ID, primary_key=True, autoincrement=True),
    Column("update_id", BigInteger, nullable=False, index=True),
    Column("chat_key", String(32), nullable=False, index=True),
    Column("chat_id", BigInteger),
    Column("state", String(8), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

# One row a button. A press disarms its `choice`: the buttons of one sheet that exclude each other.
buttons = Table(
    "buttons",
    metadata,
    Column("token", String(24), primary_key=True),
    Column("chat_key", String(32), nullable=False, index=True),
    Column("sheet", String(24), nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("choice", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("data", Text, nullable=False),
    Column("expires_at", Float, nullable=False, index=True),
    Column("used", Boolean, nullable=False, default=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("chat_key", String(32), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("verdict", String(8), nullable=False),  # up, down, free
    Column("topic", String(128)),
    Column("aspect", String(128)),
    Column("passage", String(128)),
    Column("reason", String(16)),
    Column("comment", Text),  # masked
)

# Messages of ours whose reply is feedback and not a question.
prompts = Table(
    "prompts",
    metadata,
    Column("chat_key", String(32), primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("feedback_id", String(24)),  # None: a new one, from /gopy
    Column("expires_at", Float, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("chat_key", String(32), primary_key=True),
    Column("inactive", Boolean, nullable=False, default=False),
    Column("told_personal_data", Boolean, nullable=False, default=False),
    Column("seen_at", Float, nullable=False),
)


def open_engine(url: str) -> Engine:
    """Return an engine whose errors never carry row values, with all tables made."""
    sqlite = url.startswith("sqlite")
    options = {"pool_pre_ping": True}
    if sqlite:  # one kept connection: closing the last one checkpoints the WAL each time
        arguments = {"check_same_thread": False, "timeout": 10}
        options = {"connect_args": arguments, "poolclass": QueuePool, "pool_size": 1}
    engine = create_engine(url, future=True, hide_parameters=True, **options)
    if sqlite:
        event.listen(engine, "connect", _tune_sqlite)
    metadata.create_all(engine)
    return engine


def _tune_sqlite(connection, _record) -> None:
    cursor = connection.cursor()
    # WAL with NORMAL survives a killed process without an fsync a commit.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
