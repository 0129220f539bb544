"""One Incoming -> one Outcome: every kind of update has its row in the table here."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from hashlib import sha256

from telegram import Bot, InlineQueryResultsButton
from telegram.error import TelegramError

from bot.language.clean import MAX_CHARACTERS, clean, has_words
from bot.telegram import commands, feedback, phrases
from bot.telegram.database import Database
from bot.telegram.identity import Identity
from bot.telegram.incoming import Incoming
from bot.telegram.maintenance import Maintenance
from bot.telegram.messages import Button, message
from bot.telegram.outcome import Outcome, say
from bot.telegram.presses import Presses
from bot.telegram.questions import Questions
from bot.telegram.replies import outcome_of
from bot.telegram.store import Effect, Store, rename_chat, told_personal_data

_REMEMBERED_EDITS = 5_000
_THUMBS_UP = set("👍❤👌🙏💯😊😀😁😍🥰👏🎉♥🧡💛💚💙💜")
_THUMBS_DOWN = set("👎😡😠🤬😤")
_MEDIA = {
    "photo": phrases.PHOTO,
    "document": phrases.DOCUMENT,
    "voice": phrases.VOICE,
    "video": phrases.VIDEO,
    "sticker": phrases.STICKER,
    "location": phrases.LOCATION,
    "contact": phrases.CONTACT,
    "poll": phrases.POLL,
    "unsupported": phrases.UNSUPPORTED,
}


class Handlers:
    def __init__(
        self,
        bot: Bot,
        questions: Questions,
        presses: Presses,
        identity: Identity,
        store: Store,
        db: Database,
        maintenance: Maintenance,
    ) -> None:
        self._bot = bot
        self._questions = questions
        self._presses = presses
        self._identity = identity
        self._store = store
        self._db = db
        self._maintenance = maintenance
        self._texts: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._table = {
            "text": self._text,
            "edited": self._edited,
            "command": self._command,
            "button": self._presses.handle,
            "limited": self._limited,
            "unreadable": self._unreadable,
            "inline": self._inline,
            "checkout": self._payment,
            "shipping": self._payment,
            "joined": self._joined,
            "left": self._left,
            "migrated": self._migrated,
            **dict.fromkeys(_MEDIA, self._media),
        }

    async def handle(self, incoming: Incoming) -> Outcome:
        """Decide about one update; only a fault of ours raises."""
        asks = incoming.chat_id is not None and incoming.kind not in ("left", "migrated")
        told = True
        if asks:
            told = await self._db(self._store.seen, self._identity.chat(incoming.chat_id))
            closed = await self._closed(incoming)
            if closed is not None:
                return closed
        outcome = await self._table[incoming.kind](incoming)
        says_it_itself = outcome.decision == "safety"  # and 113 goes before anything else
        if incoming.personal and not told and outcome.messages and not says_it_itself:
            return _with_warning(outcome, self._identity.chat(incoming.chat_id))
        return outcome

    async def _closed(self, incoming: Incoming) -> Outcome | None:
        text = self._maintenance.text()
        if text is None or incoming.kind == "joined":
            return None
        if incoming.kind == "button" and await self._presses.toast(incoming, text[:200], True):
            return Outcome(decision="maintenance")
        return say(text, decision="maintenance")

    async def _text(self, incoming: Incoming) -> Outcome:
        if incoming.reply_to_id is not None:
            chat_key = self._identity.chat(incoming.chat_id)
            prompt = await self._db(
                self._store.read,
                feedback.read_prompt,
                chat_key,
                incoming.reply_to_id,
                self._store.clock(),
            )
            if prompt is not None:
                return feedback.comment(
                    incoming.text, prompt.feedback_id, chat_key, incoming.reply_to_id
                )
        self._remember(incoming)
        return await self._question(incoming)

    async def _edited(self, incoming: Incoming) -> Outcome:
        """Answer the mended text; a link preview also counts as an edit and changes nothing."""
        if not self._remember(incoming):
            return Outcome(decision="unchanged")
        return await self._question(incoming)

    async def _question(self, incoming: Incoming, note: str = "") -> Outcome:
        text = clean(incoming.text)
        if not has_words(text):
            return say(note or _for_symbols(incoming.text))
        if len(incoming.text) > MAX_CHARACTERS:
            note = "\n\n".join(part for part in (note, phrases.TOO_LONG) if part)
        return await self._ask(incoming, note, message_text=text)

    async def _ask(
        self,
        incoming: Incoming,
        note: str = "",
        message_text: str | None = None,
        payload: str | None = None,
    ) -> Outcome:
        replies = await self._questions.ask(incoming, message=message_text, payload=payload)
        if not replies:
            return say(phrases.FAILED, decision="failed")
        return outcome_of(replies, incoming, self._bot.username, note)

    async def _command(self, incoming: Incoming) -> Outcome:
        name, chat_key = incoming.command, self._identity.chat(incoming.chat_id)
        if name == "start":
            return await self._ask(incoming, payload=commands.start_payload(incoming.text))
        if name in commands.PAYLOADS:
            return await self._ask(incoming, payload=commands.PAYLOADS[name])
        if name == "gopy":
            words = has_words(incoming.text)
            return feedback.free(incoming.text, chat_key) if words else feedback.ask_for_feedback()
        if name == "xoadulieu":
            yes = Button(phrases.ERASE_YES, "erase", choice="erase")
            no = Button(phrases.ERASE_NO, "keep", choice="erase")
            return Outcome((message(phrases.ERASE_ASK, (yes,), (no,)),))
        if name == "huy":
            outcome = await self._ask(incoming, payload="/cancel")
            return Outcome(outcome.messages, (feedback.close_all(chat_key),))
        if has_words(incoming.text):  # "/phí hộ chiếu": somebody's way to begin a question
            return await self._question(incoming)
        return say(phrases.UNKNOWN_COMMAND)

    async def _media(self, incoming: Incoming) -> Outcome:
        return await self._question(incoming, _MEDIA[incoming.kind])

    async def _limited(self, incoming: Incoming) -> Outcome:
        return say(phrases.TOO_MANY, decision="limited")

    async def _unreadable(self, incoming: Incoming) -> Outcome:
        return say(phrases.FAILED, decision="failed")

    async def _joined(self, incoming: Incoming) -> Outcome:
        if incoming.private:
            return Outcome()
        return say(phrases.GROUP_HELLO.format(name=self._bot.username))

    async def _left(self, incoming: Incoming) -> Outcome:
        await self._db(self._store.set_inactive, self._identity.chat(incoming.chat_id))
        return Outcome()

    async def _migrated(self, incoming: Incoming) -> Outcome:
        """Move the conversation to the supergroup; if Rasa cannot, at least what we remember."""
        old, new = (self._identity.chat(i) for i in (incoming.chat_id, incoming.new_chat_id))
        moved = await self._questions.ask(incoming, payload=commands.move_payload(new))
        return Outcome(effects=(rename_chat(old, new),), decision="moved" if moved else "failed")

    async def _inline(self, incoming: Incoming) -> Outcome:
        button = InlineQueryResultsButton(phrases.INLINE_BUTTON, start_parameter="inline_")
        with contextlib.suppress(TelegramError):  # too old after a restart
            await self._bot.answer_inline_query(
                incoming.query_id, [], cache_time=300, button=button
            )
        return Outcome()

    async def _payment(self, incoming: Incoming) -> Outcome:
        answer = self._bot.answer_shipping_query
        if incoming.kind == "checkout":
            answer = self._bot.answer_pre_checkout_query
        with contextlib.suppress(TelegramError):
            await answer(incoming.query_id, ok=False, error_message=phrases.PAYMENT)
        return Outcome()

    def _remember(self, incoming: Incoming) -> bool:
        """Note the text of a message; return whether it is new or changed."""
        key = (incoming.chat_id, incoming.message_id)
        digest = sha256(incoming.text.encode()).digest()
        changed = self._texts.get(key) != digest
        self._texts[key] = digest
        if len(self._texts) > _REMEMBERED_EDITS:
            self._texts.popitem(last=False)
        return changed


def _for_symbols(text: str) -> str:
    if any(character in _THUMBS_DOWN for character in text):
        return phrases.THUMB_DOWN
    if any(character in _THUMBS_UP for character in text):
        return phrases.THUMB_UP
    return phrases.NO_WORDS


def _with_warning(outcome: Outcome, chat_key: str) -> Outcome:
    """Put the sentence about personal data before the first message, once a chat."""
    effect: Effect = told_personal_data(chat_key)
    first = message(phrases.PERSONAL_DATA)
    return Outcome(
        (first, *outcome.messages),
        (*outcome.effects, effect),
        outcome.first,
        outcome.decision,
    )
