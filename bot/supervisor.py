"""Starts, watches and stops the three programs of the assistant."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Mapping, Sequence

from bot.paths import ROOT, Paths
from bot.settings import ConnectorSettings
from bot.setup import rasa_environment

logger = logging.getLogger("supervisor")
_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_S = 0.5
_RESTART_AFTER_S = (1.0, 1.0, 2.0, 5.0, 15.0)  # the last one repeats; citizens wait meanwhile
_STEADY_S = 30.0  # ran this long: the next failure counts as the first
WRONG_SETTINGS = 2  # a program that ends with this status ends the same way the next time


@dataclass(frozen=True)
class Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)  # holds the token
    stop_s: float  # how long it may take to finish what it accepted; all together under 30 s


class PortError(Exception):
    """A port that a program needs is taken, or is no port; said in Vietnamese."""


def programs(paths: Paths, environ: Mapping[str, str]) -> list[Program]:
    """Return the programs in the order in which they start and stop."""
    rasa_port = environ.get("RASA_PORT", "5005")
    action_port = environ.get("ACTION_PORT", "5055")
    base = {**rasa_environment(paths), "ACTION_PORT": action_port}
    without_secrets = {
        name: value
        for name, value in base.items()
        if not name.startswith("TELEGRAM_") and name != "DATABASE_URL"
    }
    actions = Program(
        "actions",
        [sys.executable, "-m", "actions", "--actions", "actions", "--port", action_port],
        {
            **without_secrets,
            "SANIC_HOST": "127.0.0.1",  # its default is every address
            "SANIC_KEEP_ALIVE_TIMEOUT": "60",  # longer than Rasa keeps its connections
            "ACTION_SERVER_SANIC_WORKERS": "1",
        },
        stop_s=15.0,
    )
    rasa = Program(
        "rasa",
        [
            sys.executable, "-m", "rasa", "run",
            "-i", "127.0.0.1", "-p", rasa_port,
            "-m", str(paths.rasa / "tro-ly.tar.gz"),
            "--credentials", str(ROOT / "credentials.yml"),
            "--endpoints", str(ROOT / "endpoints.yml"),
        ],
        {
            **without_secrets,
            "KEEP_DAYS": environ.get("KEEP_DAYS") or str(ConnectorSettings.keep_days),
        },
        stop_s=15.0,  # measured: 1 to 7 s once the connector is gone
    )  # fmt: skip
    connector = Program(
        "telegram",
        [sys.executable, "-m", "bot.telegram"],
        {**base, "RASA_URL": f"http://127.0.0.1:{rasa_port}"},
        stop_s=12.0,
    )
    return [connector, actions, rasa]


class Supervisor:
    """Keeps programs running until SIGINT, SIGTERM, or one says that its settings are wrong."""

    def __init__(self, wanted: Sequence[Program]) -> None:
        self._wanted = list(wanted)
        self._running: dict[str, subprocess.Popen] = {}
        self._started: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._stopping = False
        self._status = 0

    def run(self) -> int:
        """Block until stopped; returns the exit status, 0 when all programs ended cleanly."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        for program in self._wanted:
            self._start(program)
        while not self._stopping:
            self._look()
            time.sleep(_LOOK_EVERY_S)
        return self._stop()

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _start(self, program: Program) -> None:
        try:
            process = subprocess.Popen(
                program.command,
                cwd=ROOT,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C comes to us alone; we stop them in order
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        except (OSError, subprocess.SubprocessError) as error:  # no memory, no free process
            wait = self._put_off(program.name)
            logger.error("%s: không chạy được (%s), thử lại sau %.0f s", program.name, error, wait)
            return
        self._running[program.name] = process
        self._started[program.name] = time.monotonic()
        logger.info("%s: chạy (pid %d)", program.name, process.pid)

    def _look(self) -> None:
        now = time.monotonic()
        for program in self._wanted:
            name = program.name
            if name in self._due:
                if now >= self._due[name]:
                    del self._due[name]
                    self._start(program)
                continue
            status = self._running[name].poll()
            if status is None:
                continue
            if status == WRONG_SETTINGS:
                logger.error("%s: cài đặt sai, xem dòng lỗi ở trên; dừng tất cả", name)
                self._stopping, self._status = True, WRONG_SETTINGS
                return
            if now - self._started[name] > _STEADY_S:
                self._failures[name] = 0
            wait = self._put_off(name)
            logger.error("%s: dừng bất thường (mã %s), chạy lại sau %.0f s", name, status, wait)

    def _put_off(self, name: str) -> float:
        """Let a program start again later; return in how many seconds."""
        failures = self._failures.get(name, 0)
        wait = _RESTART_AFTER_S[min(failures, len(_RESTART_AFTER_S) - 1)]
        self._failures[name] = failures + 1
        self._due[name] = time.monotonic() + wait
        return wait

    def _stop(self) -> int:
        first, *rest = self._wanted  # the connector alone: it still needs the others to answer
        self._end([first])
        self._end(rest)
        return self._status

    def _end(self, wanted: Sequence[Program]) -> None:
        together = [program for program in wanted if program.name in self._running]
        for program in together:
            if self._running[program.name].poll() is None:
                self._running[program.name].terminate()
        began = time.monotonic()
        for program in together:
            process = self._running[program.name]
            try:
                process.wait(max(0.0, began + program.stop_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.error("%s: không chịu dừng, buộc dừng", program.name)
                _kill_group(process)
                self._status = self._status or 1
            logger.info("%s: đã dừng", program.name)


def require_free_port(variable: str, value: str) -> None:
    """Raise PortError when something listens there; `value` is a port or host:port."""
    host, colon, number = value.rpartition(":")
    if not number.isdecimal() or not int(number) < 65536:
        raise PortError(f"{variable}: cần một số cổng từ 1 đến 65535.")
    port = int(number)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortError(
                f"Cổng {port} đang bị chương trình khác dùng. Dừng chương trình đó, "
                f"hoặc chọn cổng khác: {variable}={host}{colon}{port + 1} make run"
            ) from error


def _kill_group(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _die_with_parent() -> None:
    """A killed supervisor leaves no program behind (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
