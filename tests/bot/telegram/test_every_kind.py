"""Every kind of update has a defined result: a sentence, an answer, or silence."""

from __future__ import annotations

import json

import pytest

from bot.telegram import phrases
from tests.bot.telegram.conftest import failures, until

pytestmark = pytest.mark.asyncio
FILE = {"file_id": "a", "file_unique_id": "b"}
PHOTO = [{**FILE, "width": 1, "height": 1}]
POLL = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": True, "members_only": False,
}  # fmt: skip
STICKER = {
    **FILE,
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
    "type": "regular",
}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"photo": PHOTO}, phrases.PHOTO),
        ({"document": FILE}, phrases.DOCUMENT),
        ({"voice": {**FILE, "duration": 1}}, phrases.VOICE),
        ({"audio": {**FILE, "duration": 1}}, phrases.VOICE),
        ({"video_note": {**FILE, "duration": 1, "length": 1}}, phrases.VOICE),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, phrases.VIDEO),
        ({"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE}, None),
        ({"sticker": STICKER}, phrases.STICKER),
        ({"location": {"latitude": 21.0, "longitude": 105.0}}, phrases.LOCATION),
        ({"contact": {"phone_number": "0912345678", "first_name": "B"}}, phrases.CONTACT),
        ({"poll": POLL}, phrases.POLL),
        ({"dice": {"emoji": "🎲", "value": 3}}, phrases.STICKER),
        ({"hologram": {"depth": 3}}, phrases.UNSUPPORTED),
    ],
)
async def test_what_cannot_be_read_gets_one_kind_sentence(
    telegram_server, rasa, connector, fields, said
):
    an = telegram_server.person()
    an.send_message(**fields)
    shown = await an.next()
    assert said is None or shown.text == said
    await an.nothing(0.1)
    assert rasa.asked == []


async def test_the_caption_of_a_picture_is_answered_after_the_warning(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    an.send_message(photo=PHOTO, caption="thẻ này còn dùng được không?")
    text = (await an.next()).text
    assert text == f"{phrases.PHOTO}\n\nđáp: thẻ này còn dùng được không?"


async def test_an_album_gets_one_sentence(telegram_server, rasa, connector):
    an = telegram_server.person()
    for _ in range(5):
        an.send_message(photo=PHOTO, media_group_id="77")
    assert (await an.next()).text == phrases.PHOTO
    await an.nothing()


async def test_a_forwarded_message_is_answered_like_a_typed_one(telegram_server, rasa, connector):
    an = telegram_server.person()
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Công an giả"}
    an.send("bấm vào đây để nhận tiền", forward_origin=origin)
    assert (await an.next()).text == "đáp: bấm vào đây để nhận tiền"
    assert "Công an giả" not in json.dumps(rasa.asked, ensure_ascii=False)


async def test_a_reply_to_an_answer_is_a_question(telegram_server, rasa, connector):
    an = telegram_server.person()
    an.send("hộ chiếu")
    an.reply(await an.next(), "thế phí?")
    assert (await an.next()).text == "đáp: thế phí?"


async def test_a_mended_message_is_answered_again_and_an_unchanged_one_is_not(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    an.send("ho chieu", message_id=500)
    await an.next()
    an.edit(500, "ho chieu")  # Telegram made a link preview
    an.edit(500, "hộ chiếu")
    assert (await an.next()).text == "đáp: hộ chiếu"
    an.edit(500, "rất muộn", late_s=3600)
    await an.nothing()


async def test_a_group_is_answered_only_when_it_speaks_to_the_bot(telegram_server, rasa, connector):
    an = telegram_server.person()
    group = telegram_server.group(an)
    group.send("tối nay họp nhé")
    group.send("/help")
    group.send_message(photo=PHOTO)
    group.send("@vneid_thu_bot phí hộ chiếu?", message_id=900)
    shown = await group.next()
    assert (shown.text, shown.reply_to) == ("đáp: phí hộ chiếu?", 900)
    group.reply(shown, "còn thời hạn?")
    assert (await group.next()).text == "đáp: còn thời hạn?"
    assert an.shown == []


async def test_a_forum_is_answered_in_the_same_thread(telegram_server, rasa, connector):
    group = telegram_server.group(telegram_server.person())
    group.send("@vneid_thu_bot phí?", message_thread_id=33, is_topic_message=True)
    assert (await group.next()).thread_id == 33


async def test_a_group_that_adds_the_bot_learns_how_to_ask(telegram_server, rasa, connector):
    group = telegram_server.group(telegram_server.person())
    group.membership("left", "member")
    assert "@vneid_thu_bot" in (await group.next()).text
    group.membership("member", "left")
    await group.nothing()


async def test_who_blocks_the_bot_gets_nothing_and_who_returns_is_answered(
    telegram_server, rasa, connector
):
    rasa.delay_s = 0.2
    an = telegram_server.person()
    an.send("hỏi rồi chặn")
    an.block()
    await until(lambda: failures(connector, "blocked"))
    assert an.shown == []
    an.unblock()
    an.send("hỏi lại")
    assert (await an.next()).text == "đáp: hỏi lại"


async def test_an_answer_follows_a_group_that_became_a_supergroup(telegram_server, rasa, connector):
    an = telegram_server.person()
    old, new = telegram_server.group(an, kind="group"), telegram_server.group(an)
    rasa.delay_s = 0.2
    old.send("@vneid_thu_bot phí?")
    telegram_server.state.migrated[old.id] = new.id
    old.send_message(migrate_to_chat_id=new.id)
    assert (await new.next()).text == "đáp: phí?"


async def test_a_group_that_became_a_supergroup_takes_its_conversation_along(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    old, new = telegram_server.group(an, kind="group"), telegram_server.group(an)
    old.send("@vneid_thu_bot 012345678901 phí?")
    await old.next_many(2)  # told about personal data, for the first time
    rasa.answer = lambda body: [{"text": "", "custom": {"moved": 3}}]
    old.send_message(migrate_to_chat_id=new.id)
    await until(lambda: len(rasa.asked) == 2)
    asked, moved = rasa.asked
    chat_key = connector._identity.chat
    assert moved["sender"] == asked["sender"] == chat_key(old.id)
    assert moved["payload"] == f'/move_me{{"to": "{chat_key(new.id)}"}}'
    rasa.answer = lambda body: [{"text": "đáp"}]
    new.send("@vneid_thu_bot 012345678902 phí?")
    assert (await new.next()).text == "đáp"  # not told again
    await new.nothing()


async def test_an_inline_query_is_answered_with_a_way_into_the_private_chat(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    query = {"id": "55", "from": an.person, "query": "012345678901", "offset": ""}
    telegram_server.state.push("inline_query", query)
    await until(lambda: telegram_server.called("answerInlineQuery"))
    (call,) = telegram_server.called("answerInlineQuery")
    await until(lambda: call.status)
    assert call.status == 200
    assert call.parameters["button"]["text"] == phrases.INLINE_BUTTON
    assert rasa.asked == []


async def test_a_payment_is_refused(telegram_server, rasa, connector):
    an = telegram_server.person()
    query = {
        "id": "56", "from": an.person, "currency": "VND", "total_amount": 1, "invoice_payload": "x",
    }  # fmt: skip
    telegram_server.state.push("pre_checkout_query", query)
    await until(lambda: telegram_server.called("answerPreCheckoutQuery"))
    (call,) = telegram_server.called("answerPreCheckoutQuery")
    await until(lambda: call.status)
    assert call.parameters["ok"] in (False, "false")


async def test_silence_for_what_asks_nothing_and_no_update_stops_the_next(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    channel = {"id": -100777, "type": "channel", "title": "Kênh"}
    post = {"message_id": 1, "date": 1, "chat": channel, "text": "tin"}
    silent = [
        {"channel_post": post},
        {"edited_channel_post": {**post, "edit_date": 2}},
        {"poll": POLL},
        {"poll_answer": {"poll_id": "1", "option_ids": [], "user": an.person}},
        {"message_reaction": {"chat": an.chat, "message_id": 1, "date": 1, "user": an.person,
                              "old_reaction": [], "new_reaction": []}},
        {"chat_member": {"chat": an.chat}},
        {"telepathy": {"from": an.person}},
        {"message": "không phải đối tượng"},
        {"message": {"message_id": "chữ"}},
        {"message": an.make(pinned_message=an.make(text="x"))},
        {"message": an.make(text="từ bot khác", **{"from": {**an.person, "is_bot": True}})},
        {"callback_query": {"id": "1", "from": an.person, "chat_instance": "1",
                            "inline_message_id": "x", "data": "y"}},
        {},
    ]  # fmt: skip
    for update in silent:
        telegram_server.state.force({"update_id": telegram_server.state.next_update_id(), **update})
    an.send("vẫn trả lời")
    assert (await an.next()).text == "đáp: vẫn trả lời"
    await an.nothing(0.1)
