"""How many messages one person may send a minute."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 60.0
_MAX_PERSONS = 10_000  # remembered at once; the rest is forgotten when nobody writes


class Limiter:
    """Counts in memory: after a restart everybody starts fresh."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._told: dict[str, float] = {}

    def check(self, person: str) -> str:
        """Return "ok", "tell" for the first message over the limit, then "drop"."""
        now = self._clock()
        times = self._times.setdefault(person, deque())
        while times and times[0] <= now - _WINDOW_S:
            times.popleft()
        if len(times) < self._per_minute:
            times.append(now)
            self._forget_silent(now)
            return "ok"
        if self._told.get(person, -_WINDOW_S) > now - _WINDOW_S:
            return "drop"
        self._told[person] = now
        return "tell"

    def _forget_silent(self, now: float) -> None:
        if len(self._times) <= _MAX_PERSONS:
            return
        silent = [
            p for p, times in self._times.items() if not times or times[-1] <= now - _WINDOW_S
        ]
        for person in silent:
            del self._times[person]
            self._told.pop(person, None)
