"""Our tracker store: it forgets on request and is not misled by the clock."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import SQLAlchemyError

pytestmark = pytest.mark.model  # needs no model, but importing Rasa takes as long
DAY_S = 86_400.0


@pytest.fixture
def store(tmp_path):
    from rasa.shared.core.domain import Domain

    from bot.components.tracker_store import WalTrackerStore

    return WalTrackerStore(Domain.empty(), db=str(tmp_path / "tracker.db"))


def say(store, text: str, at: float, new_session: bool = False) -> None:
    """Store one turn of somebody as Rasa does it."""
    from rasa.shared.core.events import SessionStarted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    async def turn() -> None:
        tracker = await store.retrieve("x") or DialogueStateTracker("x", [])
        if new_session:
            tracker.update(SessionStarted(timestamp=at))
        tracker.update(UserUttered(text, timestamp=at))
        await store.save(tracker)

    asyncio.run(turn())


def said(store) -> list[str]:
    """Return what Rasa knows of the conversation at the next turn."""
    tracker = asyncio.run(store.retrieve("x"))
    return [event.text for event in tracker.events if hasattr(event, "text")]


def test_what_is_said_after_the_clock_was_set_back_is_remembered_in_order(store):
    say(store, "một", at=10 * DAY_S, new_session=True)
    say(store, "hai", at=9 * DAY_S)
    say(store, "ba", at=9 * DAY_S + 1)
    assert said(store) == ["một", "hai", "ba"]


def test_a_new_session_forgets_the_old_one_whatever_the_clock_says(store):
    say(store, "cũ", at=10 * DAY_S, new_session=True)
    say(store, "mới", at=9 * DAY_S, new_session=True)
    say(store, "tiếp", at=9 * DAY_S + 1)
    assert said(store) == ["mới", "tiếp"]
    everything = asyncio.run(store.retrieve_full_tracker("x")).events
    assert [event.text for event in everything if hasattr(event, "text")] == ["cũ", "mới", "tiếp"]


def test_a_long_session_is_read_from_its_last_turns_and_each_turn_stored_once(store):
    from bot.components.tracker_store import REMEMBERED_TURNS

    texts = [str(number) for number in range(REMEMBERED_TURNS + 15)]
    for number, text in enumerate(texts):
        say(store, text, at=float(number), new_session=number == 0)
        assert said(store) == texts[: number + 1][-REMEMBERED_TURNS:]
    everything = asyncio.run(store.retrieve_full_tracker("x")).events
    assert [event.text for event in everything if hasattr(event, "text")] == texts
    say(store, "mới", at=1e6, new_session=True)
    assert said(store) == ["mới"]


def test_a_conversation_without_a_start_of_session_is_kept(store):
    say(store, "một", at=1.0)
    say(store, "hai", at=2.0)
    assert said(store) == ["một", "hai"]


def test_an_error_of_the_store_does_not_quote_what_was_said(store):
    table = store.SQLEvent.__table__
    table.drop(store.engine)
    with store.engine.connect() as connection, pytest.raises(SQLAlchemyError) as caught:
        connection.execute(table.insert().values(data="câu bí mật"))
    assert "bí mật" not in str(caught.value)


def test_forgetting_leaves_the_other_conversations(store):
    say(store, "một", at=1.0)
    assert store.forget("y") == 0
    assert store.forget("x") == 1
    assert asyncio.run(store.retrieve("x")) is None


def test_what_was_forgotten_is_in_no_file_while_the_store_is_open(store, tmp_path):
    def written() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    say(store, "unlikely words", at=1.0)
    assert b"unlikely words" in written()
    store.forget("x")
    assert b"unlikely words" not in written()
    say(store, "other words", at=1.0)
    assert store.forget_older_than(DAY_S) == 1
    assert b"other words" not in written()


def test_a_moved_conversation_goes_on_under_its_new_id(store):
    say(store, "một", at=1.0, new_session=True)
    assert store.move("x", "y") == 2
    assert asyncio.run(store.retrieve("x")) is None
    tracker = asyncio.run(store.retrieve("y"))
    assert [event.text for event in tracker.events if hasattr(event, "text")] == ["một"]
    assert store.move("x", "y") == 0


def test_only_the_user_of_the_program_can_read_the_files(store, tmp_path):
    say(store, "một", at=1.0)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"tracker.db", "tracker.db-wal"} <= names
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
