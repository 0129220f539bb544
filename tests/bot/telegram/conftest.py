"""The real connector in this process, between the emulated Telegram and a stand-in for Rasa."""

from __future__ import annotations

import asyncio
import functools
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

import httpx
import pytest
import pytest_asyncio

from bot.settings import Address, ConnectorSettings
from bot.telegram import delivery, polling, rasa_client, worker
from bot.telegram.app import Connector
from tests.bot.telegram import postgresql
from tests.bot.telegram.ports import free_port
from tests.bot.telegram.rasa_double import RasaDouble
from tests.telegram_server import TelegramServer
from tests.telegram_server.fixtures import telegram_server  # noqa: F401


@dataclass(frozen=True)
class Masked:
    text: str
    kinds: tuple[str, ...]


def mask(text: str) -> Masked:
    """Mask twelve digits; enough to see that it happens before anything else."""
    masked, count = re.subn(r"\d{12}", "<CCCD>", text)
    return Masked(masked, ("CCCD",) if count else ())


async def until(condition: Callable[[], object], timeout_s: float = 10.0) -> None:
    """Wait for something that no message tells of."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.02)


def failures(connector: Connector, stage: str) -> float | None:
    registry = connector.metrics.registry
    return registry.get_sample_value("vneid_connector_failures_total", {"stage": stage})


Connect = Callable[..., Awaitable[Connector]]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a tenth of the real time before trying again."""
    for module in (delivery, polling, rasa_client, worker):
        for name in ("_FIRST_PAUSE_S", "_PAUSE_S", "_PROBE_S"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, getattr(module, name) / 10)


@pytest.fixture(autouse=True, scope="session")
def certificates_read_once():
    """httpx reads them anew for each client, 50 ms each; here nobody speaks TLS."""
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(httpx._transports.default.create_ssl_context)
        patch.setattr(httpx._transports.default, "create_ssl_context", lambda **_: once())
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    place = postgresql.programs()
    if place is None:
        if os.environ.get("CI") == "true":  # CI must not pass without these tests
            pytest.fail("PostgreSQL is not installed here")
        pytest.skip("PostgreSQL is not installed here")
    with postgresql.running(place) as url:
        yield url


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[RasaDouble]:
    double = RasaDouble()
    await double.start()
    yield double
    await double.stop()


@pytest.fixture
def settings(telegram_server: TelegramServer, rasa: RasaDouble, tmp_path) -> ConnectorSettings:  # noqa: F811
    return ConnectorSettings(
        token=telegram_server.token,
        base_url=telegram_server.url,
        rasa_url=rasa.url,
        var_dir=tmp_path / "var",
        metrics=Address("127.0.0.1", free_port()),
        messages_per_minute=1000,
        rasa_timeout_s=2.0,
        rasa_wait_s=5.0,
        telegram_timeout_s=1.0,
        poll_s=5,
        stop_s=2.0,
    )


@pytest_asyncio.fixture
async def connect(settings: ConnectorSettings) -> AsyncIterator[Connect]:
    running: list[Connector] = []

    async def start(**changes: object) -> Connector:
        connector = Connector(replace(settings, **changes), mask)
        running.append(connector)
        await connector.start()
        return connector

    yield start
    for connector in running:
        await connector.stop()


@pytest_asyncio.fixture
async def connector(connect: Connect) -> Connector:
    return await connect()
