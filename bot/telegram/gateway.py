"""Answers that are not Telegram's: the HTML page of a proxy, firewall or gateway on the way."""

from __future__ import annotations

from json import JSONDecodeError

from telegram.error import NetworkError, TelegramError


class GatewayPage(NetworkError):
    """A status of somebody in between; it says nothing about token, chat or message."""

    def __init__(self) -> None:
        super().__init__("a page of some gateway instead of Telegram's JSON")


def is_page(error: BaseException | None) -> bool:
    """Tell whether an answer was no JSON; the library chains what reading it raised."""
    while error is not None:
        if isinstance(error, JSONDecodeError):
            return True
        error = error.__cause__
    return False


def told_apart(error: TelegramError) -> TelegramError:
    """Return the error, or GatewayPage: a page with status 403 is not Telegram's Forbidden."""
    return GatewayPage() if is_page(error) else error
