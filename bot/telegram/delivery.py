"""Outbox rows -> Telegram, each once.

Telegram cannot be asked whether it has a message. So a send that broke in the
middle is not repeated: the citizen gets a note with a button for the answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

import httpx
from telegram import Bot, ForceReply, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from bot.telegram import phrases
from bot.telegram.buttons import arm, keep
from bot.telegram.database import Database
from bot.telegram.gateway import told_apart
from bot.telegram.links import OutgoingLinks
from bot.telegram.logs import log
from bot.telegram.messages import Button, message
from bot.telegram.metrics import Metrics
from bot.telegram.outbox import Parcel
from bot.telegram.store import OutboxRow, Store

_log = logging.getLogger(__name__)
_FIRST_PAUSE_S = 0.5
_LAST_PAUSE_S = 30.0
_GIVE_UP_S = 3 * 3600  # Telegram away for longer: nobody waits for this answer any more
_MAY_HAVE_ARRIVED = (httpx.ReadTimeout, httpx.ReadError, httpx.WriteError, httpx.WriteTimeout)
_MAY_HAVE_ARRIVED += (httpx.RemoteProtocolError,)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Delivery:
    def __init__(
        self, bot: Bot, store: Store, db: Database, metrics: Metrics, links: OutgoingLinks
    ) -> None:
        self._bot = bot
        self._store = store
        self._db = db
        self._metrics = metrics
        self._links = links

    async def deliver(self, rows: list[OutboxRow]) -> None:
        """Send rows in order. A row found "sending" was cut off by a crash."""
        for row in rows:
            parcel = Parcel.from_json(row.body)
            if row.state == "sending" and not parcel.repeatable:
                await self._note(row, parcel)
            else:
                await self._send(row, parcel)

    async def say(self, chat_id: int, text: str, thread_id: int | None = None) -> None:
        """Send one sentence that may get lost."""
        said = message(text)
        parcel = self._links.guard(Parcel("send", said.html, said.plain, thread_id=thread_id))
        try:
            await self._call(chat_id, parcel)
        except TelegramError:
            log(_log, logging.WARNING, "sentence_lost", error=True)

    async def _send(self, row: OutboxRow, parcel: Parcel) -> None:
        began, pause_s, chat_id = time.monotonic(), _FIRST_PAUSE_S, row.chat_id
        parcel = self._links.guard(parcel)
        while True:
            await self._db(self._store.mark, row.id, "sending")
            try:
                message_id = await self._call(chat_id, parcel)
            except Forbidden:
                await self._db(self._store.set_inactive, row.chat_key)
                self._metrics.failed("blocked")
                return await self._db(self._store.sent, row)
            except ChatMigrated as error:
                chat_id = error.new_chat_id
                continue
            except BadRequest as error:
                changed = _other_way(parcel, str(error).lower())
                if changed is None:
                    return await self._db(self._store.sent, row)
                log(_log, logging.WARNING, "refused_by_telegram", error=True, do=parcel.do)
                self._metrics.failed("refused")
                if changed == parcel:
                    return await self._db(self._store.sent, row)
                parcel = changed
                continue
            except TelegramError as error:
                self._metrics.failed("send")
                log(_log, logging.WARNING, "send_failed", error=True, pause_s=pause_s)
                if isinstance(error.__cause__, _MAY_HAVE_ARRIVED) and not parcel.repeatable:
                    return await self._note(row, parcel)
                if time.monotonic() - began > _GIVE_UP_S:
                    return await self._db(self._store.sent, row)
                await self._db(self._store.mark, row.id, "waiting")
                await asyncio.sleep(_pause(error, pause_s))
                pause_s = min(2 * pause_s, _LAST_PAUSE_S)
                continue
            self._metrics.took("send", time.monotonic() - began)
            prompt = (message_id, parcel.feedback_id) if parcel.is_prompt else None
            return await self._db(self._store.sent, row, prompt)

    async def _note(self, row: OutboxRow, parcel: Parcel) -> None:
        self._metrics.failed("unsure")
        log(_log, logging.WARNING, "may_have_arrived", update_id=row.update_id)
        if parcel.is_note:
            return await self._db(self._store.sent, row)
        button = Button(phrases.UNSURE_BUTTON, "resend", {"row": row.id}, choice="resend")
        note = message(phrases.UNSURE, (button,))
        keyboard, buttons = arm(note, row.chat_key, self._store.clock())
        body = Parcel(
            "send", note.html, note.plain, keyboard, thread_id=parcel.thread_id, is_note=True
        ).to_json()
        note_row = await self._db(self._store.unsure, row, body, [keep(buttons)])
        await self._send(note_row, Parcel.from_json(body))

    async def _call(self, chat_id: int, parcel: Parcel) -> int | None:
        try:
            return await self._ask_telegram(chat_id, parcel)
        except TelegramError as error:
            raise told_apart(error) from error.__cause__

    async def _ask_telegram(self, chat_id: int, parcel: Parcel) -> int | None:
        keyboard = None if parcel.keyboard is None else _markup(parcel)
        target = {"chat_id": chat_id, "reply_markup": keyboard}
        if parcel.do == "markup":
            await self._bot.edit_message_reply_markup(message_id=parcel.message_id, **target)
            return None
        text = {"text": parcel.html, "parse_mode": ParseMode.HTML} if parcel.html else None
        text = text or {"text": parcel.plain}
        text["link_preview_options"] = _NO_PREVIEW
        if parcel.do == "edit":
            await self._bot.edit_message_text(message_id=parcel.message_id, **text, **target)
            return None
        if parcel.is_prompt:
            target["reply_markup"] = ForceReply(
                selective=True, input_field_placeholder=phrases.COMMENT_PLACEHOLDER
            )
        if parcel.reply_to is not None:
            target["reply_parameters"] = ReplyParameters(
                parcel.reply_to, allow_sending_without_reply=True
            )
        sent = await self._bot.send_message(message_thread_id=parcel.thread_id, **text, **target)
        return sent.message_id


def _other_way(parcel: Parcel, reason: str) -> Parcel | None:
    """Return what to try after a 400: None if nothing is left to do, the same to give up."""
    if parcel.do == "markup" or "not modified" in reason:
        return None
    if "parse entities" in reason and parcel.html:
        return replace(parcel, html="")
    if "thread not found" in reason and parcel.thread_id is not None:
        return replace(parcel, thread_id=None)
    if parcel.do == "edit" and "edit" in reason:
        return replace(parcel, do="send", message_id=None)
    return parcel


def _pause(error: TelegramError, pause_s: float) -> float:
    if isinstance(error, RetryAfter):
        # The public property warns that its type will change to this one.
        return max(pause_s, error._retry_after.total_seconds())
    return pause_s


def _markup(parcel: Parcel) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.de_json({"inline_keyboard": parcel.keyboard}, None)
