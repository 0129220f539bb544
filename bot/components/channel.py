"""The only door into Rasa: a REST channel that cleans what it is sent.

POST /webhooks/vneid/webhook {"sender", "message" | "payload", "metadata"?} answers a list of
{"recipient_id", "text", "buttons", "custom"}. `message` is always text, whatever it looks
like; only `payload`, which the connector takes from its own buttons, names an intent, or asks
to forget a conversation (/erase_me) or to give it another id (/move_me{"to": …}).
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text
from urllib.parse import urljoin

import aiohttp
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.components.action_replies import check_schema_once
from bot.components.messages import BadRequest, read_request

logger = logging.getLogger(__name__)
ERASE = "/erase_me"
MOVE = "/move_me"
_EXPIRE_EVERY_S = 3600.0  # or ten times within the time that conversations are kept
_HEALTH_TIMEOUT_S = 2.0


class CollectedReplies(OutputChannel):
    """Keeps text, buttons and custom data of one bot utterance together."""

    def __init__(self) -> None:
        self.replies: List[Dict[Text, Any]] = []

    @classmethod
    def name(cls) -> Text:
        return "vneid"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        reply: Dict[Text, Any] = {"recipient_id": recipient_id, "text": message.get("text") or ""}
        for key in ("buttons", "custom"):
            if message.get(key):
                reply[key] = message[key]
        self.replies.append(reply)

    async def send_text_message(self, recipient_id: Text, text: Text, **kwargs: Any) -> None:
        self.replies.append({"recipient_id": recipient_id, "text": text})


class VneidChannel(InputChannel):
    @classmethod
    def name(cls) -> Text:
        return "vneid"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "VneidChannel":
        check_schema_once()
        return cls(float((credentials or {}).get("keep_days", 30)))

    def __init__(self, keep_days: float) -> None:
        self._keep_s = keep_days * 86_400.0

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        webhook = Blueprint("vneid_webhook", __name__)

        @webhook.route("/", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            state = await _ask_actions(request.app)
            if state is None:
                return response.json({"ready": False}, status=503)
            return response.json({"ready": True, "index": state.get("index")})

        @webhook.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, text, metadata = read_request(request.body)
            except BadRequest as error:
                return response.json({"error": str(error)}, status=400)
            if text == ERASE:
                deleted = _store(request.app).forget(sender)
                return response.json(
                    [{"recipient_id": sender, "text": "", "custom": {"erased": deleted}}]
                )
            if text.startswith(MOVE):
                moved = _store(request.app).move(sender, json.loads(text[len(MOVE) :])["to"])
                return response.json(
                    [{"recipient_id": sender, "text": "", "custom": {"moved": moved}}]
                )
            collected = CollectedReplies()
            try:
                await on_new_message(
                    UserMessage(
                        text, collected, sender, input_channel=self.name(), metadata=metadata
                    )
                )
            except asyncio.CancelledError:
                raise
            except Exception as error:  # a citizen never sees a traceback; the type is enough
                logger.error("a message failed: %s", type(error).__name__)
                return response.json({"error": "failed"}, status=500)
            if not collected.replies and await _ask_actions(request.app) is None:
                # Rasa swallows a failed action call; the connector waits and asks again.
                return response.json({"error": "no action server"}, status=503)
            return response.json(collected.replies)

        @webhook.listener("after_server_start")
        async def start_expiry(app: Any, loop: Any) -> None:
            app.ctx.vneid_expiry = loop.create_task(_expire(app, self._keep_s))

        @webhook.listener("before_server_stop")
        async def stop_expiry(app: Any, loop: Any) -> None:
            app.ctx.vneid_expiry.cancel()

        return webhook


async def _ask_actions(app: Any) -> Optional[Dict[Text, Any]]:
    """Return what the action server says of itself; None while it is away."""
    endpoint = getattr(getattr(app.ctx, "agent", None), "action_endpoint", None)
    if endpoint is None:
        return None
    timeout = aiohttp.ClientTimeout(total=_HEALTH_TIMEOUT_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.get(urljoin(endpoint.url, "/status")) as answer:
                return await answer.json() if answer.status == 200 else None
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
        return None


def _store(app: Any) -> Any:
    """Return our tracker store: Rasa wraps it into one that cannot forget."""
    store = getattr(getattr(app.ctx, "agent", None), "tracker_store", None)
    return getattr(store, "_tracker_store", store)


async def _expire(app: Any, keep_s: float) -> None:
    """Conversations are forgotten after `keep_s` without a message."""
    while True:
        store = _store(app)
        if hasattr(store, "forget_older_than"):
            try:
                deleted = await asyncio.get_running_loop().run_in_executor(
                    None, store.forget_older_than, keep_s
                )
                if deleted:
                    logger.info("expired %d events", deleted)
            except Exception as error:
                logger.error("expiry failed: %s", type(error).__name__)
        await asyncio.sleep(min(_EXPIRE_EVERY_S, keep_s / 10))
