"""`from tests.telegram_server.fixtures import telegram_server` in a conftest.py."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.telegram_server.server import TelegramServer


@pytest_asyncio.fixture
async def telegram_server() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    await server.start()
    yield server
    await server.stop()
