from __future__ import annotations

import subprocess
import sys

import pytest

from bot.bench.memory import MemoryWatch, read_rollup


def test_the_rollup_is_read_in_kib():
    lines = ["55d0-7ffe ---p 0 00:00 0 [rollup]", "Rss:  1068 kB", "Pss:  890 kB", "Pss_Anon: 1 kB"]
    assert read_rollup(lines) == (890, 1068)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_program_and_what_it_starts_are_measured_together():
    child = "x = bytearray(30 << 20); import sys; sys.stdin.read()"
    parent = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-S', '-c', sys.argv[1]], "
        "stdin=subprocess.PIPE); print('up', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", parent, child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        process.stdout.readline()
        with MemoryWatch({"both": process.pid, "gone": 1 << 22}) as watch:
            for _ in range(100):
                if watch.peaks.get("both") and watch.peaks["both"].rss_mib > 30:
                    break
                subprocess.run(["sleep", "0.05"], check=True)
        assert watch.peaks["both"].rss_mib >= 30
        assert "gone" not in watch.peaks
    finally:
        process.communicate(b"")
