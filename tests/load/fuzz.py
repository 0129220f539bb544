"""Hostile and odd updates through the connector, Rasa and the actions, one chat beside another."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.telegram import phrases
from tests.e2e.stack import Stack
from tests.load.assistant import Health, running
from tests.load.inbox import Inbox
from tests.load.report import print_faults, print_table, say
from tests.load.screens import Read, watch
from tests.load.tracker import Known, Tracker
from tests.load.updates import Input, make_input

_A_CHAT = 15  # inputs from one person; more in a minute would meet the limit
_WITHIN_S = 90.0
_CHECK_EVERY = 500
_LATE_S = 1.0  # in which a second answer would come
_MOST_UNITS = 4096
_FAILURES = (phrases.FAILED, phrases.STARTING, phrases.TOO_MANY)


@dataclass(frozen=True)
class FuzzPlan:
    inputs: int
    first: int
    chats: int  # at once
    seed: int


@dataclass
class FuzzResult:
    faults: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    events: int = 0  # in Rasa's tracker
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")

    @property
    def inputs(self) -> int:
        return sum(self.kinds.values())


class Fuzzer:
    """Sends each input, waits until the connector has done with it, looks at what came."""

    def __init__(self, stack: Stack, inbox: Inbox, plan: FuzzPlan) -> None:
        self._stack = stack
        self._inbox = inbox
        self._plan = plan
        self._screens = watch(stack.telegram.state)
        self._health = Health(stack)
        self._tracker = Tracker(stack.var / "tracker.db", Known.load())
        self._sent: dict[int, Input] = {}
        self._expected: dict[int, int] = {}  # messages read in each chat
        self._next_check = _CHECK_EVERY
        self.result = FuzzResult()

    async def run(self) -> FuzzResult:
        began = time.monotonic()
        first, count = self._plan.first, self._plan.inputs
        starts = iter(range(first, first + count, _A_CHAT))
        await asyncio.gather(*(self._work(starts, first + count) for _ in range(self._plan.chats)))
        self.result.seconds = time.monotonic() - began
        await asyncio.sleep(_LATE_S)
        self._check()
        for chat_id, expected in self._expected.items():
            late = self._screens.read[chat_id][expected:]
            self.result.faults += [f"came late: {item.text[:100]!r}" for item in late]
        self.result.faults += self._health.faults()
        return self.result

    async def _work(self, starts: Iterator[int], end: int) -> None:
        for start in starts:
            chat = self._stack.person("Kẻ phá")
            for number in range(start, min(start + _A_CHAT, end)):
                sent = make_input(self._plan.seed, number, chat)
                await self._send(number, sent, chat.id)
                if _moves(sent.update):  # Telegram sends nothing more from the old chat
                    chat = self._stack.person("Kẻ phá")

    async def _send(self, number: int, sent: Input, chat_id: int) -> None:
        state, read = self._stack.telegram.state, self._screens.read[chat_id]
        update_id = state.next_update_id()
        self._sent[update_id] = sent
        before, began = len(read), time.monotonic()
        state.force({"update_id": update_id, **sent.update})
        is_done = await self._inbox.done(update_id, _WITHIN_S)
        seconds = time.monotonic() - began
        result, came = self.result, read[before:]
        self._expected[chat_id] = len(read)
        result.kinds[sent.kind] += 1
        result.answers += len(came)
        result.slowest = max(result.slowest, (seconds, f"input {number} ({sent.kind})"))
        fault = "no end of work on it" if not is_done else wrong_answer(sent.is_text, came)
        if fault:
            result.faults.append(f"input {number} ({sent.kind}): {fault}")
        if result.inputs >= self._next_check:
            self._next_check += _CHECK_EVERY
            self._check()
            say(
                f"{result.inputs} of {self._plan.inputs}, {len(result.faults)} faults, "
                f"slowest {result.slowest[0]:.1f} s: {result.slowest[1]}"
            )

    def _check(self) -> None:
        self.result.faults += self._tracker.problems(self._sent)
        self.result.events = self._tracker.events


def _moves(update: dict) -> bool:
    message = update.get("message")
    return isinstance(message, dict) and "migrate_to_chat_id" in message


def wrong_answer(is_text: bool, came: list[Read]) -> str:
    """Return what is wrong with the messages that an input got, "" if nothing."""
    texts = [item.text for item in came]
    if any(text in _FAILURES for text in texts):
        return f"answered with a failure: {texts}"
    if texts[:1] == [phrases.PERSONAL_DATA]:
        texts = texts[1:]
    if len(texts) > 1 and sum(map(len, texts)) <= _MOST_UNITS:
        return f"{len(texts)} answers: {texts}"
    return "no answer" if is_text and not texts else ""


async def run_fuzz(plan: FuzzPlan) -> int:
    """Print the table; 1 if anything crashed, was lost, doubled, or decided by a text."""
    say("starting the assistant…")
    async with running() as stack:
        async with Inbox(stack.telegram.state, stack.var / "connector.db") as inbox:
            await inbox.empty(60.0)
            result = await Fuzzer(stack, inbox, plan).run()
    rows = [
        ["inputs", str(result.inputs)],
        ["a second", f"{result.inputs / result.seconds:.1f}"],
        ["messages of the bot", str(result.answers)],
        ["events in Rasa's tracker", str(result.events)],
        ["slowest", f"{result.slowest[0]:.1f} s, {result.slowest[1]}"],
        ["faults", str(len(result.faults))],
        *([f"  {kind}", str(count)] for kind, count in sorted(result.kinds.items())),
    ]
    print_table(f"Fuzz, seed {plan.seed}", [""], rows)
    return print_faults(result.faults)
