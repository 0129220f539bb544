"""Buttons: opaque, bound to their chat, used once."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from bot.telegram import phrases
from tests.bot.telegram.conftest import until

pytestmark = pytest.mark.asyncio


def asks(body: dict) -> list[dict]:
    """Stand-in: a question gives a clarification, a payload its own text."""
    if "payload" in body:
        return [{"text": f"đáp: {body['payload']}"}]
    buttons = [
        {
            "title": "Lệ phí",
            "payload": '/ask_fee{"topic": "ly-lich-tu-phap-tren-vneid-va-noi-khac"}',
        },
        {"title": "Hồ sơ", "payload": "/ask_documents"},
    ]
    return [{"text": "Bạn hỏi ý nào?", "buttons": buttons, "custom": {"decision": body["message"]}}]


@pytest.fixture
def rasa_asks(rasa):
    rasa.answer = asks
    return rasa


async def ask(chat, text="clarify"):
    chat.send(text)
    return await chat.next()


async def test_telegram_gets_a_random_token_and_rasa_gets_the_payload(
    telegram_server, rasa_asks, connector
):
    an = telegram_server.person()
    shown = await ask(an)
    data = shown.data("Lệ phí")
    assert len(data.encode()) <= 64
    assert "fee" not in data
    an.press(shown, "Lệ phí")
    answer = await an.next()
    assert answer.text == 'đáp: /ask_fee{"topic": "ly-lich-tu-phap-tren-vneid-va-noi-khac"}'
    assert an.toasts == [""]


async def test_a_pressed_clarification_loses_its_buttons(telegram_server, rasa_asks, connector):
    an = telegram_server.person()
    shown = await ask(an)
    an.press(shown, "Lệ phí")
    await an.next()
    assert an.shown[0].titles == []
    an.press(shown, "Hồ sơ")
    await until(lambda: len(an.toasts) == 2)
    assert an.toasts[1] == phrases.BUTTON_USED
    assert len(rasa_asks.asked) == 2


async def test_a_next_question_button_leaves_the_others_to_be_pressed(
    telegram_server, rasa_asks, connector
):
    an = telegram_server.person()
    shown = await ask(an, "answer")
    an.press(shown, "Lệ phí")
    await an.next()
    assert an.shown[0].titles == ["Hồ sơ", phrases.HELPFUL, phrases.NOT_RIGHT]


async def test_a_double_tap_asks_once(telegram_server, rasa_asks, connector):
    rasa_asks.delay_s = 0.1
    an = telegram_server.person()
    shown = await ask(an)
    for _ in range(3):
        an.press(shown, "Lệ phí")
    await an.next()
    await until(lambda: len(an.toasts) == 3)
    assert an.toasts == ["", phrases.BUTTON_USED, phrases.BUTTON_USED]
    assert len(rasa_asks.asked) == 2


@pytest.mark.parametrize("data", ["/restart", "x" * 64, "A" * 16, "", '{"a":1}', "\ud800"])
async def test_forged_data_is_told_to_be_expired(telegram_server, rasa_asks, connector, data):
    an = telegram_server.person()
    shown = await ask(an)
    an.press_data(shown.message_id, data)
    await until(lambda: an.toasts)
    assert an.toasts == [phrases.BUTTON_EXPIRED]
    assert len(rasa_asks.asked) == 1


async def test_a_token_copied_into_another_chat_does_nothing(telegram_server, rasa_asks, connector):
    an, binh = telegram_server.person("An"), telegram_server.person("Bình")
    token = (await ask(an)).data("Lệ phí")
    theirs = await ask(binh)
    binh.press_data(theirs.message_id, token)
    await until(lambda: binh.toasts)
    assert binh.toasts == [phrases.BUTTON_EXPIRED]
    assert an.shown[0].titles == ["Lệ phí", "Hồ sơ"]


async def test_an_old_button_is_told_to_be_expired_and_taken_away(
    telegram_server, rasa_asks, connector, settings
):
    an = telegram_server.person()
    shown = await ask(an)
    engine = create_engine(settings.database_url, future=True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE buttons SET expires_at = 1"))
    an.press(shown, "Lệ phí")
    await until(lambda: an.shown[0].titles == [])
    assert an.toasts == [phrases.BUTTON_EXPIRED]


async def test_a_press_that_cannot_be_answered_in_time_gets_a_message(
    telegram_server, rasa_asks, connector
):
    an = telegram_server.person()
    shown = await ask(an)
    an.press_data(shown.message_id, "A" * 16)
    telegram_server.state.queries.clear()  # Telegram: "query is too old"
    assert (await an.next()).text == phrases.BUTTON_EXPIRED


async def test_a_menu_is_turned_by_editing_its_message(telegram_server, rasa, connector):
    def menu(body: dict) -> list[dict]:
        page = body.get("payload", "trang 1")
        buttons = [{"title": "Tiếp", "payload": "trang 2"}, {"title": "Lùi", "payload": "trang 0"}]
        return [{"text": page, "buttons": buttons, "custom": {"kind": "menu", "edit": True}}]

    rasa.answer = menu
    an = telegram_server.person()
    shown = await ask(an)
    an.press(shown, "Tiếp")
    await until(lambda: an.shown[0].text == "trang 2")
    an.press(an.shown[0], "Lùi")
    await until(lambda: an.shown[0].text == "trang 0")
    assert len(an.shown) == 1
    assert an.shown[0].titles == ["Tiếp", "Lùi"]
    an.press(shown, "Tiếp")  # of the first page, long gone
    await until(lambda: len(an.toasts) == 3)
    assert an.toasts[2] == phrases.BUTTON_USED


async def test_a_failed_answer_leaves_the_button_to_be_pressed_again(
    telegram_server, rasa_asks, connector
):
    an = telegram_server.person()
    shown = await ask(an)
    rasa_asks.answer = lambda body: []
    an.press(shown, "Lệ phí")
    assert (await an.next()).text == phrases.FAILED
    rasa_asks.answer = asks
    an.press(shown, "Lệ phí")
    assert (await an.next()).text.startswith("đáp: /ask_fee")
