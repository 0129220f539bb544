"""Peak memory of process groups, sampled from /proc; empty where there is no /proc."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_EVERY_S = 0.5


@dataclass(frozen=True)
class Memory:
    """Largest sums seen, in MiB. PSS shares pages between processes, RSS counts them twice."""

    pss_mib: float
    rss_mib: float


class MemoryWatch:
    """`with MemoryWatch({"rasa": pid}) as watch:` … `watch.peaks`."""

    def __init__(self, sessions: Mapping[str, int]) -> None:
        self._sessions = dict(sessions)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.peaks: dict[str, Memory] = {}

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            for name, session in self._sessions.items():
                found = _of_session(session)
                if found is not None:
                    before = self.peaks.get(name, found)
                    self.peaks[name] = Memory(
                        max(before.pss_mib, found.pss_mib), max(before.rss_mib, found.rss_mib)
                    )
            if self._stop.wait(_EVERY_S):
                return


def _of_session(session: int) -> Memory | None:
    sizes = [sizes for pid in members(session) if (sizes := _rollup(pid)) is not None]
    if not sizes:
        return None
    return Memory(sum(pss for pss, _ in sizes) / 1024, sum(rss for _, rss in sizes) / 1024)


def members(session: int) -> Iterator[int]:
    """Yield the processes of a session: a program and whatever it started."""
    if not _PROC.is_dir():
        return
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                # "pid (name) state ppid pgrp session …"; the name may hold anything.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session:
                yield int(folder.name)


def _rollup(pid: int) -> tuple[int, int] | None:
    """Return (PSS, RSS) in KiB, None when the process is gone or not ours."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return read_rollup(lines)


def read_rollup(lines: list[str]) -> tuple[int, int]:
    sizes = {
        name: int(rest.split()[0])
        for name, colon, rest in (line.partition(":") for line in lines)
        if colon and name in ("Pss", "Rss")
    }
    return sizes.get("Pss", 0), sizes.get("Rss", 0)
