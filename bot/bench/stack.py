"""Rasa and the action server as `python -m bot run` starts them, on free ports, to measure."""

from __future__ import annotations

import dataclasses
import os
import socket
import subprocess
import time
from pathlib import Path

import httpx

from bot.paths import ROOT, Paths
from bot.supervisor import Program, programs

_READY_WITHIN_S = 150.0
_LOOK_EVERY_S = 0.1


class StackError(Exception):
    """A server that did not start; its last lines of log are in the message."""


class Stack:
    """`with Stack(paths, folder) as stack:` starts both and stops them at the end.

    `folder` gets the tracker database and the logs; nothing of the real conversations is touched.
    """

    def __init__(self, paths: Paths, folder: Path) -> None:
        self._folder = folder
        self.rasa_port, self.action_port = _free_ports(2)
        ports = {"RASA_PORT": str(self.rasa_port), "ACTION_PORT": str(self.action_port)}
        wanted = programs(dataclasses.replace(paths, var=folder), {**os.environ, **ports})
        # The connector needs a token and Telegram.
        self._wanted = [program for program in wanted if program.name != "telegram"]
        self.running: dict[str, subprocess.Popen] = {}
        self.load_s: dict[str, float] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    def __enter__(self) -> Stack:
        try:
            started = time.monotonic()
            for program in self._wanted:
                self._start(program)
            self._wait("actions", f"http://127.0.0.1:{self.action_port}/health", started)
            self._wait("rasa", f"{self.url}/webhooks/vneid/", started)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def stop(self) -> None:
        """Ask all to end, Rasa first; kill what does not within its time."""
        for program in reversed(self._wanted):
            process = self.running.get(program.name)
            if process is None or process.poll() is not None:
                continue
            process.terminate()
            try:
                process.wait(program.stop_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, program: Program) -> None:
        with self.log(program.name).open("wb") as log:
            self.running[program.name] = subprocess.Popen(
                program.command,
                cwd=ROOT,
                env=dict(program.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, name: str, url: str, started: float) -> None:
        with httpx.Client(trust_env=False, timeout=2.0) as client:
            while time.monotonic() - started < _READY_WITHIN_S:
                if self.running[name].poll() is not None:
                    raise StackError(self._told(name, "dừng khi khởi động"))
                try:
                    if client.get(url).status_code == 200:
                        self.load_s[name] = time.monotonic() - started
                        return
                except httpx.TransportError:
                    pass
                time.sleep(_LOOK_EVERY_S)
        raise StackError(self._told(name, f"không sẵn sàng sau {_READY_WITHIN_S:.0f} s"))

    def _told(self, name: str, what: str) -> str:
        lines = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([*lines[-15:], f"{name}: {what}."])


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; all are probed before one is released."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
