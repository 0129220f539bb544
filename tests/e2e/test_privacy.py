"""What is kept, for how long, and where: on the real programs and their real files."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.telegram import phrases
from tests.e2e.stack import Stack, ask
from tests.telegram_server import TelegramServer

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]
KEEP_S = 15.0
FEE = "phí lý lịch tư pháp bao nhiêu"


def files_with(stack: Stack, *words: str) -> list[str]:
    """Return the files of the assistant that hold one of the words, as text or as JSON has it."""
    found = []
    for path in [stack.log, *stack.var.iterdir()]:
        content = path.read_bytes()
        for word in words:
            escaped = word.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
            if word.encode() in content or escaped in content:
                found.append(f"{path.name}: {word}")
    return found


async def until_gone(stack: Stack, *words: str, timeout_s: float = 10.0) -> None:
    end = time.monotonic() + timeout_s
    while found := files_with(stack, *words):
        assert time.monotonic() < end, found
        await asyncio.sleep(0.2)


async def test_after_xoadulieu_no_file_holds_what_was_said(an, stack):
    await ask(an, f"quokkaward {FEE}")
    await ask(an, "/gopy wombatish nên thêm giờ làm việc")
    held = " ".join(files_with(stack, "quokkaward", "wombatish"))
    assert "tracker.db" in held and "connector.db" in held
    question = await ask(an, "/xoadulieu")
    an.press(question, phrases.ERASE_YES)
    await until_gone(stack, "quokkaward", "wombatish")


async def test_a_group_that_becomes_a_supergroup_keeps_its_conversation(an, stack):
    old = stack.telegram.group(an, kind="group")
    new = stack.telegram.group(an)
    old.send(f"@vneid_thu_bot {FEE}")
    assert "200.000 đồng" in (await old.next()).text
    before = stack.events()
    stack.telegram.state.migrated[old.id] = new.id
    old.send_message(migrate_to_chat_id=new.id)
    end = time.monotonic() + 10
    while set(stack.events()) == set(before):
        assert time.monotonic() < end, "the conversation was not moved"
        await asyncio.sleep(0.1)
    assert set(stack.events().values()) >= {max(before.values())}
    new.send("@vneid_thu_bot thế bao lâu có?")
    assert "10 ngày" in (await new.next()).text


async def test_what_the_programs_write_is_for_their_user_alone(an, stack):
    await ask(an, FEE)
    for path in stack.var.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path


@pytest_asyncio.fixture(loop_scope="session")
async def forgetful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stack]:
    """Another assistant, that keeps a silent conversation for KEEP_S seconds."""
    monkeypatch.setenv("KEEP_DAYS", str(KEEP_S / 86_400))
    telegram = TelegramServer()
    await telegram.start()
    stack = Stack(telegram, tmp_path)
    try:
        await stack.start()
        await stack.until_ready()
        yield stack
    finally:
        await stack.stop()
        await telegram.stop()


def chats(stack: Stack) -> int:
    with sqlite3.connect(f"file:{stack.var / 'connector.db'}?mode=ro", uri=True) as database:
        return database.execute("SELECT count(*) FROM chats").fetchone()[0]


async def test_a_silent_conversation_is_forgotten_by_the_running_programs(forgetful):
    silent, lively = forgetful.person("An"), forgetful.person("Bình")
    await ask(silent, f"quokkaward {FEE}")
    began = time.monotonic()
    (mine,) = _of(forgetful, "quokkaward")
    await ask(lively, FEE)
    while time.monotonic() - began < KEEP_S - 5:
        assert mine in forgetful.events(), "forgotten too early"
        await asyncio.sleep(1)
    await ask(lively, "thế bao lâu có?")
    end = time.monotonic() + KEEP_S
    while mine in forgetful.events() or files_with(forgetful, "quokkaward") or chats(forgetful) > 1:
        assert time.monotonic() < end, "not forgotten"
        await asyncio.sleep(0.5)
    assert "Thông tư" in (await ask(lively, "thế phí bao nhiêu?")).text  # it still knows the topic


def _of(stack: Stack, word: str) -> list[str]:
    """Return the conversations in which a word was said."""
    with sqlite3.connect(f"file:{stack.var / 'tracker.db'}?mode=ro", uri=True) as database:
        query = "SELECT DISTINCT sender_id FROM events WHERE data LIKE ?"
        return [row[0] for row in database.execute(query, (f"%{word}%",))]
