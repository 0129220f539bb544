"""A pressed button: what its token stands for, and what becomes of its message."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram import feedback, phrases
from bot.telegram.buttons import Press, disarm, read_press, remaining
from bot.telegram.database import Database
from bot.telegram.identity import Identity
from bot.telegram.incoming import Incoming
from bot.telegram.logs import log
from bot.telegram.messages import Message, message
from bot.telegram.outbox import Parcel
from bot.telegram.outcome import Outcome, say
from bot.telegram.questions import Questions
from bot.telegram.replies import outcome_of
from bot.telegram.store import Store, count_held, erase_chat

_log = logging.getLogger(__name__)


class Presses:
    def __init__(
        self, bot: Bot, questions: Questions, identity: Identity, store: Store, db: Database
    ) -> None:
        self._bot = bot
        self._questions = questions
        self._identity = identity
        self._store = store
        self._db = db
        self._actions = {
            "rasa": self._ask_rasa,
            "verdict": self._verdict,
            "reason": self._reason,
            "erase": self._erase,
            "keep": self._keep,
            "resend": self._resend,
        }

    async def handle(self, incoming: Incoming) -> Outcome:
        if incoming.chat_id is None:
            await self.toast(incoming, phrases.BUTTON_EXPIRED, alert=True)
            return Outcome(decision="expired")
        chat_key = self._identity.chat(incoming.chat_id)
        press = await self._look_up(incoming, chat_key)
        if press.status == "used":
            await self.toast(incoming, phrases.BUTTON_USED)
            return Outcome(decision="used")
        if press.status != "ok" or press.action not in self._actions:
            return await self._expired(incoming)
        up = press.action == "verdict" and press.data["verdict"] == "up"
        await self.toast(incoming, phrases.THANKS_UP if up else "")
        return await self._actions[press.action](incoming, press, chat_key)

    async def toast(self, incoming: Incoming, text: str = "", alert: bool = False) -> bool:
        """Stop the button's spinner; return whether the citizen could see `text`."""
        with contextlib.suppress(TelegramError):
            return await self._bot.answer_callback_query(
                incoming.query_id, text=text or None, show_alert=alert
            )
        log(_log, logging.INFO, "press_too_old", update_id=incoming.update_id)
        return False

    async def _look_up(self, incoming: Incoming, chat_key: str) -> Press:
        return await self._db(
            self._store.read, read_press, incoming.token, chat_key, self._store.clock()
        )

    async def _expired(self, incoming: Incoming) -> Outcome:
        seen = await self.toast(incoming, phrases.BUTTON_EXPIRED, alert=True)
        bare = Parcel("markup", message_id=incoming.message_id)
        texts = () if seen else (message(phrases.BUTTON_EXPIRED),)
        return Outcome(texts, first=(bare,), decision="expired")

    async def _spent(self, incoming: Incoming, press: Press) -> Parcel:
        """Return the call that takes the used buttons away."""
        keyboard = await self._db(self._store.read, remaining, press)
        return Parcel("markup", keyboard=keyboard or None, message_id=incoming.message_id)

    async def _ask_rasa(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        replies = await self._questions.ask(incoming, payload=press.data["payload"])
        if not replies:  # the button stays, to be pressed again
            return say(phrases.FAILED, decision="failed")
        outcome = outcome_of(replies, incoming, self._bot.username)
        if any(part.edit_id is not None for part in outcome.messages):
            return replace(outcome, effects=(disarm(press, all_of_sheet=True),))
        spent = await self._spent(incoming, press)
        return replace(outcome, effects=(disarm(press),), first=(spent,))

    async def _verdict(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        outcome = feedback.verdict(press, chat_key)
        return replace(outcome, first=(await self._spent(incoming, press),), decision="feedback")

    async def _reason(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        return replace(feedback.reason(press, incoming), decision="feedback")

    async def _erase(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        if not await self._questions.ask(incoming, payload="/erase_me"):
            return say(phrases.ERASE_FAILED, decision="failed")
        counts = await self._db(self._store.read, count_held, chat_key)
        done = message(phrases.ERASE_DONE.format(**counts), edit_id=incoming.message_id)
        return Outcome((done,), (erase_chat(chat_key),), decision="erased")

    async def _keep(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        kept = message(phrases.ERASE_KEPT, edit_id=incoming.message_id)
        return Outcome((kept,), (disarm(press),))

    async def _resend(self, incoming: Incoming, press: Press, chat_key: str) -> Outcome:
        body = await self._db(self._store.unsure_body, press.data["row"], chat_key)
        if body is None:
            return say(phrases.BUTTON_EXPIRED, decision="expired")
        lost = Parcel.from_json(body)
        again = Message(lost.html, lost.plain)
        spent = await self._spent(incoming, press)
        return Outcome((again,), (disarm(press),), (spent,), "resent")
