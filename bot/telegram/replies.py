"""Rasa's replies -> an Outcome, with feedback buttons and a share link under an answer."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from bot.telegram import phrases
from bot.telegram.feedback import verdict_row
from bot.telegram.incoming import Incoming
from bot.telegram.messages import Button, Message, Reply, render
from bot.telegram.outcome import Outcome, say

_TOPIC = re.compile(r"[a-z0-9-]{1,64}")


def outcome_of(
    replies: list[Reply],
    incoming: Incoming,
    bot_name: str,
    note: str = "",
) -> Outcome:
    """Return the messages of a whole turn; `note` goes before the first one."""
    messages: list[Message] = []
    decision: object = "other"
    for reply in replies:
        edits = reply.custom.get("edit") is True and incoming.kind == "button" and not messages
        parts = render(reply, note, incoming.message_id if edits else None)
        decision = reply.custom.get("decision", decision)
        if parts and reply.custom.get("decision") == "answer":
            more = (*_share_row(reply, bot_name), verdict_row(reply.custom))
            parts[-1] = replace(parts[-1], rows=(*parts[-1].rows, *more))
        if parts:
            note = ""
        messages += parts
    if not messages:  # custom data alone answers nobody
        return say(phrases.FAILED, decision="failed")
    return Outcome(tuple(messages), decision=str(decision))


def _share_row(reply: Reply, bot_name: str) -> list[tuple[Button]]:
    topic = reply.custom.get("topic")
    if not isinstance(topic, str) or not _TOPIC.fullmatch(topic):
        return []
    link = quote(f"https://t.me/{bot_name}?start={topic}", safe="")
    return [(Button(phrases.SHARE, url=f"https://t.me/share/url?url={link}"),)]
