"""Memory of the three programs over a run: at its start, at its end, and its slope."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bot.bench.memory import members

_EVERY_S = 5.0
_ALLOCATED = ("Pss_Anon:", "SwapPss:")
_WARM_AFTER = 0.3  # share of the run in which caches and pools fill
_FLAT_MIB = 10.0


@dataclass(frozen=True)
class Course:
    """What one program has allocated, in MiB; `times` in seconds from the start.

    Mapped files are left out: the kernel drops them and reads them back as it likes.
    """

    times: list[float]
    sizes: list[float]

    @property
    def warm(self) -> list[tuple[float, float]]:
        end = self.times[-1] if self.times else 0.0
        return [pair for pair in zip(self.times, self.sizes) if pair[0] >= _WARM_AFTER * end]

    @property
    def slope(self) -> float:
        """MiB an hour after the warm-up, by least squares."""
        pairs = self.warm
        at, size = fmean(t for t, _ in pairs), fmean(s for _, s in pairs)
        spread = sum((t - at) ** 2 for t, _ in pairs)
        rise = sum((t - at) * (s - size) for t, s in pairs)
        return 3600 * rise / spread if spread else 0.0

    @property
    def is_flat(self) -> bool:
        """Tell whether the last fifth is as large as the first one after the warm-up."""
        sizes = [size for _, size in self.warm]
        fifth = max(1, len(sizes) // 5)
        first, last = fmean(sizes[:fifth]), fmean(sizes[-fifth:])
        return last - first <= _FLAT_MIB


class MemoryCourse:
    """`async with MemoryCourse(pids) as memory:` … `memory.of["rasa"]`."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = pids
        self.of = {name: Course([], []) for name in pids}

    async def __aenter__(self) -> MemoryCourse:
        self._began = time.monotonic()
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()
        await self._look()

    async def _watch(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(_EVERY_S)

    async def _look(self) -> None:
        for name, pid in self._pids.items():
            allocated = await asyncio.to_thread(_allocated_mib, pid)
            if allocated:
                self.of[name].times.append(time.monotonic() - self._began)
                self.of[name].sizes.append(allocated)


def _allocated_mib(session: int) -> float:
    """Return the anonymous memory of a program and what it started; 0 when it is gone."""
    kib = 0
    for pid in members(session):
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith(_ALLOCATED))
    return kib / 1024
