"""One chat that sends far more than a person may."""

from __future__ import annotations

import asyncio
import random
import time

from bot.telegram import phrases
from tests.load.screens import Read
from tests.telegram_server.people import Chat

# Short, long, and what the masking of personal data has to look at longest.
_TEXTS = (
    "phí lý lịch tư pháp bao nhiêu",
    "a" * 4096,
    "phí hộ chiếu bao nhiêu tiền, " * 140,
    "0901234567 số nhà 5 đường Lê Lợi phường Bến Thành, Nguyễn Văn An 001099012345; " * 50,
)


async def flood(chat: Chat, per_second: float, seconds: float, seed: int) -> int:
    """Send for `seconds`; return how many messages that were."""
    if not per_second:
        return 0
    chance, began, sent = random.Random(seed), time.monotonic(), 0
    while (passed := time.monotonic() - began) < seconds:
        while sent < passed * per_second:
            chat.send(chance.choice(_TEXTS)[:4096])
            sent += 1
        await asyncio.sleep(1 / per_second)
    return sent


def faults(read: list[Read], limit_a_minute: int) -> list[str]:
    """Return what was wrong with the answers to the flooder: none, or too many."""
    told = [item.at for item in read if item.text == phrases.TOO_MANY]
    if not told:
        return ["the flooder was never told to slow down"]
    found = []
    for before, after in zip(told, told[1:]):
        if after - before < 55:
            found.append(f"the flooder was told twice within {after - before:.0f} s")
    # A warning may stand before the first answer, and long texts get their note in the answer.
    allowed = limit_a_minute + 2
    for first in read:
        minute = [item for item in read if 0 <= item.at - first.at < 55]
        if len(minute) > allowed:
            found.append(f"the flooder got {len(minute)} messages within a minute")
            break
    return found
