"""Conversations with the real servers, timed; latencies in milliseconds."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx

WEBHOOK = "/webhooks/vneid/webhook"
# What a conversation is like: a question, follow-ups, another topic, thanks. The second value
# tells whether an action has to search.
SCRIPTS: tuple[tuple[tuple[str, bool], ...], ...] = (
    (
        ("xin chào", False),
        ("làm phiếu lý lịch tư pháp trên VNeID thì thao tác sao", True),
        ("thế tốn bao nhiêu tiền", True),
        ("vậy chờ mấy ngày", True),
        ("cảm ơn bạn nhiều", False),
    ),
    (
        ("muon len dinh danh muc 2 thi mang theo giay gi", True),
        ("di dau lam", True),
        ("con tre em thi sao", True),
    ),
    (
        ("e qmk vneid r lấy lại kiểu j ạ", True),
        ("vẫn k dc", True),
        ("cho mình gặp tổng đài viên", False),
        ("tạm biệt", False),
    ),
    (
        ("Nhà tôi cho khách thuê phòng theo ngày thì phải báo lưu trú bằng cách nào?", True),
        ("không báo có bị phạt không", True),
        ("giá vàng hôm nay bao nhiêu", True),
    ),
)


@dataclass
class Timing:
    """What was measured over `seconds` of wall-clock time."""

    all_ms: list[float] = field(default_factory=list)
    search_ms: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.all_ms) / self.seconds if self.seconds else 0.0


async def talk(url: str, conversations: int, seconds: float, name: str) -> Timing:
    """Keep `conversations` going, each waiting for its answer, for `seconds`.

    A script that was begun is finished, so it takes a little longer; 0 means one script each.
    """
    timing = Timing()
    numbers = itertools.count()
    started = time.perf_counter()
    # As the connector: Rasa's server closes idle connections after 5 s.
    limits = httpx.Limits(keepalive_expiry=3.0)
    async with httpx.AsyncClient(
        base_url=url,
        timeout=30.0,
        limits=limits,
        trust_env=False,
        verify=False,  # else certificates would be read for nothing
    ) as client:

        async def converse() -> None:
            while True:
                number = next(numbers)
                for text, searches in SCRIPTS[number % len(SCRIPTS)]:
                    await _ask(client, f"{name}-{number}", text, searches, timing)
                if time.perf_counter() - started >= seconds:
                    return

        await asyncio.gather(*(converse() for _ in range(conversations)))
    timing.seconds = time.perf_counter() - started
    return timing


async def _ask(
    client: httpx.AsyncClient, sender: str, text: str, searches: bool, timing: Timing
) -> None:
    started = time.perf_counter()
    try:
        response = await client.post(WEBHOOK, json={"sender": sender, "message": text})
        replies = response.json() if response.status_code == 200 else []
    except (httpx.HTTPError, ValueError) as error:
        timing.failures.append(f"{text}: {type(error).__name__}")
        return
    milliseconds = (time.perf_counter() - started) * 1000
    if not any(reply.get("text") for reply in replies):
        timing.failures.append(f"{text}: HTTP {response.status_code}, không có câu trả lời")
        return
    timing.all_ms.append(milliseconds)
    if searches:
        timing.search_ms.append(milliseconds)


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that `share` (0..1) of the values do not exceed; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
