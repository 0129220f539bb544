from __future__ import annotations

import pytest

from bot.telegram import feedback
from bot.telegram.buttons import arm, disarm, keep, read_press, remaining
from bot.telegram.limits import Limiter
from bot.telegram.messages import Button, message
from bot.telegram.store import InboxRow, Store, erase_chat
from bot.telegram.tables import metadata, open_engine

DAY_S = 86_400


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'c.db'}"
    return request.getfixturevalue("postgresql_url")


@pytest.fixture
def store(url, clock):
    engine = open_engine(url)
    store = Store(engine, clock)
    yield store
    metadata.drop_all(engine)
    store.close()


def test_an_update_is_accepted_once(store):
    row = InboxRow(7, "key", "{}")
    assert store.accept([row, InboxRow(8, "key", "{}")]) == {7, 8}
    assert store.accept([row]) == set()
    assert [row.update_id for row in store.unfinished()] == [7, 8]


def test_an_ignored_update_is_known_and_needs_no_work(store):
    assert store.accept([InboxRow(7, None, None)]) == {7}
    assert store.unfinished() == []
    assert store.known([7, 8]) == {7}


def test_a_finished_update_leaves_only_its_number(store, tmp_path):
    store.accept([InboxRow(7, "key", '{"text": "bí mật"}')])
    store.answer(7, ("key", 42424242), ['{"plain": "câu trả lời"}'])
    store.finish(7)
    assert store.unfinished() == []
    assert store.outgoing(7) == []
    assert store.known([7]) == {7}
    store.close()
    for path in tmp_path.iterdir():  # SQLite's file, overwritten where rows were deleted
        content = path.read_bytes()
        for secret in ("bí mật", "câu trả lời"):
            assert secret.encode() not in content


def test_an_answer_and_its_effects_are_kept_together_or_not_at_all(store):
    store.accept([InboxRow(7, "key", "{}")])

    def broken(_connection):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.answer(7, ("key", 1), ["{}"], [broken])
    assert store.outgoing(7) == []
    assert store.unfinished()[0].state == "new"


def test_a_button_works_only_in_its_chat_and_only_for_a_week(store, clock):
    keyboard, rows = arm(message("?", (Button("A", data={"payload": "/a"}),)), "key", clock.now)
    store.accept([InboxRow(7, "key", "{}")])
    store.answer(7, ("key", 1), [], [keep(rows)])
    token = keyboard[0][0]["callback_data"]
    assert len(token.encode()) <= 64

    def press(chat_key, at):
        return store.read(read_press, token, chat_key, at).status

    assert press("key", clock.now) == "ok"
    assert press("other", clock.now) == "expired"
    assert press("key", clock.now + 8 * DAY_S) == "expired"


def test_a_press_disarms_its_choice_and_leaves_the_other_buttons(store, clock):
    rows = (
        (Button("A", choice="one"), Button("B", choice="one")),
        (Button("C"),),
        (Button("D", url="https://t.me"),),
    )
    keyboard, kept = arm(message("?", *rows), "key", clock.now)
    store.accept([InboxRow(7, "key", "{}")])
    store.answer(7, ("key", 1), [], [keep(kept)])
    press = store.read(read_press, keyboard[0][1]["callback_data"], "key", clock.now)
    left = store.read(remaining, press)
    assert [[button["text"] for button in row] for row in left] == [["C"], ["D"]]
    assert left[1][0]["url"] == "https://t.me"
    store.answer(7, ("key", 1), [], [disarm(press)])
    first = keyboard[0][0]["callback_data"]
    assert store.read(read_press, first, "key", clock.now).status == "used"


def test_a_chat_silent_for_a_month_is_forgotten(store, clock):
    assert store.seen("key") is False
    store.set_inactive("key")
    clock.now += 31 * DAY_S
    store.seen("lively")
    store.purge(30 * DAY_S)
    assert store.is_inactive("key") is False  # nothing is known about it


def test_old_numbers_of_updates_go_but_not_the_newest_for_the_clock_may_be_wrong(
    store, clock, monkeypatch
):
    monkeypatch.setattr("bot.telegram.store.KEEP_DONE", 2)
    for update_id in (7, 8, 9):
        store.accept([InboxRow(update_id, None, None)])
        clock.now += 1.0
    store.purge(30 * DAY_S)
    assert store.known([7, 8, 9]) == {7, 8, 9}
    clock.now += 4 * DAY_S
    store.purge(30 * DAY_S)
    assert store.known([7, 8, 9]) == {8, 9}


def test_what_was_erased_is_in_no_file_of_sqlite_while_the_store_is_open(tmp_path, clock):
    store = Store(open_engine(f"sqlite:///{tmp_path / 'c.db'}"), clock)

    def written() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    store.accept([InboxRow(7, "key", "{}")])
    store.seen("key")
    outcome = feedback.free("góp ý rất riêng", "key")
    store.answer(7, ("key", 1), [], outcome.effects)
    store.finish(7)
    assert "góp ý rất riêng".encode() in written()
    store.accept([InboxRow(8, "key", "{}")])
    store.answer(8, ("key", 1), [], [erase_chat("key")])
    assert "góp ý rất riêng".encode() in written()  # in the write-ahead log
    store.scrub()
    assert "góp ý rất riêng".encode() not in written()
    store.close()


def test_erasing_one_chat_leaves_the_others(store, clock):
    for key in ("key", "other"):
        store.seen(key)
        store.set_inactive(key)
    store.accept([InboxRow(7, "key", "{}")])
    store.answer(7, ("key", 1), [], [erase_chat("key")])
    assert store.is_inactive("key") is False
    assert store.is_inactive("other") is True


def test_errors_of_the_store_do_not_quote_values(store):
    store.accept([InboxRow(7, "key", "{}")])
    store.finish(7)
    from sqlalchemy.exc import SQLAlchemyError

    from bot.telegram.tables import inbox

    with pytest.raises(SQLAlchemyError) as caught:
        store.read(
            lambda connection: connection.execute(
                inbox.insert().values(update_id=7, body="bí mật", state="new", received_at=0.0)
            )
        )
    assert "bí mật" not in str(caught.value)


def test_a_fast_writer_is_told_once_and_may_write_again_after_a_minute():
    clock = Clock()
    limiter = Limiter(3, clock)
    assert [limiter.check("a") for _ in range(6)] == ["ok"] * 3 + ["tell", "drop", "drop"]
    assert limiter.check("b") == "ok"
    clock.now += 61
    assert limiter.check("a") == "ok"
