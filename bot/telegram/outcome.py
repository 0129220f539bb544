"""What a handler decided."""

from __future__ import annotations

from dataclasses import dataclass

from bot.telegram.messages import Message, message
from bot.telegram.outbox import Parcel
from bot.telegram.store import Effect


@dataclass(frozen=True)
class Outcome:
    """Messages to send in order, and what to change in the store in the same transaction."""

    messages: tuple[Message, ...] = ()
    effects: tuple[Effect, ...] = ()
    first: tuple[Parcel, ...] = ()  # ready-made calls that go before the messages
    decision: str = "other"  # for the metrics


def say(text: str, **more) -> Outcome:
    return Outcome((message(text),), **more)
