"""Feedback: under an answer, in one sentence, or free. Kept without the question."""

from __future__ import annotations

import time
from collections.abc import Mapping

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.telegram import phrases
from bot.telegram.buttons import Press, disarm, new_token
from bot.telegram.incoming import Incoming
from bot.telegram.messages import Button, Prompt, message
from bot.telegram.outcome import Outcome, say
from bot.telegram.store import Effect
from bot.telegram.tables import feedback, prompts

MAX_CHARACTERS = 1000


def verdict_row(custom: Mapping[str, object]) -> tuple[Button, Button]:
    """Return the two buttons under an answer."""
    names = [name for name in ("topic", "aspect", "passage") if custom.get(name)]
    about = {name: str(custom[name])[:128] for name in names}
    return (
        Button(phrases.HELPFUL, "verdict", {"verdict": "up", **about}, choice="verdict"),
        Button(phrases.NOT_RIGHT, "verdict", {"verdict": "down", **about}, choice="verdict"),
    )


def verdict(press: Press, chat_key: str) -> Outcome:
    """Keep thumb up or down; after down ask for one of five reasons."""
    about = dict(press.data)
    key = new_token()
    effects = (disarm(press), _keep(key, chat_key, **about))
    if about["verdict"] == "up":
        return Outcome(effects=effects)
    rows = [
        (Button(title, "reason", {"feedback": key, "reason": reason}, choice="reason"),)
        for reason, title in phrases.REASONS.items()
    ]
    return Outcome((message(phrases.THANKS_DOWN, *rows),), effects)


def reason(press: Press, incoming: Incoming) -> Outcome:
    """Keep the reason, then offer to say more in a reply."""
    key, chosen = press.data["feedback"], press.data["reason"]
    kept = phrases.REASON_KEPT.format(reason=phrases.REASONS[chosen].lower())
    return Outcome(
        (
            message(kept, edit_id=incoming.message_id),
            message(phrases.ASK_COMMENT, prompt=Prompt(key)),
        ),
        (disarm(press), _change(key, reason=chosen)),
    )


def ask_for_feedback() -> Outcome:
    """/gopy without words."""
    return Outcome((message(phrases.ASK_FEEDBACK, prompt=Prompt()),))


def free(text: str, chat_key: str) -> Outcome:
    """/gopy with words."""
    effect = _keep(new_token(), chat_key, verdict="free", comment=text[:MAX_CHARACTERS])
    return say(phrases.FEEDBACK_KEPT, effects=(effect,))


def comment(text: str, feedback_id: str | None, chat_key: str, prompt_id: int) -> Outcome:
    """A reply to one of our prompts; a second reply is a question again."""
    if feedback_id is None:
        kept = _keep(new_token(), chat_key, verdict="free", comment=text[:MAX_CHARACTERS])
    else:
        kept = _change(feedback_id, comment=text[:MAX_CHARACTERS])
    return say(phrases.FEEDBACK_KEPT, effects=(kept, _close(chat_key, prompt_id)))


def read_prompt(connection: Connection, chat_key: str, message_id: int, now: float):
    """Return the prompt row that this message of ours is, or None."""
    query = select(prompts).where(
        prompts.c.chat_key == chat_key,
        prompts.c.message_id == message_id,
        prompts.c.expires_at >= now,
    )
    return connection.execute(query).one_or_none()


def close_all(chat_key: str) -> Effect:
    """/huy: replies to earlier prompts are questions again."""

    def effect(connection: Connection) -> None:
        connection.execute(prompts.delete().where(prompts.c.chat_key == chat_key))

    return effect


def _keep(key: str, chat_key: str, **values: object) -> Effect:
    def effect(connection: Connection) -> None:
        row = {"id": key, "chat_key": chat_key, "at": time.time(), **values}
        connection.execute(insert(feedback).values(row))

    return effect


def _change(key: str, **values: object) -> Effect:
    def effect(connection: Connection) -> None:
        connection.execute(update(feedback).where(feedback.c.id == key).values(values))

    return effect


def _close(chat_key: str, message_id: int) -> Effect:
    def effect(connection: Connection) -> None:
        mine = (prompts.c.chat_key == chat_key) & (prompts.c.message_id == message_id)
        connection.execute(prompts.delete().where(mine))

    return effect
