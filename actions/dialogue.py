"""What was asked and what is known of the conversation, read from Rasa's tracker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

from actions.moves import move
from actions.retrieval.ranker import Query
from actions.service import Knowledge

REMEMBERED = 3  # topics before this one that somebody may go back to


@dataclass(frozen=True)
class Context:
    """What the slots carry from the turns before."""

    topic: str | None = None
    aspect: str | None = None
    passage: str | None = None
    province: str | None = None
    offered: Sequence[str] = ()  # topics of the buttons that the last turn showed
    recent: Sequence[str] = ()  # topics before this one, latest first
    move: str | None = None  # what the message does with all this; see moves.py


def read_context(tracker: Any) -> Context:
    return Context(
        tracker.get_slot("topic"),
        tracker.get_slot("aspect"),
        tracker.get_slot("passage"),
        tracker.get_slot("province"),
        tuple(tracker.get_slot("offered") or ()),
        tuple(tracker.get_slot("recent") or ()),
        move((tracker.latest_message or {}).get("normalised") or ""),
    )


def topics_before(tracker: Any, new: str | None) -> list[str]:
    """Return the slot `recent` for when the conversation turns to another topic."""
    before = [tracker.get_slot("topic"), *(tracker.get_slot("recent") or ())]
    return [topic for topic in dict.fromkeys(before) if topic not in (None, new)][:REMEMBERED]


def read_query(tracker: Any, knowledge: Knowledge, context: Context) -> Query:
    """Return the last message as a query; Rasa's pipeline has normalised it already."""
    message = tracker.latest_message or {}
    text = message.get("normalised")
    if text is None:
        text = knowledge.normaliser.normalise(message.get("text") or "")
    text = text or "?"
    intents = {r["name"]: r["confidence"] for r in message.get("intent_ranking") or ()}
    if not intents and message.get("intent"):
        intents = {message["intent"]["name"]: 1.0}
    return Query(
        text,
        knowledge.index.encoder.queries([text])[0],
        intents,
        tuple(dict.fromkeys(entity_values(tracker, "topic"))),
        next(iter(entity_values(tracker, "province")), context.province),
    )


def entity_values(tracker: Any, name: str) -> list[str]:
    """Return the values of an entity in the last message, in order."""
    found = (tracker.latest_message or {}).get("entities") or ()
    return [str(e["value"]) for e in found if e.get("entity") == name]
