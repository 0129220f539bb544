"""One stretch of load on the assistant, measured."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

from bot.bench.load import percentile
from bot.telegram import phrases
from tests.e2e.stack import Stack
from tests.load.crowd import Crowd, Told
from tests.load.flooder import flood
from tests.load.inbox import Inbox
from tests.load.lives import Life
from tests.load.screens import Read
from tests.load.verdict import Verdict, judge, waits

_DRAIN_S = 120.0
_LOOK_EVERY_S = 2.0
_AT_ONCE_ALONE = 60
_QUEUE = re.compile(r"^vneid_connector_queue (\S+)$", re.MULTILINE)
_NO_ANSWER = (phrases.FAILED, phrases.STARTING, phrases.TOO_MANY)


@dataclass
class Phase:
    """`waits` in seconds, one a message; the rest is counted."""

    name: str
    told: list[Told]
    seconds: float
    machine_load: float  # also by others at work, who make every time longer
    deepest_queue: int = 0
    queue_at_end: int = 0
    is_drained: bool = True
    flooder_sent: int = 0
    flooder_read: list[Read] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    waits: list[float] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return sum(len(told.sent) for told in self.told)

    @property
    def faults(self) -> list[str]:
        """What went wrong for the normal chats."""
        found = [f"{self.name}: {example}" for example in self.verdict.examples]
        if not self.verdict.is_good:
            found.insert(0, f"{self.name}: {self.verdict.counts}")
        if not self.is_drained or self.queue_at_end:
            found.append(f"{self.name}: {self.queue_at_end} updates were left in the queue")
        return found

    @property
    def late_s(self) -> float:
        """How far this program itself was behind its schedule (p95)."""
        return percentile([s for told in self.told for s in told.late_s], 0.95) or 0.0

    def wait(self, share: float) -> float | None:
        return percentile(self.waits, share)


class Runner:
    """Phases on one assistant; afterwards `check` says what went wrong in them."""

    def __init__(self, stack: Stack, inbox: Inbox) -> None:
        self._stack = stack
        self._inbox = inbox
        self._crowd = Crowd(stack, inbox)

    async def phase(
        self,
        name: str,
        lives: Sequence[Life],
        per_second: float,
        seconds: float,
        seed: int,
        flooder_per_second: float = 0.0,
    ) -> Phase:
        flooder = self._stack.person("Người gửi dồn dập")
        began, depths = time.monotonic(), [0]
        looking = asyncio.create_task(self._look_at_queue(depths))
        told, flooder_sent = await asyncio.gather(
            self._crowd.tell(lives, per_second, seconds, seed),
            flood(flooder, flooder_per_second, seconds, seed),
        )
        phase = Phase(name, told, time.monotonic() - began, os.getloadavg()[0])
        phase.flooder_sent = flooder_sent
        phase.is_drained = await self._inbox.empty(_DRAIN_S)
        looking.cancel()
        phase.queue_at_end = len(self._stack.telegram.state.updates) + await self._queue()
        phase.deepest_queue = max(depths)
        phase.flooder_read = self._crowd.screens.read[flooder.id]
        return phase

    async def check(self, phase: Phase) -> None:
        """Tell the same lives again, each message after the last answer, and compare."""
        expected = await self._crowd.alone(phase.told, _AT_ONCE_ALONE)
        for told in phase.told:
            answers, read = expected[told.life][: len(told.sent)], self._crowd.read(told)
            verdict = judge([text for texts in answers for text in texts], [r.text for r in read])
            if unanswered := sum(not texts for texts in answers):
                verdict += Verdict(lost=unanswered, examples=["no answer even when told alone"])
            if any(text in _NO_ANSWER for texts in answers for text in texts):
                verdict += Verdict(strange=1, examples=["not answered even when told alone"])
            if verdict.is_good:
                phase.waits += waits(told.sent, answers, [item.at for item in read])
            phase.verdict += verdict

    async def _look_at_queue(self, depths: list[int]) -> None:
        while True:
            depths.append(await self._queue())
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _queue(self) -> int:
        url = f"http://127.0.0.1:{self._stack.ports['METRICS']}/metrics"
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:
            return int(float(_QUEUE.search((await client.get(url, timeout=30.0)).text)[1]))
