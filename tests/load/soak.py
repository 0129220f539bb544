"""Half the load for a long time: everything answered, memory flat."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from tests.load.assistant import Health, running
from tests.load.inbox import Inbox
from tests.load.lives import make_lives
from tests.load.memory import Course, MemoryCourse
from tests.load.phase import Runner
from tests.load.report import phase_rows, print_faults, print_memory, print_table, say


@dataclass(frozen=True)
class SoakPlan:
    chats: int
    minutes: float
    per_second: float
    lives: int  # different ones; each is told again alone, to compare, which takes its time
    seed: int


async def run_soak(plan: SoakPlan) -> int:
    """Print the table; 1 if anything was lost, doubled, out of order, broken or grew."""
    seconds = 60 * plan.minutes
    steps = int(seconds * plan.per_second / plan.chats * 1.6) + 3
    different = make_lives(min(plan.lives, plan.chats), steps, plan.seed)
    lives = [different[number % len(different)] for number in range(plan.chats)]
    say("starting the assistant…")
    async with running() as stack:
        async with Inbox(stack.telegram.state, stack.var / "connector.db") as inbox:
            await inbox.empty(60.0)
            health, runner = Health(stack), Runner(stack, inbox)
            async with MemoryCourse(health.pids) as memory:
                telling = asyncio.create_task(_tell(memory))
                phase = await runner.phase("soak", lives, plan.per_second, seconds, plan.seed)
                telling.cancel()
            say("the same lives, told one message after the other, to compare…")
            await runner.check(phase)
            faults = [*health.faults(), *phase.faults, *_growth(memory.of)]
    print_table(f"{plan.minutes:.0f} minutes at half load", [phase.name], phase_rows([phase]))
    print_memory(memory.of)
    return print_faults(faults)


def _growth(memory: dict[str, Course]) -> list[str]:
    return [
        f"{name} grew: {course.slope:+.1f} MiB/h after the warm-up"
        for name, course in memory.items()
        if not course.is_flat
    ]


async def _tell(memory: MemoryCourse) -> None:
    """Show progress every minute."""
    began = time.monotonic()
    while True:
        await asyncio.sleep(60)
        sizes = ", ".join(f"{name} {c.sizes[-1]:.0f}" for name, c in memory.of.items() if c.sizes)
        say(f"{(time.monotonic() - began) / 60:.0f} min: {sizes} MiB")
