"""What each command asks of Rasa, and the menus that Telegram shows."""

from __future__ import annotations

import json
import re

from telegram import Bot, BotCommand

from bot.telegram import phrases

PAYLOADS = {"help": "/help", "chude": "/list_topics", "nguon": "/show_sources"}
KNOWN = set(phrases.COMMANDS_VI)
_TOPIC = re.compile(r"[a-z0-9-]{1,64}")


def start_payload(argument: str) -> str:
    """Return the payload of /start; a deep link t.me/<bot>?start=<topic> opens that topic."""
    if _TOPIC.fullmatch(argument):
        return f"/open_topic{json.dumps({'topic': argument})}"
    return "/start"


def move_payload(chat_key: str) -> str:
    """Return the payload that gives the sender's conversation another id."""
    return f"/move_me{json.dumps({'to': chat_key})}"


async def set_menus(bot: Bot) -> None:
    """Raise TelegramError if Telegram does not take them; setting them again is harmless."""
    for language, texts, description, short in (
        (None, phrases.COMMANDS_VI, phrases.DESCRIPTION_VI, phrases.SHORT_DESCRIPTION_VI),
        ("en", phrases.COMMANDS_EN, phrases.DESCRIPTION_EN, phrases.SHORT_DESCRIPTION_EN),
    ):
        commands = [BotCommand(name, text) for name, text in texts.items()]
        await bot.set_my_commands(commands, language_code=language)
        await bot.set_my_description(description, language_code=language)
        await bot.set_my_short_description(short, language_code=language)
