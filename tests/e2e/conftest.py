"""One running assistant for all end-to-end tests; each starts with it ready.

Every test here has the mark `pytest.mark.asyncio(loop_scope="session")`: the emulated Telegram
lives in that loop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.stack import Stack
from tests.telegram_server import TelegramServer
from tests.telegram_server.people import Chat

_HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put these tests last: no other test shares the machine with the three programs."""
    items.sort(key=lambda item: _HERE in item.path.parents)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The whole assistant, ready to answer.

    A test that kills or stops it need not mend it: the next one starts with everything up. A
    fixture of a wider scope begins with `await stack.up()`.
    """
    telegram = TelegramServer()
    await telegram.start()
    running = Stack(telegram, tmp_path_factory.mktemp("e2e"))
    try:
        await running.up()
        yield running
    finally:
        if running.process is not None:
            await running.stop()
        await telegram.stop()


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _ready(stack: Stack) -> None:
    """Start each test with everything up, whatever the one before it did."""
    await stack.up()


@pytest.fixture
def an(stack: Stack) -> Chat:
    """Somebody new."""
    return stack.person("An")
