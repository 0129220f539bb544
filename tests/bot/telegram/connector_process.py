"""The connector in a process of its own, to be killed at a chosen point or at any moment."""

from __future__ import annotations

import asyncio
import functools
import inspect
import multiprocessing
import os
import signal
from dataclasses import dataclass

import httpx

from bot.settings import ConnectorSettings
from bot.telegram import app
from bot.telegram.delivery import Delivery
from bot.telegram.store import Store
from tests.bot.telegram.conftest import mask

# Read before the fork: each client of each process would take 50 ms for it.
_CERTIFICATES = httpx.create_ssl_context()
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.bot.telegram.connector_process"])


@dataclass(frozen=True)
class KillAt:
    """Die in the first call of a method, before it does anything or after it is through."""

    owner: type
    method: str
    after: bool


def start(settings: ConnectorSettings, kill_at: KillAt | None = None):
    """Start the process; `.kill()` is kill -9, `.terminate()` is SIGTERM."""
    process = _CONTEXT.Process(target=_serve, args=(settings, kill_at), daemon=True)
    process.start()
    return process


async def ended(process, timeout_s: float = 10.0) -> int:
    """Wait for the end and return the exit code, -9 after kill -9."""
    await asyncio.to_thread(process.join, timeout_s)
    assert process.exitcode is not None, "the connector did not end"
    return process.exitcode


def _serve(settings: ConnectorSettings, kill_at: KillAt | None) -> None:
    httpx._transports.default.create_ssl_context = lambda **_: _CERTIFICATES
    if kill_at is not None:
        original = getattr(kill_at.owner, kill_at.method)
        setattr(kill_at.owner, kill_at.method, _deadly(original, kill_at.after))
    asyncio.run(app.run(settings, mask))


def _deadly(original, after: bool):
    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def deadly(*args, **more):
            if after:
                await original(*args, **more)
            die()
    else:

        @functools.wraps(original)
        def deadly(*args, **more):
            if after:
                original(*args, **more)
            die()

    return deadly


POINTS = [
    KillAt(owner, method, after)
    for owner, method in (
        (Store, "accept"),
        (Store, "begin"),
        (Store, "answer"),
        (Store, "mark"),
        (Delivery, "_call"),
        (Store, "sent"),
        (Store, "finish"),
    )
    for after in (False, True)
]
