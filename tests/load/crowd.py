"""Chats that tell their lives: at their own pace whatever the answers, or alone and waiting."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.e2e.stack import Stack
from tests.load.inbox import Inbox
from tests.load.lives import NOT_PRESSED, THANKS, Life, Step
from tests.load.screens import Read, Screens, watch
from tests.telegram_server.people import Chat

_ALONE_EVERY_S = 3.1  # a person may send 20 messages a minute
_SHORTEST_GAP_S = 3.1
Answers = list[tuple[str, ...]]  # the texts that came for each step


@dataclass
class Told:
    """How one chat told its life. `sent` and `late_s` have one entry a step."""

    chat: Chat
    life: Life
    sent: list[float] = field(default_factory=list)  # time.monotonic()
    late_s: list[float] = field(default_factory=list)  # behind the schedule: our own slowness
    update_ids: list[int] = field(default_factory=list)


class Crowd:
    def __init__(self, stack: Stack, inbox: Inbox) -> None:
        self._stack = stack
        self._inbox = inbox
        self.screens: Screens = watch(stack.telegram.state)

    async def tell(
        self, lives: Sequence[Life], per_second: float, seconds: float, seed: int
    ) -> list[Told]:
        """Let one chat a life write for `seconds`, all together `per_second` messages.

        Nobody waits for an answer, except to press a button under it.
        """
        gap_s = len(lives) / per_second
        if gap_s < 2 * _SHORTEST_GAP_S:
            raise ValueError("more chats, or fewer messages a second: the limit of a person is 20")
        all_told = [Told(self._stack.person(f"Người {n}"), life) for n, life in enumerate(lives)]
        began = time.monotonic()
        await asyncio.gather(
            *(
                self._tell(told, times, began)
                for n, told in enumerate(all_told)
                for times in [_times(random.Random(f"{seed}:{n}"), gap_s, seconds)]
            )
        )
        return all_told

    async def alone(self, all_told: Sequence[Told], at_once: int) -> dict[Life, Answers]:
        """Return what each life gets when told by somebody who waits for every answer."""
        lengths: dict[Life, int] = {}
        for told in all_told:
            lengths[told.life] = max(len(told.sent), lengths.get(told.life, 0))
        free = asyncio.Semaphore(at_once)

        async def tell(life: Life, length: int) -> Answers:
            async with free:
                return await self._wait_for_each(life[:length])

        answers = await asyncio.gather(*(tell(life, length) for life, length in lengths.items()))
        return dict(zip(lengths, answers))

    def read(self, told: Told) -> list[Read]:
        return self.screens.read[told.chat.id]

    async def _tell(self, told: Told, times: Sequence[float], began: float) -> None:
        for step, at in zip(told.life, times):
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            told.late_s.append(time.monotonic() - began - at)
            if step is None and told.update_ids:
                await self._inbox.done(told.update_ids[-1])
            told.sent.append(time.monotonic())
            told.update_ids.append(self._do(told.chat, step))

    async def _wait_for_each(self, life: Life) -> Answers:
        chat, answers = self._stack.person("Một mình"), []
        read = self.screens.read[chat.id]
        for step in life:
            began, before = time.monotonic(), len(read)
            await self._inbox.done(self._do(chat, step))
            answers.append(tuple(item.text for item in read[before:]))
            await asyncio.sleep(max(0.0, began + _ALONE_EVERY_S - time.monotonic()))
        return answers

    def _do(self, chat: Chat, step: Step) -> int:
        if step is not None:
            return chat.send(step)
        last = self.screens.read[chat.id][-1:]
        shown = self.screens[(chat.id, last[0].shown.message_id)] if last else None
        for row in shown.keyboard if shown is not None else ():
            for button in row:
                if "callback_data" in button and button["text"] not in NOT_PRESSED:
                    return chat.press_data(shown.message_id, button["callback_data"])
        return chat.send(THANKS)


def _times(chance: random.Random, gap_s: float, seconds: float) -> list[float]:
    """Return when somebody writes, in seconds from the start."""
    times, at = [], chance.uniform(0, gap_s)
    while at < seconds:
        times.append(at)
        at += max(_SHORTEST_GAP_S, chance.uniform(0.4, 1.6) * gap_s)
    return times
