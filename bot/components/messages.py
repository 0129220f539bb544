"""One request to the channel: read, checked, cleaned."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.language.clean import clean

MAX_BODY = 64_000  # bytes; a Telegram message has at most 4,096 characters
_SENDER = re.compile(r"[A-Za-z0-9_-]{1,128}")
_PAYLOAD = re.compile(r"/[a-z_]{1,40}(\{.*\})?", re.DOTALL)
# Payloads may carry these and nothing else.
_VALUE = re.compile(r"[a-z0-9#/_.-]{1,160}")
# Rasa's own intents (restart, back, session_start) are not among them.
_INTENTS = {
    "start", "help", "greet", "goodbye", "thanks", "affirm", "deny", "cancel", "who_are_you",
    "list_topics", "open_topic", "show_passage", "show_sources", "human_handoff", "erase_me",
    "move_me",
}  # fmt: skip


class BadRequest(ValueError):
    """A request that is not passed on."""


def read_request(body: bytes) -> tuple[str, str, dict[str, Any]]:
    """Return (sender, text for Rasa, metadata).

    Raises:
        BadRequest: too large, no JSON, no sender, no message, or a payload not on the list.
    """
    if len(body) > MAX_BODY:
        raise BadRequest("body too large")
    try:
        data = json.loads(body)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("no JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("no JSON object")
    sender, message, payload = data.get("sender"), data.get("message"), data.get("payload")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise BadRequest("sender must be an id")
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    if payload is not None:
        return sender, check_payload(payload), metadata
    if not isinstance(message, str):
        raise BadRequest("message must be text")
    # Nothing left to read: a question mark has no meaning for the model and no slash.
    return sender, clean(message) or "?", metadata


def check_payload(payload: object) -> str:
    """Return the payload as Rasa reads it; only known intents with plain ids as values."""
    if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload):
        raise BadRequest("no payload")
    name, brace, rest = payload[1:].partition("{")
    if name not in _INTENTS and not re.fullmatch(r"ask_[a-z]{1,20}", name):
        raise BadRequest("unknown payload")
    try:
        values = json.loads(brace + rest or "{}")
    except (ValueError, RecursionError) as error:
        raise BadRequest("no payload") from error
    if (name == "move_me") != ("to" in values):
        raise BadRequest("whereto?")
    for key, value in values.items():
        if key not in ("topic", "passage", "group", "page", "to") or not isinstance(value, str):
            raise BadRequest("unknown value")
        if not _VALUE.fullmatch(value):
            raise BadRequest("unknown value")
    return f"/{name}{json.dumps(values)}" if values else f"/{name}"
