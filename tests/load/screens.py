"""What people read on their screens, noted with its time as it comes."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from tests.telegram_server.people import Shown
from tests.telegram_server.state import State


@dataclass(frozen=True)
class Read:
    at: float  # time.monotonic()
    shown: Shown

    @property
    def text(self) -> str:
        return self.shown.text


class Screens(dict):
    """Takes the place of `state.messages`. A changed keyboard alone is nothing to read."""

    def __init__(self, before: dict[tuple[int, int], Shown]) -> None:
        super().__init__(before)
        self.read: defaultdict[int, list[Read]] = defaultdict(list)  # by chat

    def __setitem__(self, key: tuple[int, int], shown: Shown) -> None:
        before = self.get(key)
        super().__setitem__(key, shown)
        if before is None or before.text != shown.text:
            self.read[shown.chat_id].append(Read(time.monotonic(), shown))


def watch(state: State) -> Screens:
    """Return the screens of an emulated server, watched from now on."""
    if not isinstance(state.messages, Screens):
        state.messages = Screens(state.messages)
    return state.messages
