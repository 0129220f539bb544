"""A citizen writes and reads: the connector between Telegram and Rasa."""

from __future__ import annotations

import json

import pytest

from bot.telegram import phrases
from tests.bot.telegram.conftest import until

pytestmark = pytest.mark.asyncio


async def test_a_typed_question_reaches_rasa_as_text_and_the_answer_comes_back(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    update_id = an.send("làm hộ chiếu thế nào?")
    assert (await an.next()).text == "đáp: làm hộ chiếu thế nào?"
    assert len(rasa.asked) == 1
    assert rasa.asked[0]["message"] == "làm hộ chiếu thế nào?"
    assert rasa.asked[0]["metadata"] == {"update_id": update_id}
    assert "payload" not in rasa.asked[0]


async def test_rasa_sees_a_hash_of_the_chat_and_never_its_id(telegram_server, rasa, connector):
    an, binh = telegram_server.person("An"), telegram_server.person("Bình")
    for chat in (an, binh, an):
        chat.send("chào")
        await chat.next()
    senders = [body["sender"] for body in rasa.asked]
    assert senders[0] == senders[2] != senders[1]
    assert len(senders[0]) == 32
    assert str(an.id) not in json.dumps(rasa.asked)


async def test_five_messages_in_a_burst_are_answered_each_once_and_in_order(
    telegram_server, rasa, connector
):
    rasa.delay_s = 0.05
    an = telegram_server.person()
    for n in range(5):
        an.send(f"câu {n}")
    texts = [shown.text for shown in await an.next_many(5)]
    assert texts == [f"đáp: câu {n}" for n in range(5)]
    await an.nothing()


async def test_chats_are_answered_side_by_side_but_never_too_many_at_once(
    telegram_server, rasa, connect
):
    await connect(parallel=4)
    rasa.delay_s = 0.1
    people = [telegram_server.person(f"P{n}") for n in range(12)]
    for n in range(3):
        for person in people:
            person.send(f"câu {n}")
    for person in people:
        assert [s.text for s in await person.next_many(3)] == [f"đáp: câu {n}" for n in range(3)]
    assert rasa.at_once == 4
    assert len(rasa.asked) == 36


async def test_the_same_update_given_twice_is_answered_once(telegram_server, rasa, connector):
    an = telegram_server.person()
    update_id = telegram_server.state.next_update_id()
    message = an.make(text="một lần")
    telegram_server.state.push("message", message, update_id)
    await an.next()
    telegram_server.state.push("message", message, update_id)
    await an.nothing()
    assert rasa.messages == ["một lần"]


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("/start", "/start"),
        ("/start ly-lich-tu-phap", '/open_topic{"topic": "ly-lich-tu-phap"}'),
        ("/start Có_gì<lạ>", "/start"),
        ("/help@vneid_thu_bot", "/help"),
        ("/chude", "/list_topics"),
        ("/nguon", "/show_sources"),
        ("/huy", "/cancel"),
    ],
)
async def test_each_command_asks_for_its_payload(telegram_server, rasa, connector, typed, payload):
    an = telegram_server.person()
    an.send(typed)
    await an.next()
    assert [body["payload"] for body in rasa.asked] == [payload]


@pytest.mark.parametrize(
    "typed", ["/restart", "/session_start", "/START2", "\u200b/restart", "\u202e/\u2060restart"]
)
async def test_an_unknown_command_is_answered_here_and_never_reaches_rasa(
    telegram_server, rasa, connector, typed
):
    an = telegram_server.person()
    an.send(typed)
    assert (await an.next()).text == phrases.UNKNOWN_COMMAND
    assert rasa.asked == []


@pytest.mark.parametrize(
    "typed",
    ['/greet{"doc":"x"}', "／restart", "⁄restart", "//restart", "EXTERNAL: /restart"],
)
async def test_a_typed_payload_reaches_rasa_only_as_plain_text(
    telegram_server, rasa, connector, typed
):
    an = telegram_server.person()
    an.send(typed, entities=[])
    await an.next()
    assert [set(body) for body in rasa.asked] == [{"sender", "message", "metadata"}]
    assert not rasa.asked[0]["message"].startswith(("/", "／", "EXTERNAL"))


async def test_a_slash_before_a_question_does_no_harm(telegram_server, rasa, connector):
    an = telegram_server.person()
    an.send("/phi làm hộ chiếu bao nhiêu", entities=[])
    await an.next()
    assert rasa.asked[0]["message"] == "làm hộ chiếu bao nhiêu"


async def test_personal_data_is_masked_and_the_citizen_told_once(telegram_server, rasa, connector):
    an = telegram_server.person()
    an.send("cccd 012345678901 làm hộ chiếu sao?")
    warning, answer = await an.next_many(2)
    assert warning.text == phrases.PERSONAL_DATA
    assert answer.text == "đáp: cccd <CCCD> làm hộ chiếu sao?"
    an.send("012345678901 nhé")
    assert (await an.next()).text == "đáp: <CCCD> nhé"


async def test_a_reply_about_safety_comes_first_and_is_not_preceded_by_the_same_warning(
    telegram_server, rasa, connector
):
    an = telegram_server.person()
    rasa.answer = lambda body: [{"text": "gọi 114", "custom": {"decision": "safety"}}]
    an.send("cháy nhà, sđt em 012345678901")
    assert (await an.next()).text == "gọi 114"
    await an.nothing()
    rasa.answer = lambda body: [{"text": "đáp", "custom": {"decision": "answer"}}]
    an.send("cccd 012345678901 làm hộ chiếu sao?")
    assert [shown.text for shown in await an.next_many(2)] == [phrases.PERSONAL_DATA, "đáp"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("👍", phrases.THUMB_UP),
        ("❤️", phrases.THUMB_UP),
        ("👎🏽", phrases.THUMB_DOWN),
        ("…?!", phrases.NO_WORDS),
        ("\u200b", phrases.NO_WORDS),
    ],
)
async def test_symbols_are_answered_here_because_rasa_would_guess(
    telegram_server, rasa, connector, typed, said
):
    an = telegram_server.person()
    an.send(typed)
    assert (await an.next()).text == said
    assert rasa.asked == []


async def test_a_long_text_is_cut_and_said_so(telegram_server, rasa, connector):
    an = telegram_server.person()
    an.send("chữ " * 1000)
    assert (await an.next()).text.startswith(phrases.TOO_LONG)
    assert len(rasa.asked[0]["message"]) <= 1000


async def test_typing_is_shown_while_a_slow_answer_is_made(telegram_server, rasa, connector):
    rasa.delay_s = 0.8
    an = telegram_server.person()
    an.send("chậm")
    await an.next()
    assert [call.parameters["action"] for call in telegram_server.called("sendChatAction")] == [
        "typing"
    ]


async def test_a_quick_answer_needs_no_typing(telegram_server, rasa, connector):
    an = telegram_server.person()
    an.send("nhanh")
    await an.next()
    assert telegram_server.called("sendChatAction") == []


async def test_a_long_answer_comes_in_parts_with_the_buttons_last(telegram_server, rasa, connector):
    text = "\n\n".join(["**Mục.** " + "Nội dung rất dài. " * 50] * 12)
    rasa.answer = lambda body: [{"text": text, "buttons": [{"title": "Phí", "payload": "/f"}]}]
    an = telegram_server.person()
    an.send("dài")
    parts = await an.next_many(3)
    assert [part.titles for part in parts] == [[], [], ["Phí"]]
    assert sum(part.text.count("Nội dung") for part in parts) == 600


async def test_the_command_menu_and_descriptions_are_set_in_both_languages(
    telegram_server, connector
):
    await until(lambda: ("short_description", "en") in telegram_server.state.descriptions)
    menus = telegram_server.state.commands
    assert [command["command"] for command in menus[""]] == list(phrases.COMMANDS_VI)
    assert menus["en"][0]["description"] == "Start"
    assert "KHÔNG chính thức" in telegram_server.state.descriptions[("description", "")]


async def test_a_person_over_the_limit_is_told_once_and_others_are_not_slowed(
    telegram_server, rasa, connect
):
    await connect(messages_per_minute=3)
    flood, calm = telegram_server.person("Lũ"), telegram_server.person("Êm")
    for n in range(30):
        flood.send(f"tin {n}")
    calm.send("tôi hỏi")
    assert (await calm.next()).text == "đáp: tôi hỏi"
    texts = [shown.text for shown in await flood.next_many(4)]
    assert texts == ["đáp: tin 0", "đáp: tin 1", "đáp: tin 2", phrases.TOO_MANY]
    await flood.nothing()
    assert len(rasa.asked) == 4


async def test_the_maintenance_switch_works_at_once_and_back(
    telegram_server, rasa, connector, settings
):
    an = telegram_server.person()
    switch = settings.var_dir / "maintenance"
    switch.touch()
    an.send("hỏi")
    assert (await an.next()).text == phrases.MAINTENANCE
    switch.write_text("Nghỉ đến 14 giờ.", encoding="utf-8")
    an.send("hỏi")
    assert (await an.next()).text == "Nghỉ đến 14 giờ."
    switch.unlink()
    an.send("hỏi")
    assert (await an.next()).text == "đáp: hỏi"


async def test_the_store_may_be_postgresql(telegram_server, rasa, connect, postgresql_url):
    await connect(database_url=postgresql_url)
    an = telegram_server.person()
    an.send("phí \x00hộ chiếu?")
    assert (await an.next()).text == "đáp: phí hộ chiếu?"
    an.send("/gopy tốt")
    assert (await an.next()).text == phrases.FEEDBACK_KEPT
