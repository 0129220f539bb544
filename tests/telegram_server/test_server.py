"""The emulated server as python-telegram-bot and plain HTTP see it."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.telegram_server.fixtures import telegram_server  # noqa: F401
from tests.telegram_server.server import TelegramServer

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def bot(telegram_server):  # noqa: F811
    async with Bot(telegram_server.token, base_url=f"{telegram_server.url}/bot") as bot:
        yield bot


@pytest.fixture
def server(telegram_server) -> TelegramServer:  # noqa: F811
    return telegram_server


async def raw(server: TelegramServer, method: str, token: str = "", **more) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        url = f"{server.url}/bot{token or server.token}/{method}"
        return await client.post(url, **more)


async def test_an_update_is_given_again_until_a_later_offset_confirms_it(server, bot):
    an = server.person()
    first, second = an.send("một"), an.send("hai")
    assert [u.update_id for u in await bot.get_updates()] == [first, second]
    assert [u.update_id for u in await bot.get_updates()] == [first, second]
    assert [u.update_id for u in await bot.get_updates(offset=second)] == [second]
    assert [u.update_id for u in await bot.get_updates(limit=1)] == [second]
    assert await bot.get_updates(offset=second + 1) == ()


async def test_a_long_poll_waits_for_an_update_and_no_longer(server, bot):
    began = time.monotonic()
    polling = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.3)
    assert not polling.done()
    server.person().send("đây")
    assert len(await polling) == 1
    assert time.monotonic() - began < 2


async def test_a_newer_poll_ends_the_older_one_with_a_conflict(server, bot):
    older = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.2)
    async with Bot(server.token, base_url=f"{server.url}/bot") as other:
        newer = asyncio.create_task(other.get_updates(timeout=1))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await older
        assert await newer == ()


async def test_polling_is_refused_while_a_webhook_is_set(server, bot):
    await bot.set_webhook("https://example.vn/x", secret_token="a" * 20)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    assert (await bot.get_webhook_info()).url == "https://example.vn/x"
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_kinds_not_asked_for_are_not_given(server, bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    server.person().send("không ai đọc")
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("text", "more", "reason"),
    [
        ("", {}, "message text is empty"),
        (" \n ", {}, "message text is empty"),
        ("x" * 4097, {}, "message is too long"),
        ("🪪" * 2049, {}, "message is too long"),
        ("<b>x", {"parse_mode": "HTML"}, "can't parse entities"),
        ("<b> </b>", {"parse_mode": "HTML"}, "message text is empty"),
    ],
)
async def test_bad_texts_are_refused(server, bot, text, more, reason):
    an = server.person()
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.send_message(an.id, text, **more)
    assert an.shown == []


async def test_button_data_is_limited_in_bytes_and_not_in_characters(server, bot):
    an = server.person()

    async def send(data: str):
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data=data)]])
        return await bot.send_message(an.id, "x", reply_markup=markup)

    await send("x" * 64)
    with pytest.raises(BadRequest, match="(?i)button_data_invalid"):
        await send("ế" * 30)


async def test_edits_of_missing_or_equal_messages_are_refused(server, bot):
    an = server.person()
    sent = await bot.send_message(an.id, "một")
    with pytest.raises(BadRequest, match="(?i)not modified"):
        await bot.edit_message_text("một", an.id, sent.message_id)
    edited = await bot.edit_message_text("hai", an.id, sent.message_id)
    assert (edited.text, edited.edit_date is not None) == ("hai", True)
    assert await bot.delete_message(an.id, sent.message_id)
    with pytest.raises(BadRequest, match="(?i)message to edit not found"):
        await bot.edit_message_text("ba", an.id, sent.message_id)


async def test_a_press_can_be_answered_once(server, bot):
    an = server.person()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Phí", callback_data="t")]])
    await bot.send_message(an.id, "x", reply_markup=markup)
    an.press(await an.next(), "Phí")
    (update,) = await bot.get_updates(timeout=1)
    assert update.callback_query.data == "t"
    assert await update.callback_query.answer("chào")
    assert an.toasts == ["chào"]
    with pytest.raises(BadRequest, match="(?i)query is too old"):
        await bot.answer_callback_query(update.callback_query.id)


async def test_strangers_and_blockers_cannot_be_written_to(server, bot):
    with pytest.raises(BadRequest, match="(?i)chat not found"):
        await bot.send_message(424242, "x")
    an = server.person()
    an.block()
    with pytest.raises(Forbidden):
        await bot.send_message(an.id, "x")


async def test_faults_come_as_ordered_and_then_stop(server, bot):
    an = server.person()
    server.fail("sendMessage", status=429, retry_after=3)
    server.fail("sendMessage", status=502, body="<html>Bad Gateway</html>")
    server.fail("sendMessage", status=0)
    with pytest.raises(RetryAfter):
        await bot.send_message(an.id, "x")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(an.id, "x")
    with pytest.raises(NetworkError):
        await bot.send_message(an.id, "x")
    assert (await bot.send_message(an.id, "x")).text == "x"
    assert an.texts == ["x"]


async def test_forms_json_and_queries_mean_the_same(server):
    an = server.person()
    body = {"chat_id": str(an.id), "text": "x", "reply_markup": '{"inline_keyboard": []}'}
    answers = [
        await raw(server, "sendMessage", data=body),
        await raw(server, "sendMessage", json={**body, "reply_markup": {"inline_keyboard": []}}),
        await raw(server, "sendMessage", params=body),
    ]
    assert [answer.json()["ok"] for answer in answers] == [True] * 3


async def test_pictures_and_files_are_taken_as_multipart(server, bot):
    an = server.person()
    await bot.send_photo(an.id, b"\x89PNG", caption="<b>ảnh</b>", parse_mode="HTML")
    await bot.send_document(an.id, b"x", filename="a.txt")
    assert an.texts == ["ảnh", ""]
    with pytest.raises(BadRequest, match="(?i)caption is too long"):
        await bot.send_photo(an.id, b"\x89PNG", caption="x" * 1025)


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(server, bot):
    assert (await raw(server, "getMe", token="1:x")).status_code == 401
    assert (await raw(server, "sendTelepathy")).status_code == 501
    with pytest.raises(InvalidToken):
        async with Bot("1:x", base_url=f"{server.url}/bot"):
            pass


async def test_menus_are_checked_and_given_back(server, bot):
    await bot.set_my_commands([("chude", "Chủ đề")], language_code="vi")
    assert (await bot.get_my_commands(language_code="vi"))[0].command == "chude"
    with pytest.raises(BadRequest):
        await bot.set_my_commands([("ChủĐề", "x")])


async def test_the_control_api_lets_another_process_play_a_citizen(server, bot):
    async with httpx.AsyncClient(base_url=server.url) as client:
        said = (await client.post("/control/say", json={"person": "An", "text": "chào"})).json()
        (update,) = await bot.get_updates(timeout=1)
        assert (update.update_id, update.message.text) == (said["update_id"], "chào")
        await bot.send_message(said["chat_id"], "vâng")
        shown = (await client.get("/control/shown", params={"person": "An"})).json()
        assert [message["text"] for message in shown] == ["vâng"]
        calls = (await client.get("/control/calls", params={"method": "sendMessage"})).json()
        assert [call["status"] for call in calls] == [200]
