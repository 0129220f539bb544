"""The runs' own checks, against what they must find; no assistant is started."""

from __future__ import annotations

import json
import sqlite3

import pytest

from bot.telegram import phrases
from tests.load import flooder
from tests.load.assistant import bad_lines
from tests.load.fuzz import wrong_answer
from tests.load.lives import make_lives
from tests.load.memory import Course
from tests.load.screens import Read, Screens
from tests.load.texts import SLASHES, could_be_command, could_be_for_another_bot
from tests.load.tracker import Known, Tracker
from tests.load.updates import Input, make_input
from tests.load.verdict import judge, waits
from tests.telegram_server.people import Shown
from tests.telegram_server.state import State

KNOWN = Known(frozenset({"ho-chieu", "bau-cu"}), frozenset({"ho-chieu#fee"}))


def shown(text: str, at: float = 0.0) -> Read:
    return Read(at, Shown(1, 5, text))


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        ("abcb", (0, 0, 0, 0)),
        ("abb", (1, 0, 0, 0)),
        ("abcbb", (0, 1, 0, 0)),
        ("abcbx", (0, 0, 1, 0)),
        ("acbb", (0, 0, 0, 1)),
        ("abx", (2, 0, 1, 0)),
        ("", (4, 0, 0, 0)),
    ],
)
def test_what_a_chat_read_is_compared_with_what_it_should_have_read(seen, counts):
    found = judge("abcb", seen)
    assert (found.lost, found.doubled, found.strange, found.misplaced) == counts
    assert found.is_good == (counts == (0, 0, 0, 0))


def test_a_wait_runs_from_the_message_to_the_first_part_of_its_answer():
    assert waits([1.0, 2.0, 9.0], [("a", "b"), (), ("c",)], [1.5, 1.6, 9.25]) == [0.5, 0.25]


def test_screens_note_new_messages_and_changed_texts_but_not_changed_buttons():
    screens = Screens({})
    for text, keyboard in (("a", []), ("a", [[{"text": "x"}]]), ("b", [])):
        screens[(5, 1)] = Shown(1, 5, text, keyboard=keyboard)
    assert [read.text for read in screens.read[5]] == ["a", "b"]


def test_memory_that_grows_is_not_flat_and_its_slope_is_told():
    times = [float(t) for t in range(0, 1200, 5)]
    growing = Course(times, [700 + t / 10 for t in times])
    assert growing.slope == pytest.approx(360)
    assert not growing.is_flat
    filling = Course(times, [700 + min(t, 300) for t in times])  # caches fill, then rest
    assert filling.slope == pytest.approx(0)
    assert filling.is_flat


def test_a_flooder_who_is_answered_too_often_or_never_told_is_found():
    too_many = [shown(phrases.TOO_MANY, at) for at in (1.0, 61.0)]
    kind = [shown("đáp", 0.1 * n) for n in range(20)]
    assert flooder.faults([*kind, *too_many], 20) == []
    assert flooder.faults(kind, 20) == ["the flooder was never told to slow down"]
    assert len(flooder.faults([*too_many, shown(phrases.TOO_MANY, 62.0)], 20)) == 1
    assert len(flooder.faults([*kind, *kind, *too_many], 20)) == 1


@pytest.mark.parametrize(
    ("line", "is_bad"),
    [
        ('{"time": "…", "level": "error", "event": "update_failed"}', True),
        ("Traceback (most recent call last):", True),
        ("2026-11-22 10:00:00 ERROR    rasa.core.processor  - failed", True),
        ("2026-11-22 10:00:00 supervisor rasa: dừng bất thường (mã -9), chạy lại sau 1 s", True),
        ('{"time": "…", "level": "warning", "event": "refused_by_telegram"}', False),
        ("2026-11-22 10:00:00 supervisor rasa: chạy (pid 7)", False),
    ],
)
def test_bad_lines_of_the_log_are_found(line, is_bad):
    assert bool(bad_lines(f"x\n{line}\ny")) == is_bad


@pytest.mark.parametrize(
    ("texts", "is_wrong"),
    [
        (["đáp"], False),
        ([phrases.PERSONAL_DATA, "đáp"], False),
        (["a" * 4000, "b" * 200], False),  # one answer in two parts
        ([], True),
        ([phrases.PERSONAL_DATA], True),
        (["đáp", "đáp"], True),
        ([phrases.FAILED], True),
    ],
)
def test_a_text_needs_one_answer_and_no_failure(texts, is_wrong):
    assert bool(wrong_answer(True, [shown(text) for text in texts])) == is_wrong
    assert wrong_answer(False, []) == ""


def user(text: str, update_id: int = 1, intent: str = "ask_fee", entity: str = "topic") -> dict:
    data = {"intent": {"name": intent}, "entities": [{"entity": entity, "value": "x"}]}
    return {
        "event": "user",
        "text": text,
        "parse_data": data,
        "metadata": {"update_id": update_id},
    }


GOOD_EVENTS = [
    {"event": "action", "name": "action_session_start"},
    {"event": "slot", "name": "session_started_metadata", "value": {"update_id": 1}},
    {"event": "session_started"},
    user("phí hộ chiếu", 1),
    user("/start", 2),
    {"event": "slot", "name": "topic", "value": "ho-chieu"},
    {"event": "slot", "name": "passage", "value": "ho-chieu#fee"},
    {"event": "slot", "name": "aspect", "value": "fee"},
    {"event": "slot", "name": "province", "value": "Hà Nội"},
    {"event": "slot", "name": "offered", "value": ["ho-chieu", "bau-cu"]},
    {"event": "slot", "name": "offered", "value": None},
]
BAD_EVENTS = [
    {"event": "restart"},
    {"event": "followup", "name": "action_listen"},
    {"event": "session_started"},
    user("/restart", 3),
    user("/start", 3),
    user("phí", 3, intent="open_topic"),
    user("phí", 3, entity="passage"),
    user("phí", 1),
    {"event": "slot", "name": "topic", "value": "x"},
    {"event": "slot", "name": "topic", "value": ["ho-chieu"]},
    {"event": "slot", "name": "province", "value": "Atlantis"},
    {"event": "slot", "name": "offered", "value": ["ho-chieu", "x"]},
    {"event": "slot", "name": "session_started_metadata", "value": {"update_id": 1, "x": 1}},
    {"event": "slot", "name": "requested_slot", "value": "topic"},
]


def test_events_that_a_text_decided_are_found(tmp_path):
    inputs = {1: Input("question", {}, True), 3: Input("payload", {}, True)}
    inputs[2] = Input("payload", {}, True, may_be_command=True)
    with sqlite3.connect(tmp_path / "tracker.db") as database:
        database.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id, data)")
    tracker = Tracker(tmp_path / "tracker.db", KNOWN)

    def problems(event: dict) -> list[str]:
        with sqlite3.connect(tmp_path / "tracker.db") as database:
            row = ("a", json.dumps(event))
            database.execute("INSERT INTO events (sender_id, data) VALUES (?, ?)", row)
        return tracker.problems(inputs)

    assert [problems(event) for event in GOOD_EVENTS] == [[]] * len(GOOD_EVENTS)
    missed = [event for event in BAD_EVENTS if not problems(event)]
    assert missed == []


def test_an_input_is_the_same_each_time_and_all_kinds_of_trick_are_among_them():
    def texts(seed: int) -> list[str]:
        chat = State("vneid_thu_bot", 99).person("An")
        made = (make_input(seed, number, chat) for number in range(2_000))
        return [one.update.get("message", {}).get("text", "") for one in made if one.is_text]

    found = texts(1)
    assert found == texts(1) != texts(2)
    together = "".join(found)
    for trick in (*SLASHES, "\u200b", "\u202e", "\ud800", "\x00", "<script>", "DROP TABLE", "👍"):
        assert trick in together
    assert any(text.startswith("/restart") for text in found)
    assert any(len(text) == 1_000_000 for text in found)


@pytest.mark.parametrize(
    "text", ["/start", "/START ho-chieu", "\u200b/help", "/chude@vneid_thu_bot"]
)
def test_what_may_be_one_of_our_commands_is_told(text):
    assert could_be_command(text)
    assert not could_be_command("/restart")
    assert not could_be_command("／start")
    assert could_be_for_another_bot("/start@other_bot")


def test_lives_differ_and_are_the_same_for_a_seed():
    lives = make_lives(20, 12, seed=3)
    assert lives == make_lives(20, 12, seed=3)
    assert len(set(lives)) == 20
    assert {len(life) for life in lives} == {12}
    assert any(None in life for life in lives)
