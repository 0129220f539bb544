"""What all tests share: the real assistant, loaded once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.assistant import Assistant


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the real model go last: half a minute to load, and Rasa changes the logging."""
    items.sort(key=lambda item: item.get_closest_marker("model") is not None)


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The trained model with the real actions; each test uses conversations of its own."""
    from bot.paths import Paths

    model = Paths.from_env().rasa / "tro-ly.tar.gz"
    if not model.exists():
        pytest.fail(f"Chưa có {model}. Chạy: make setup (hoặc bỏ qua: pytest -m 'not model')")
    os.environ["KNOWLEDGE_WATCH_S"] = "0"  # pages do not change under a running test
    from bot.assistant import Assistant

    return Assistant()
