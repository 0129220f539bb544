"""What goes wrong on a machine, done to the real programs while citizens ask.

Each gets a late answer, after one honest sentence at most; nobody is left without one, nobody
is answered twice. Signals stop, resume and kill; limits fill the disk; the emulated Telegram
fails as the real one does.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from telegram import Bot

from bot.telegram import phrases
from tests.e2e.stack import LOADING_S, PROGRAMS, Stack, ask, is_alive
from tests.telegram_server.people import Chat

pytestmark = [
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(sys.platform != "linux", reason="limits of a running process: prlimit"),
]
FEE = "phí lý lịch tư pháp bao nhiêu"
DAY_S = 86_400.0
HTML = "<html><body><h1>{}</h1><hr>nginx</body></html>"
# Each names its topic, so that its answer does not hang on what was said before.
QUESTIONS = (
    FEE,
    "làm hộ chiếu phổ thông hết bao nhiêu tiền",
    "lý lịch tư pháp bao lâu có kết quả",
    "cấp lại thẻ căn cước ở đâu",
    "khai tử liên thông cần giấy tờ gì",
)


def answers(chat: Chat) -> list[str]:
    """Return what was said but the notices."""
    return [text for text in chat.texts if text not in (phrases.STARTING, phrases.UNSURE)]


async def until(condition: Callable[[], object], timeout_s: float = 20.0) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.05)


class Witness:
    """Remembers what each chat was to get in this module; a double may come much later."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.right: dict[str, str] = {}  # question -> its answer in quiet times
        self._expected: list[tuple[Chat, list[str]]] = []

    async def saw(self, chat: Chat, *questions: str, notices: int = 0) -> None:
        """Wait for the right answer to each question, in order, with that many notices at most."""
        expected = [self.right[question] for question in questions]
        await until(lambda: len(answers(chat)) >= len(expected), LOADING_S)
        assert answers(chat) == expected
        assert len(chat.texts) - len(expected) <= notices, chat.texts
        self._expected.append((chat, list(chat.texts)))

    async def nothing_more(self) -> None:
        await asyncio.sleep(0.5)
        for chat, texts in self._expected:
            assert chat.texts == texts

    async def accepted(self) -> None:
        """Wait until Telegram holds no update any more: all are in the connector's store."""
        await until(lambda: not self.stack.telegram.state.updates)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def witness(stack: Stack) -> AsyncIterator[Witness]:
    await stack.up()
    witness = Witness(stack)
    for question in QUESTIONS:
        witness.right[question] = (await ask(stack.person("Quỳnh"), question)).text
    assert "200.000 đồng" in witness.right[FEE]
    assert len(set(witness.right.values())) == len(QUESTIONS)
    yield witness
    await stack.up()
    await witness.nothing_more()


@pytest.fixture(autouse=True)
def _healed(stack: Stack):
    """Take away what a failed test left: the clock, a stopped program."""
    yield
    stack.set_clock(0.0)
    for program in PROGRAMS:
        if is_alive(stack.pid(program)):
            stack.send_signal(program, signal.SIGCONT)


async def test_a_slow_rasa_answers_late_and_once(stack, witness):
    people = [stack.person(f"Chậm {n}") for n in range(3)]
    stack.send_signal("rasa", signal.SIGSTOP)
    for person in people:
        person.send(FEE)
    await asyncio.sleep(3.0)
    assert not any(person.texts for person in people)
    stack.send_signal("rasa", signal.SIGCONT)
    for person in people:
        await witness.saw(person, FEE)


async def test_an_action_server_killed_in_the_middle_of_a_turn_is_asked_again(stack, witness):
    an, binh = stack.person("An"), stack.person("Bình")
    stack.send_signal("actions", signal.SIGSTOP)
    an.send(FEE)
    await asyncio.sleep(1.0)
    stack.send_signal("actions", signal.SIGKILL)
    binh.send(FEE)
    for person in (an, binh):
        await witness.saw(person, FEE, notices=1)


async def test_what_a_killed_connector_had_accepted_is_answered_once(stack, witness):
    people = [stack.person(f"Chờ {n}") for n in range(3)]
    stack.send_signal("rasa", signal.SIGSTOP)
    for person in people:
        person.send(FEE)
    await witness.accepted()
    stack.send_signal("telegram", signal.SIGKILL)
    stack.send_signal("rasa", signal.SIGCONT)
    for person in people:
        await witness.saw(person, FEE)


async def test_a_question_outlives_its_rasa_and_then_every_program(stack, witness):
    an = stack.person("An")
    stack.send_signal("actions", signal.SIGSTOP)  # the turn waits there
    an.send(FEE)
    await asyncio.sleep(1.0)
    stack.send_signal("rasa", signal.SIGKILL)
    assert (await an.next()).text == phrases.STARTING
    for pid in (stack.process.pid, *map(stack.pid, PROGRAMS)):
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    await stack.process.wait()
    await until(lambda: not any(is_alive(pid) for pid in stack.pids()))
    await stack.start()
    await witness.saw(an, FEE, notices=1)


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 1},
        {"status": 500, "times": 2},
        {"status": 502, "body": HTML.format("502 Bad Gateway")},
        {"status": 403, "body": HTML.format("403 Forbidden")},
        {"status": 200, "delay_s": 2.0},
    ],
    ids=lambda fault: f"{fault['status']}{' page' if 'body' in fault else ''}",
)
async def test_an_answer_that_telegram_does_not_take_arrives_later(stack, witness, fault):
    an = stack.person("An")
    stack.telegram.fail("sendMessage", **fault)
    stack.telegram.fail("getUpdates", **fault)
    an.send(FEE)
    await witness.saw(an, FEE)


async def test_a_send_cut_off_is_told_and_can_be_asked_for(stack, witness):
    an = stack.person("An")
    stack.telegram.fail("sendMessage", status=0)
    an.send(FEE)
    note = await an.next()
    assert note.text == phrases.UNSURE
    an.press(note, phrases.UNSURE_BUTTON)
    await witness.saw(an, FEE, notices=1)


async def test_telegram_out_of_reach_delays_questions_and_answers(stack, witness):
    answered, asked = stack.person("An"), stack.person("Bình")
    stack.send_signal("rasa", signal.SIGSTOP)
    answered.send(FEE)
    await witness.accepted()
    await stack.telegram.stop()
    asked.send(FEE)
    stack.send_signal("rasa", signal.SIGCONT)
    await asyncio.sleep(3.0)
    assert not answered.texts
    await stack.telegram.start()
    for person in (answered, asked):
        await witness.saw(person, FEE)


async def test_a_second_poller_delays_and_doubles_nothing(stack, witness):
    an = stack.person("An")
    await until(lambda: stack.telegram.state.polls)
    poll = stack.telegram.called("getUpdates")[-1]
    async with Bot(stack.telegram.token, base_url=f"{stack.telegram.url}/bot") as other:
        for _ in range(3):
            polling = asyncio.create_task(other.get_updates(timeout=2))
            await asyncio.sleep(0.3)
            an.send(FEE)
            await asyncio.gather(polling, return_exceptions=True)
    await witness.saw(an, *[FEE] * 3)
    assert poll.status == 409


async def test_an_update_delivered_again_is_answered_once(stack, witness):
    an = stack.person("An")
    update = stack.telegram.state.updates[an.send(FEE)]
    await witness.accepted()
    stack.telegram.state.force(update)
    await witness.saw(an, FEE)
    stack.telegram.state.force(update)
    await witness.accepted()
    stack.send_signal("telegram", signal.SIGKILL)
    stack.telegram.state.force(update)
    await witness.accepted()


@pytest.mark.parametrize("days", [-1, 1])
async def test_after_the_clock_was_set_people_are_answered_remembered_and_may_press(
    stack, witness, days
):
    an, binh, cuc = stack.person("An"), stack.person("Bình"), stack.person("Cúc")
    hour = "thế bao lâu có?"
    await ask(an, QUESTIONS[1])
    shown = await ask(cuc, FEE)
    stack.send_signal("rasa", signal.SIGSTOP)
    binh.send(FEE)
    await witness.accepted()
    stack.set_clock(days * DAY_S)
    stack.send_signal("telegram", signal.SIGKILL)  # a starting connector deletes what is too old
    stack.send_signal("rasa", signal.SIGCONT)
    await witness.saw(binh, FEE)
    day = time.strftime("%Y-%m-%d", time.localtime(time.time() + days * DAY_S))
    assert f'"time": "{day}' in stack.written(), "the clock was not set"
    cuc.press(shown, shown.titles[0])
    pressed = await cuc.next()
    assert pressed.text not in (shown.text, phrases.BUTTON_EXPIRED, phrases.FAILED)
    for ahead_s in (days * DAY_S, 0.0):
        stack.set_clock(ahead_s)
        await asyncio.sleep(0.1)
        assert (await ask(an, FEE)).text == witness.right[FEE]
        assert "10 ngày" in (await ask(an, hour)).text
    for chat in (an, cuc):
        await chat.nothing()


async def test_killed_at_random_moments_every_question_gets_one_answer_in_order(stack, witness):
    chance = random.Random(7)
    people = [stack.person(f"P{n}") for n in range(30)]
    killed = ["telegram", "rasa", "actions", "telegram", "actions"]
    asked: dict[Chat, list[str]] = {person: [] for person in people}

    def answered() -> int:
        return sum(len(answers(person)) for person in people)

    async def talk(person: Chat) -> None:
        for _ in range(4):
            await asyncio.sleep(chance.uniform(0.0, 4.0))
            question = chance.choice(QUESTIONS)
            person.send(question)
            asked[person].append(question)

    async def kill() -> None:
        for program in killed:
            await asyncio.sleep(chance.uniform(0.5, 4.0))
            while not is_alive(stack.pid(program)):
                await asyncio.sleep(0.1)
            stack.send_signal(program, signal.SIGKILL)
        before = answered()
        await until(lambda: answered() > before + 20, LOADING_S)
        stack.send_signal("telegram", signal.SIGKILL)  # while the late answers go out

    await asyncio.gather(kill(), *map(talk, people))
    notes = 0
    for person in people:
        notes += await settle(person, [witness.right[question] for question in asked[person]])
    assert notes <= 10 * killed.count("telegram"), "the window of doubt is wide"


async def settle(person: Chat, expected: list[str]) -> int:
    """Wait for all answers, asking for those in doubt; return how many were in doubt.

    A send that was under way when the connector was killed may have arrived or not.
    """
    await until(
        lambda: len(answers(person)) + person.texts.count(phrases.UNSURE) >= len(expected),
        LOADING_S,
    )
    await asyncio.sleep(0.1)
    seen, notes = answers(person), [s for s in person.shown if s.text == phrases.UNSURE]
    rest = iter(expected)
    assert all(answer in rest for answer in seen), (seen, expected)  # a part of it, in order
    missing = len(expected) - len(seen)
    assert 0 <= missing <= len(notes)
    assert person.texts.count(phrases.STARTING) <= 3
    if missing:
        for note in notes:
            person.press(note, phrases.UNSURE_BUTTON)
        await until(lambda: len(answers(person)) == len(seen) + len(notes))
        assert not Counter(expected) - Counter(answers(person))
    return len(notes)


async def test_a_hanging_action_server_is_waited_for_longer_than_one_request(stack, witness):
    an = stack.person("An")
    stack.send_signal("actions", signal.SIGSTOP)
    an.send(FEE)
    await asyncio.sleep(22.0)  # ConnectorSettings.rasa_timeout_s is 20
    assert not an.texts
    stack.send_signal("actions", signal.SIGCONT)
    await witness.saw(an, FEE)


async def test_on_a_full_disk_questions_wait_and_none_is_lost(stack, witness):
    an, binh, cuc = stack.person("An"), stack.person("Bình"), stack.person("Cúc")
    connector, supervisor = stack.pid("telegram"), stack.process.pid
    stack.send_signal("rasa", signal.SIGSTOP)
    an.send(FEE)
    await witness.accepted()
    for pid in (connector, supervisor):  # what the supervisor starts inherits the limit
        fill_disk(pid)
    binh.send(FEE)
    stack.send_signal("rasa", signal.SIGCONT)
    await asyncio.sleep(1.5)
    assert not an.texts
    assert stack.telegram.state.updates
    os.kill(connector, signal.SIGKILL)
    await asyncio.sleep(3.0)
    assert stack.is_running
    free_disk(supervisor)
    for person in (an, binh):
        await witness.saw(person, FEE)
    events = stack.events()
    fill_disk(stack.pid("rasa"))
    assert (await ask(cuc, FEE)).text == witness.right[FEE]  # without a memory
    free_disk(stack.pid("rasa"))
    assert stack.events() == events, "it was not full"
    assert (await ask(cuc, FEE)).text == witness.right[FEE]
    assert stack.events() != events


def fill_disk(pid: int) -> None:
    """Let no write to a file of this process succeed."""
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))


def free_disk(pid: int) -> None:
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
