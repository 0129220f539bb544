"""A citizen, Telegram's API, the connector, Rasa, the actions, the index: all of it, over HTTP.

`python -m bot run` as an operator starts it, between the emulated Telegram and the models in
models/ (tests/e2e/conftest.py).
"""

from __future__ import annotations

import asyncio
import socket
import time

import httpx
import pytest

from bot.telegram import phrases
from tests.e2e.stack import HOWTO, PROGRAMS, ask, is_alive, is_sourced
from tests.telegram_server.people import Chat, Shown

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]


async def test_a_question_asked_while_rasa_loads_gets_a_notice_and_then_its_answer(stack):
    notice, answer = await stack.early.next_many(2)
    assert notice.text == phrases.STARTING
    assert "VNeID" in answer.text
    assert is_sourced(answer)
    await stack.early.nothing()


async def test_start_says_what_it_is_and_that_it_is_not_official(an):
    greeting = await ask(an, "/start")
    for words in ("trợ lý hỏi đáp về VNeID", "không phải kênh của cơ quan nhà nước", "Riêng tư"):
        assert words in greeting.text


async def test_the_example_question_is_answered_with_and_without_diacritics(an, stack):
    answer = await ask(an, HOWTO)
    assert is_sourced(answer)
    assert "Phiếu lý lịch tư pháp" in answer.text or "lý lịch tư pháp" in answer.text
    other = stack.person("Cúc")
    assert (await ask(other, "lam ly lich tu phap tren VNeID the nao?")).text == answer.text


async def test_a_follow_up_keeps_the_topic_and_the_figures_stand_as_in_the_page(an):
    fee = await ask(an, "phí llgtp bao nhiêu")
    assert "200.000 đồng" in fee.text
    assert is_sourced(fee)
    duration = await ask(an, "thế bao lâu có?")
    assert "10 ngày" in duration.text
    assert is_sourced(duration)


async def test_a_pressed_button_gives_another_answer_and_is_gone(an):
    first = await ask(an, HOWTO)
    title = first.titles[0]
    an.press(first, title)
    second = await an.next()
    assert is_sourced(second)
    assert second.text != first.text
    left = next(shown for shown in an.shown if shown.message_id == first.message_id)
    assert set(first.titles) - set(left.titles) == {title}


async def test_a_typed_payload_is_text_and_changes_nothing(an):
    assert "200.000 đồng" in (await ask(an, "phí lý lịch tư pháp bao nhiêu")).text
    assert (await ask(an, "/restart")).text == phrases.UNKNOWN_COMMAND
    forged = await ask(an, '／open_topic{"topic": "ho-chieu"}')
    assert "bạn muốn biết gì?" not in forged.text
    assert forged.text != phrases.FAILED
    assert "10 ngày" in (await ask(an, "thế bao lâu có?")).text


async def test_rasa_is_closed_to_everybody_but_the_connector(an, stack):
    base = f"http://127.0.0.1:{stack.ports['RASA_PORT']}"
    channel = f"{base}/webhooks/vneid/webhook"
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/webhooks/rest/webhook", "/model/parse", "/conversations/x/messages"):
            body = {"sender": "x", "message": "/restart", "text": "/restart"}
            assert (await client.post(base + path, json=body)).status_code == 404, path
        asked = {"sender": "e2e-forger", "message": "phí lý lịch tư pháp bao nhiêu"}
        await client.post(channel, json=asked)
        await client.post(channel, json={**asked, "message": "/restart"})
        replies = (await client.post(channel, json={**asked, "message": "thế bao lâu có?"})).json()
        assert "10 ngày" in replies[0]["text"]
        refused = await client.post(channel, json={"sender": "x", "payload": "/restart"})
        assert refused.status_code == 400
    for port in stack.ports.values():
        with socket.socket() as probe:  # answers only if the program listens on every address
            assert probe.connect_ex(("127.0.0.2", port)) != 0, port


async def test_the_topic_menu_edits_one_message(an):
    menu = await ask(an, "/chude")
    an.press(menu, menu.titles[0])
    group = await edited(an, menu)
    an.press(group, group.titles[0])
    topic = await edited(an, group)
    assert "chọn chủ đề" in group.text
    assert "bạn muốn biết gì?" in topic.text
    assert an.texts == [topic.text]


async def edited(chat: Chat, before: Shown, timeout_s: float = 10.0) -> Shown:
    """Wait until a message is changed and return it as it is then."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        for shown in chat.shown:
            if shown.message_id == before.message_id and shown.edits > before.edits:
                return shown
        await asyncio.sleep(0.05)
    raise TimeoutError(f"not edited: {before.text}")


async def test_erasing_leaves_nothing_of_the_conversation(an, stack):
    before = stack.events()
    await ask(an, "phí lý lịch tư pháp bao nhiêu")
    (mine,) = set(stack.events()) - set(before)
    question = await ask(an, "/xoadulieu")
    an.press(question, phrases.ERASE_YES)
    assert (await edited(an, question)).text.startswith("Đã xóa")
    assert mine not in stack.events()
    forgotten = await ask(an, "thế bao lâu có?")
    assert "10 ngày" not in forgotten.text
    assert forgotten.text != phrases.FAILED


async def test_numbers_of_citizens_and_what_they_type_stay_out_of_files_and_log(an, stack):
    an.send("số căn cước của tôi 001099012345, phí lý lịch tư pháp bao nhiêu")
    warning, _ = await an.next_many(2)
    assert warning.text == phrases.PERSONAL_DATA
    for path in [stack.log, *stack.var.iterdir()]:
        assert b"001099012345" not in path.read_bytes(), path
    for secret in (stack.telegram.token, "lý lịch tư pháp bao nhiêu", str(an.id)):
        assert secret not in stack.written()


async def test_sigterm_answers_what_was_accepted_and_ends_every_program(stack):
    newest = [stack.pid(program) for program in PROGRAMS]
    assert all(is_alive(pid) for pid in newest)
    people = [stack.person(f"P{n}") for n in range(12)]
    for person in people:
        person.send("phí lý lịch tư pháp bao nhiêu")
    while stack.telegram.state.updates:  # until the connector has them
        await asyncio.sleep(0.001)
    began = time.monotonic()
    assert await stack.stop() == 0
    for person in people:
        (answer,) = person.shown
        assert "200.000 đồng" in answer.text
        assert answer.sent_at - began < 10
    assert not any(is_alive(pid) for pid in stack.pids())
    for program in PROGRAMS:
        assert f"{program}: đã dừng" in stack.written()
    assert "buộc dừng" not in stack.written()
