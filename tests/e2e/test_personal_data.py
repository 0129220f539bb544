"""1,000 messages with made-up personal data through the whole system, and then the search for it.

Every database, log, queue, metric and temporary file that one of the programs wrote is looked
at, deleted rows and open files included. What a citizen is answered is looked at as well.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from tests.e2e.stack import ROOT, Stack
from tests.personal.haystack import Needles, texts_of
from tests.personal.planted import Planter, Value, wordings
from tests.telegram_server.people import Chat

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]
SEED = 20261122
PEOPLE = 125
EACH = 8  # messages of one person; the limit is 20 a minute
PATIENCE_S = 240.0
# Written by others than our programs, or by pytest itself.
NOT_OURS = {".git", ".venv", ".tools", "node_modules", "__pycache__", ".pytest_cache"}
NOT_OURS |= {".ruff_cache", ".hypothesis"}


class Sent:
    """What was planted, and in which updates."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.updates: list[dict] = []
        self.asked: list[Chat] = []


def send(sent: Sent, chat: Chat, text: str, how: int, planter: Planter) -> None:
    """Send a text in one of the ways that Telegram has for it."""
    if how == 0:
        chat.send_message(caption=text, photo=[_file(640)])
    elif how == 1:
        name = planter.value("HỌ TÊN")
        sent.values.append(Value("HỌ TÊN", name))
        origin = {"type": "hidden_user", "sender_user_name": name, "date": int(time.time())}
        chat.send(text, forward_origin=origin)
    elif how == 2:
        chat.edit(chat.make(text="x")["message_id"], text)
    elif how == 3:
        chat.send(f"/gopy {text}")
    elif how == 4:
        number = planter.value("CCCD")
        sent.values.append(Value("CCCD", number))
        document = {**_file(), "file_name": f"cccd {number}.pdf", "mime_type": "application/pdf"}
        chat.send_message(caption=text, document=document)
    elif how == 5:
        chat.send(f"/start {text}")
    else:
        chat.send(text)


def send_without_text(sent: Sent, chat: Chat, planter: Planter) -> None:
    """Send a contact, a place, an inline query, and words between others in a group."""
    name, phone, other = (planter.value(kind) for kind in ("HỌ TÊN", "SĐT", "SĐT"))
    where, number, email = (planter.value(kind) for kind in ("ĐỊA CHỈ", "CCCD", "EMAIL"))
    kinds = ("HỌ TÊN", "SĐT", "SĐT", "ĐỊA CHỈ", "CCCD", "EMAIL")
    sent.values += [Value(k, v) for k, v in zip(kinds, (name, phone, other, where, number, email))]
    vcard = f"BEGIN:VCARD\nFN:{name}\nTEL:{other}\nEND:VCARD"
    chat.send_message(contact={"phone_number": phone, "first_name": name, "vcard": vcard})
    place = {"latitude": 21.028511, "longitude": 105.804817}
    chat.send_message(venue={"location": place, "title": name, "address": where}, location=place)
    query = {"id": f"q{chat.id}", "from": chat.person, "query": number, "offset": ""}
    chat._state.push("inline_query", query)
    group = chat._state.group(chat)
    group.send(f"mọi người ơi mail em {email}")


def _file(width: int | None = None) -> dict:
    size = {} if width is None else {"width": width, "height": width}
    return {"file_id": "AgAD", "file_unique_id": "A", **size}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sent(stack: Stack) -> Sent:
    """Everything was sent, answered and noted down by the programs."""
    await stack.up()
    planter, chance = Planter(SEED, sure_names=True), random.Random(SEED)
    sent, telegram = Sent(), stack.telegram
    messages = islice(planter.messages(wordings()), PEOPLE * EACH)
    push, first = telegram.state.push, time.time()

    def noted(kind: str, content: dict, *more: int) -> int:
        sent.updates.append(content)
        return push(kind, content, *more)

    telegram.state.push = noted
    try:
        for number in range(PEOPLE):
            name = planter.value("HỌ TÊN")
            sent.values.append(Value("HỌ TÊN", name))
            chat = stack.person(name)
            sent.asked.append(chat)
            for message in islice(messages, EACH):
                sent.values += message.values
                send(sent, chat, message.text, chance.randrange(30), planter)
            if number % 10 == 0:
                send_without_text(sent, chat, planter)
            await asyncio.sleep(0)
        await until_answered(stack)
    finally:
        telegram.state.push = push
    print(f"{len(sent.updates)} updates in {time.time() - first:.0f} s")
    return sent


async def until_answered(stack: Stack) -> None:
    """Wait until Telegram has no update left and the connector has no work."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if not stack.telegram.state.updates:
            text = await metrics(stack)
            if re.search(r"^vneid_connector_queue 0\.0$", text, re.MULTILINE):
                return
        await asyncio.sleep(0.5)
    raise TimeoutError(f"{len(stack.telegram.state.updates)} updates wait. {await metrics(stack)}")


async def metrics(stack: Stack) -> str:
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"http://127.0.0.1:{stack.ports['METRICS']}/metrics"
        return (await client.get(url, timeout=10.0)).text


def written_since(began: float, stack: Stack) -> Iterator[Path]:
    """Yield every file that a program of the assistant may have written."""
    yield stack.log
    yield from (path for path in stack.var.rglob("*") if path.is_file())
    home = Path.home()
    places = [ROOT, Path(tempfile.gettempdir()), home / ".config", home / ".cache", home / ".rasa"]
    for place in places:
        for folder, folders, files in os.walk(place):
            folders[:] = [f for f in folders if f not in NOT_OURS and "pytest-of" not in f]
            for name in files:
                path = Path(folder) / name
                try:
                    if path.is_file() and path.stat().st_mtime >= began:
                        yield path
                except OSError:
                    continue
    for pid in {stack.process.pid, *map(stack.pid, ("telegram", "actions", "rasa"))}:
        for link in Path(f"/proc/{pid}/fd").glob("*"):
            # Also one that has no name any more.
            if link.is_file() and link.stat().st_mtime >= began:
                yield link


def contents(paths: Iterator[Path]) -> dict[str, bytes]:
    """Return what is in the files, each once."""
    found: dict[str, bytes] = {}
    for path in paths:
        try:
            found.setdefault(str(path.resolve()), path.read_bytes())
        except OSError:  # a socket, or gone meanwhile
            continue
    return found


def search(files: dict[str, bytes], needles: Needles) -> list[str]:
    """Return what of the planted data is in which file."""
    found = {
        f"{name}: {line}"
        for name, data in files.items()
        for text in texts_of(data)
        for line in needles.found_in(text)
    }
    return sorted(found)


async def test_every_message_was_answered(sent, stack):
    text = await metrics(stack)
    assert len(sent.updates) >= 1000
    assert not re.search(r'failures_total\{stage="(?:internal|rasa|send|store)"\}', text)
    assert not re.search(r'answered_total\{decision="failed"\}', text)
    silent = [chat.id for chat in sent.asked if len(chat.texts) < EACH]
    assert silent == []


async def test_the_search_would_find_each_planted_value(sent):
    needles, found = Needles(sent.values), set()
    for update in sent.updates:
        found |= needles.found_in(json.dumps(update, ensure_ascii=False))
    assert len(found) >= len(sent.values)


async def test_nothing_planted_is_in_anything_that_a_program_wrote(sent, stack):
    files = contents(written_since(_started(stack), stack))
    # In a thread: the emulated Telegram has to go on answering.
    assert await asyncio.to_thread(search, files, Needles(sent.values)) == []
    names = {Path(name).name for name in files}
    assert {"run.log", "tracker.db", "connector.db"} <= names
    assert files[str(stack.var / "tracker.db")].count(b"CCCD") > 100  # it holds the messages


async def test_nothing_planted_is_in_a_metric_or_in_an_answer(sent, stack):
    needles = Needles(sent.values)
    assert needles.found_in(await metrics(stack)) == set()
    answers = "\n".join(text for chat in sent.asked for text in chat.texts)
    assert needles.found_in(answers) == set()


async def test_each_chat_was_told_once_about_its_data(sent):
    told = [sum("thông tin cá nhân; trợ lý đã che" in text for text in c.texts) for c in sent.asked]
    assert max(told) == 1


def _started(stack: Stack) -> float:
    """Return when the assistant started, in Unix seconds."""
    return Path(f"/proc/{stack.process.pid}").stat().st_ctime
