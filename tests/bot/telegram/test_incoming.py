"""One update in, what is kept of it out; no network."""

from __future__ import annotations

import pytest

from bot.telegram.incoming import Incoming, Reader
from tests.bot.telegram.conftest import mask
from tests.telegram_server.state import State

STATE = State("vneid_thu_bot", 99)
READER = Reader("vneid_thu_bot", 99, mask)


def read(chat, **fields) -> Incoming:
    return READER.read({"update_id": 1, "message": chat.make(**fields)})


@pytest.fixture
def an():
    return STATE.person("Nguyễn Văn An")


@pytest.fixture
def group(an):
    return STATE.group(an)


def test_personal_data_is_masked_at_the_door(an):
    incoming = read(an, text="số của tôi 012345678901 làm hộ chiếu")
    assert incoming.text == "số của tôi <CCCD> làm hộ chiếu"
    assert incoming.personal == ("CCCD",)
    assert "012345678901" not in incoming.to_json()


def test_digits_torn_by_invisible_characters_are_masked_too(an):
    assert read(an, text="0123\u200b4567\u20608901").text == "<CCCD>"


def test_no_name_number_or_place_is_kept(an):
    contact = {"phone_number": "+84912345678", "first_name": "Bình", "user_id": 5}
    kept = read(an, contact=contact).to_json()
    kept += read(an, location={"latitude": 21.0285, "longitude": 105.8542}).to_json()
    for value in ("912345678", "Bình", "An", "21.02", "105.85"):
        assert value not in kept


@pytest.mark.parametrize(
    ("typed", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/START@VNEID_thu_bot ly-lich-tu-phap", "start", "ly-lich-tu-phap"),
        ("/gopy hay lắm\ncảm ơn", "gopy", "hay lắm\ncảm ơn"),
        ("/restart", "restart", ""),
    ],
)
def test_commands_are_read_with_and_without_the_name_of_the_bot(an, typed, command, argument):
    incoming = read(an, text=typed)
    assert (incoming.kind, incoming.command, incoming.text) == ("command", command, argument)


@pytest.mark.parametrize("typed", ['/greet{"doc":"x"}', "／restart", "/ask@0.5"])
def test_what_only_looks_like_a_command_is_text(an, typed):
    assert read(an, text=typed).kind == "text"


def test_a_command_for_another_bot_is_left_alone(an, group):
    assert read(an, text="/start@other_bot").kind == "ignored"
    assert read(group, text="/start@other_bot").kind == "ignored"


def test_a_group_is_answered_only_when_it_speaks_to_the_bot(group):
    assert read(group, text="mai họp lúc mấy giờ?").why == "group"
    assert read(group, text="/help").why == "group"
    named = read(group, text="@VNeID_thu_bot phí hộ chiếu?")
    assert (named.kind, named.text, named.private) == ("text", "phí hộ chiếu?", False)
    assert read(group, text="/help@vneid_thu_bot").kind == "command"
    to_bot = {"message_id": 5, "date": 1, "chat": group.chat, "from": STATE.me, "text": "…"}
    replied = read(group, text="còn lệ phí?", reply_to_message=to_bot)
    assert (replied.kind, replied.reply_to_id) == ("text", 5)


def test_a_name_that_only_begins_like_the_bots_is_not_addressed(group):
    assert read(group, text="@vneid_thu_bot2 phí?").kind == "ignored"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]}, "photo"),
        ({"document": {"file_id": "a", "file_unique_id": "a"}}, "document"),
        ({"voice": {"file_id": "a", "file_unique_id": "a", "duration": 1}}, "voice"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "location"),
        ({"contact": {"phone_number": "1", "first_name": "B"}}, "contact"),
        ({"hologram": {"depth": 3}}, "unsupported"),
        ({"new_chat_title": "x"}, "ignored"),
        ({"successful_payment": {"currency": "VND", "total_amount": 1, "invoice_payload": "x",
          "telegram_payment_charge_id": "1", "provider_payment_charge_id": "1"}}, "ignored"),
    ],
)  # fmt: skip
def test_every_kind_of_message_has_its_name(an, fields, kind):
    assert read(an, **fields).kind == kind


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 7, "message": {"message_id": "x"}},
        {"update_id": 7, "message": 5},
        {"update_id": 7, "message": None, "telepathy": {"from": {}}},
        {"update_id": 7},
        {"update_id": 7, "poll": {"id": "1"}},
        {"update_id": 7, "my_chat_member": {"chat": {"id": 1}}},
    ],
)
def test_an_update_that_cannot_be_read_is_ignored_not_raised(update):
    assert READER.read(update).kind == "ignored"


def test_a_part_that_cannot_be_read_does_not_silence_the_text_around_it(an):
    incoming = read(an, text="phí hộ chiếu?", reply_to_message={"poll": {"new": "shape"}})
    assert (incoming.kind, incoming.text) == ("text", "phí hộ chiếu?")
    assert read(an, poll={"new": "shape"}).kind == "unsupported"


def test_text_that_cannot_be_masked_goes_nowhere(an):
    def broken(_text: str):
        raise RuntimeError("no recogniser")

    reader = Reader("vneid_thu_bot", 99, broken)
    incoming = reader.read({"update_id": 1, "message": an.make(text="012345678901")})
    assert (incoming.kind, incoming.text) == ("unreadable", "")


def test_what_is_stored_comes_back_the_same(an):
    incoming = read(an, text="012345678901 \U0001faaa")
    assert Incoming.from_json(incoming.to_json()) == incoming


def test_a_late_edit_or_one_in_a_group_is_left_alone(an, group):
    def edit(chat, late_s):
        message = {**chat.make(text="@vneid_thu_bot phí?"), "edit_date": 1000 + late_s}
        return READER.read({"update_id": 1, "edited_message": {**message, "date": 1000}})

    assert edit(an, 30).kind == "edited"
    assert edit(an, 3600).kind == "ignored"
    assert edit(group, 30).kind == "ignored"
