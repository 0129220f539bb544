"""The Bot API methods, each with the refusals of the real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

from tests.telegram_server.entities import EntityError, parse_html, utf16_units
from tests.telegram_server.errors import ApiError, bad_request
from tests.telegram_server.people import Shown
from tests.telegram_server.state import KEEP_QUERY_S, State, Webhook

MAX_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_BUTTONS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def get_me(state: State, _p: dict) -> dict:
    return state.me


def send_message(state: State, p: dict) -> dict:
    chat_id = _chat(state, p)
    text, entities = _text(p, "text", MAX_UNITS)
    if not text:
        raise bad_request("message text is empty")
    markup = p.get("reply_markup") or {}
    shown = Shown(
        state.next_message_id(),
        chat_id,
        text,
        entities,
        _keyboard(markup),
        bool(markup.get("force_reply")),
        _reply_to(state, chat_id, p),
        _integer(p, "message_thread_id"),
    )
    return _show(state, shown)


def send_media(state: State, p: dict) -> dict:
    chat_id = _chat(state, p)
    kind = next((k for k in ("photo", "document") if p.get(k)), None)
    if kind is None:
        raise bad_request("there is no photo or document in the request")
    text, entities = _text(p, "caption", MAX_CAPTION_UNITS)
    markup = p.get("reply_markup") or {}
    shown = Shown(state.next_message_id(), chat_id, text, entities, _keyboard(markup))
    return _show(state, shown)


def edit_text(state: State, p: dict) -> dict:
    shown = _shown(state, p)
    text, entities = _text(p, "text", MAX_UNITS)
    if not text:
        raise bad_request("message text is empty")
    keyboard = _keyboard(p.get("reply_markup") or {})
    return _change(state, shown, text=text, entities=entities, keyboard=keyboard)


def edit_markup(state: State, p: dict) -> dict:
    shown = _shown(state, p)
    return _change(state, shown, keyboard=_keyboard(p.get("reply_markup") or {}))


def delete_message(state: State, p: dict) -> bool:
    shown = state.messages.pop((_chat(state, p), _integer(p, "message_id") or 0), None)
    if shown is None:
        raise bad_request("message to delete not found")
    state.changed()
    return True


def send_chat_action(state: State, p: dict) -> bool:
    _chat(state, p)
    if p.get("action") not in ("typing", "upload_photo", "upload_document"):
        raise bad_request("wrong parameter action in request")
    return True


def answer_callback(state: State, p: dict) -> bool:
    asked_at, query = state.queries.pop(str(p.get("callback_query_id")), (0.0, {}))
    if not query or time.monotonic() - asked_at > KEEP_QUERY_S:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_units(p.get("text") or "") > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    state.toasts.append((query["from"]["id"], p.get("text") or ""))
    state.changed()
    return True


def answer_inline(_state: State, p: dict) -> bool:
    if not isinstance(p.get("results"), list) or len(p["results"]) > 50:
        raise bad_request("can't parse inline query results")
    start = (p.get("button") or {}).get("start_parameter")
    if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise bad_request("START_PARAM_INVALID")
    return True


def answer_payment(_state: State, p: dict) -> bool:
    if p.get("ok") not in ("true", "false", True, False):
        raise bad_request("parameter ok is required")
    if p["ok"] in ("false", False) and not p.get("error_message"):
        raise bad_request("parameter error_message is required")
    return True


def set_commands(state: State, p: dict) -> bool:
    commands = p.get("commands")
    if not isinstance(commands, list) or not 1 <= len(commands) <= 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    state.commands[p.get("language_code") or ""] = commands
    return True


def get_commands(state: State, p: dict) -> list:
    return state.commands.get(p.get("language_code") or "", [])


def describe(limit: int, name: str) -> Callable[[State, dict], bool]:
    def method(state: State, p: dict) -> bool:
        text = p.get(name) or ""
        if len(text) > limit:
            raise bad_request(f"bot {name} is too long")
        state.descriptions[(name, p.get("language_code") or "")] = text
        return True

    return method


def get_chat(state: State, p: dict) -> dict:
    return {**state.chats[_chat(state, p)], "accent_color_id": 0, "max_reaction_count": 11}


def set_webhook(state: State, p: dict) -> bool:
    url, secret = p.get("url") or "", p.get("secret_token") or ""
    loopback = url.startswith(("http://127.0.0.1:", "http://localhost:"))
    if url and not url.startswith("https://") and not loopback:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = _integer(p, "max_connections") or 40
    state.webhook = Webhook(url, secret, min(max(connections, 1), 100))
    _set_allowed(state, p)
    _drop(state, p)
    return True


def delete_webhook(state: State, p: dict) -> bool:
    state.webhook = Webhook()
    _drop(state, p)
    return True


def webhook_info(state: State, _p: dict) -> dict:
    info: dict = {
        "url": state.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
        "max_connections": state.webhook.max_connections,
    }
    if state.webhook.last_error:
        info["last_error_date"] = state.webhook.last_error_at
        info["last_error_message"] = state.webhook.last_error
    return info


METHODS: dict[str, Callable[[State, dict], object]] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendPhoto": send_media,
    "sendDocument": send_media,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback,
    "answerInlineQuery": answer_inline,
    "answerPreCheckoutQuery": answer_payment,
    "answerShippingQuery": answer_payment,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "setMyDescription": describe(512, "description"),
    "setMyShortDescription": describe(120, "short_description"),
    "getChat": get_chat,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
}


def set_allowed(state: State, p: dict) -> None:
    _set_allowed(state, p)


def _set_allowed(state: State, p: dict) -> None:
    if isinstance(p.get("allowed_updates"), list):
        state.allowed = p["allowed_updates"] or None


def _drop(state: State, p: dict) -> None:
    if p.get("drop_pending_updates") in ("true", True):
        state.updates.clear()


def _integer(p: dict, name: str) -> int | None:
    value = p.get(name)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"field {name} must be an integer") from None


def _chat(state: State, p: dict) -> int:
    chat_id = _integer(p, "chat_id")
    if chat_id is None:
        raise bad_request("chat_id is empty")
    if chat_id in state.migrated:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=state.migrated[chat_id],
        )
    if chat_id not in state.chats:
        raise bad_request("chat not found")
    if chat_id in state.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    return chat_id


def _text(p: dict, name: str, limit: int) -> tuple[str, list[dict]]:
    source, mode = p.get(name) or "", (p.get("parse_mode") or "").lower()
    if not isinstance(source, str):
        raise bad_request(f"{name} must be a string")
    try:
        source.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    try:
        text, entities = parse_html(source) if mode else (source, [])
    except EntityError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    text = text.rstrip() if entities else text.strip()
    if utf16_units(text) > limit:
        raise bad_request("message is too long" if limit == MAX_UNITS else "caption is too long")
    return text, entities[:100]


def _keyboard(markup: dict) -> list[list[dict]]:
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard") or []
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        if not str(button.get("text") or "").strip():
            raise bad_request("can't parse inline keyboard button: text buttons are unallowed")
        actions = [key for key in ("callback_data", "url", "switch_inline_query") if key in button]
        if len(actions) != 1:
            raise bad_request("can't parse inline keyboard button: one action is needed")
        if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
        if "url" in button and not re.match(r"(https?|tg)://\S+$", button["url"]):
            raise bad_request("BUTTON_URL_INVALID")
    return rows


def _reply_to(state: State, chat_id: int, p: dict) -> int | None:
    wanted = p.get("reply_parameters") or {}
    message_id = wanted.get("message_id") if isinstance(wanted, dict) else None
    return message_id


def _shown(state: State, p: dict) -> Shown:
    shown = state.messages.get((_chat(state, p), _integer(p, "message_id") or 0))
    if shown is None:
        raise bad_request("message to edit not found")
    return shown


def _change(state: State, shown: Shown, **changes) -> dict:
    if all(getattr(shown, name) == value for name, value in changes.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    return _show(state, replace(shown, **changes, edits=shown.edits + 1))


def _show(state: State, shown: Shown) -> dict:
    state.messages[(shown.chat_id, shown.message_id)] = shown
    state.changed()
    message = {
        "message_id": shown.message_id,
        "date": int(time.time()),
        "chat": state.chats[shown.chat_id],
        "from": state.me,
        "text": shown.text,
    }
    if shown.edits:
        message["edit_date"] = message["date"]
    if shown.entities:
        message["entities"] = shown.entities
    if shown.keyboard:
        message["reply_markup"] = {"inline_keyboard": shown.keyboard}
    return message
