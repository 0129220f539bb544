"""Normal chats with and without somebody who floods the bot."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import ConnectorSettings
from tests.load import flooder
from tests.load.assistant import Health, running
from tests.load.inbox import Inbox
from tests.load.lives import make_lives
from tests.load.memory import MemoryCourse
from tests.load.phase import Phase, Runner
from tests.load.report import phase_rows, print_faults, print_memory, print_table, say

# What the flooder may cost the others: a little, never a queue.
_SLOWER_BY = 1.5
_SLOWER_BY_S = 0.1


@dataclass(frozen=True)
class FloodPlan:
    chats: int
    seconds: float
    per_second: float  # of all normal chats together
    flooder_per_second: float
    seed: int


async def run_flood(plan: FloodPlan) -> int:
    """Print the table; 1 if anything was lost, doubled, out of order, slow or broken."""
    steps = int(plan.seconds * plan.per_second / plan.chats * 1.6) + 3
    # Different ones, for the normaliser remembers sentences.
    first, second, third = (
        make_lives(plan.chats, steps, seed) for seed in range(plan.seed, plan.seed + 3)
    )
    say("starting the assistant…")
    async with running() as stack:
        async with Inbox(stack.telegram.state, stack.var / "connector.db") as inbox:
            await inbox.empty(60.0)
            health, runner = Health(stack), Runner(stack, inbox)
            say("first answers…")
            await runner.phase("warm-up", first, plan.per_second, 10.0, plan.seed)
            async with MemoryCourse(health.pids) as memory:
                say(f"{plan.chats} chats for {plan.seconds:.0f} s…")
                quiet = await runner.phase(
                    "alone", second, plan.per_second, plan.seconds, plan.seed
                )
                say("and once more beside a flooder…")
                flooded = await runner.phase(
                    "with a flooder",
                    third,
                    plan.per_second,
                    plan.seconds,
                    plan.seed,
                    plan.flooder_per_second,
                )
            say("the same lives, told one message after the other, to compare…")
            for phase in (quiet, flooded):
                await runner.check(phase)
            faults = [*health.faults(), *quiet.faults, *flooded.faults]
    faults += flooder.faults(flooded.flooder_read, ConnectorSettings.messages_per_minute)
    faults += _slowness(quiet, flooded)
    phases = (quiet, flooded)
    names = [phase.name for phase in phases]
    print_table("One abuser among normal chats", names, phase_rows(phases))
    print_memory(memory.of)
    return print_faults(faults)


def _slowness(quiet: Phase, flooded: Phase) -> list[str]:
    before, after = quiet.wait(0.95), flooded.wait(0.95)
    if before is None or after is None or after <= _SLOWER_BY * before + _SLOWER_BY_S:
        return []
    return [f"the flooder slowed the others: p95 {before:.3f} s, with it {after:.3f} s"]
