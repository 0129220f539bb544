"""Feedback is kept without the question; deleting deletes everything."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from bot.telegram import phrases
from tests.bot.telegram.conftest import until

pytestmark = pytest.mark.asyncio
ABOUT = {"decision": "answer", "topic": "ho-chieu", "aspect": "fee", "passage": "ho-chieu#fee"}


@pytest.fixture
def rasa_answers(rasa):
    rasa.answer = lambda body: [{"text": f"đáp: {body.get('message')}", "custom": ABOUT}]
    return rasa


def rows(settings, table: str) -> list[dict]:
    with create_engine(settings.database_url, future=True).connect() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


async def answer(chat):
    chat.send("phí hộ chiếu của 012345678901?")
    return (await chat.next_many(2))[1]


async def test_an_answer_carries_feedback_and_a_link_to_share(
    telegram_server, rasa_answers, connector
):
    shown = await answer(telegram_server.person())
    assert shown.titles == [phrases.SHARE, phrases.HELPFUL, phrases.NOT_RIGHT]
    assert shown.keyboard[0][0]["url"] == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fvneid_thu_bot%3Fstart%3Dho-chieu"
    )


async def test_helpful_is_thanked_in_passing_and_kept_without_the_question(
    telegram_server, rasa_answers, connector, settings
):
    an = telegram_server.person()
    an.press(await answer(an), "Hữu ích")
    await until(lambda: an.shown[1].titles == [phrases.SHARE])
    await an.nothing(0.1)
    assert an.toasts == [phrases.THANKS_UP]
    (kept,) = rows(settings, "feedback")
    assert (kept["verdict"], kept["passage"], kept["comment"]) == ("up", "ho-chieu#fee", None)
    assert "hộ chiếu" not in str(kept)


async def test_not_right_asks_for_a_reason_and_then_for_a_sentence(
    telegram_server, rasa_answers, connector, settings
):
    an = telegram_server.person()
    an.press(await answer(an), "Chưa đúng")
    reasons = await an.next()
    assert reasons.titles == list(phrases.REASONS.values())
    an.press(reasons, "Thông tin đã cũ")
    prompt = await an.next()
    assert prompt.force_reply
    an.reply(prompt, "phí mới là khác, số tôi 012345678901")
    assert (await an.next()).text == phrases.FEEDBACK_KEPT
    (kept,) = rows(settings, "feedback")
    assert (kept["verdict"], kept["reason"]) == ("down", "outdated")
    assert kept["comment"] == "phí mới là khác, số tôi <CCCD>"
    assert an.shown[2].text == phrases.REASON_KEPT.format(reason="thông tin đã cũ")
    asked = len(rasa_answers.asked)
    an.reply(prompt, "thế phí hộ chiếu?")  # only the first reply is feedback
    await an.next()
    assert len(rasa_answers.asked) == asked + 1


async def test_a_question_asked_instead_of_a_sentence_is_answered(
    telegram_server, rasa_answers, connector
):
    an = telegram_server.person()
    an.send("/gopy")
    assert (await an.next()).force_reply
    an.send("phí bao nhiêu")
    assert (await an.next()).text == "đáp: phí bao nhiêu"


async def test_free_feedback_is_taken_in_one_or_two_steps(
    telegram_server, rasa_answers, connector, settings
):
    an = telegram_server.person()
    an.send("/gopy trợ lý tốt lắm")
    assert (await an.next()).text == phrases.FEEDBACK_KEPT
    an.send("/gopy")
    an.reply(await an.next(), "thêm phần đất đai")
    assert (await an.next()).text == phrases.FEEDBACK_KEPT
    comments = [row["comment"] for row in rows(settings, "feedback")]
    assert comments == ["trợ lý tốt lắm", "thêm phần đất đai"]
    assert rasa_answers.asked == []


async def test_cancelling_makes_a_later_reply_a_question(telegram_server, rasa_answers, connector):
    an = telegram_server.person()
    an.send("/gopy")
    prompt = await an.next()
    an.send("/huy")
    await an.next()
    an.reply(prompt, "phí?")
    assert (await an.next()).text == "đáp: phí?"


async def test_deleting_asks_first_then_deletes_everything_of_this_chat_only(
    telegram_server, rasa_answers, connector, settings
):
    an, binh = telegram_server.person("An"), telegram_server.person("Bình")
    for chat in (an, binh):
        chat.press(await answer(chat), "Hữu ích")
    an.send("/xoadulieu")
    ask = await an.next()
    assert "Không lấy lại được" in ask.text
    rasa_answers.answer = lambda body: [{"text": "", "custom": {"erased": 12}}]
    an.press(ask, phrases.ERASE_YES)
    await until(lambda: an.shown[2].edits)
    assert an.shown[2].text.startswith("Đã xóa: nội dung hội thoại, 1 góp ý")
    erased = rasa_answers.asked[-1]
    assert erased["payload"] == "/erase_me"
    await until(lambda: not rows(settings, "outbox"))
    for table in ("feedback", "buttons", "prompts", "chats", "outbox"):
        assert erased["sender"] not in {row["chat_key"] for row in rows(settings, table)}, table
    assert {row["chat_key"] for row in rows(settings, "inbox")} == {None}
    assert len(rows(settings, "feedback")) == 1


async def test_not_deleting_keeps_everything(telegram_server, rasa_answers, connector, settings):
    an = telegram_server.person()
    an.send("/gopy hay")
    await an.next()
    an.send("/xoadulieu")
    an.press(await an.next(), phrases.ERASE_NO)
    await until(lambda: an.texts[1] == phrases.ERASE_KEPT)
    assert len(rows(settings, "feedback")) == 1


async def test_a_failed_deletion_is_said_so(telegram_server, rasa_answers, connector, settings):
    an = telegram_server.person()
    an.send("/gopy hay")
    await an.next()
    an.send("/xoadulieu")
    ask = await an.next()
    rasa_answers.answer = lambda body: []
    an.press(ask, phrases.ERASE_YES)
    assert (await an.next()).text == phrases.ERASE_FAILED
    assert len(rows(settings, "feedback")) == 1
