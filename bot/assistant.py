"""The trained Rasa model with the real actions, in one process: for `ask`, `chat`, tests.

The same model, policies, channel cleaning and actions that serve Telegram; only the HTTP
between them is left out.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from dataclasses import dataclass, field
from typing import Any

from bot.paths import ROOT, Paths


@dataclass(frozen=True)
class Answer:
    """One turn as `python -m bot ask --jsonl` writes it."""

    decision: str
    topic: str | None
    aspect: str | None
    passage: str | None
    answer: str
    buttons: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    payloads: list[str] = field(default_factory=list)


class Assistant:
    """Not thread-safe: one event loop, one turn at a time."""

    def __init__(self, paths: Paths | None = None) -> None:
        paths = paths or Paths.from_env()
        quiet_rasa()
        os.chdir(ROOT)  # Rasa resolves the actions package from here
        from rasa.core.agent import Agent
        from rasa.core.tracker_store import InMemoryTrackerStore
        from rasa.utils.endpoints import EndpointConfig
        from rasa_sdk.executor import ActionExecutor

        from actions.service import knowledge_service
        from bot.components.action_replies import check_schema_once

        check_schema_once()
        executor = ActionExecutor()
        executor.register_package("actions")
        knowledge_service()  # loaded now, not during the first question

        class InProcess(EndpointConfig):
            async def request(self, *args: Any, **kwargs: Any) -> Any:
                # Through JSON, as over HTTP: nothing may leak by reference.
                call = json.loads(json.dumps(kwargs["json"]))
                result = await executor.run(call)
                return json.loads(json.dumps(result))

        model = paths.rasa / "tro-ly.tar.gz"
        if not model.exists():
            raise FileNotFoundError(f"no Rasa model in {paths.rasa}. Run: make setup")
        self._loop = asyncio.new_event_loop()
        self._agent = Agent.load(str(model), action_endpoint=InProcess("http://in-process"))
        self._agent.tracker_store = InMemoryTrackerStore(self._agent.domain)
        self._agent.processor.tracker_store = self._agent.tracker_store

    @property
    def agent(self) -> Any:
        """Rasa's Agent: the trained model."""
        return self._agent

    def ask(self, conversation: str, text: str) -> Answer:
        """Answer a typed message of a conversation, masked and cleaned as Telegram's are."""
        return self._turn(conversation, _typed(text))

    def press(self, conversation: str, payload: str) -> Answer:
        """Answer a pressed button."""
        from bot.components.messages import check_payload

        return self._turn(conversation, check_payload(payload))

    def parse(self, text: str) -> dict[str, Any]:
        """Return what Rasa's pipeline makes of a typed message, outside any conversation."""
        from rasa.core.channels.channel import UserMessage

        message = UserMessage(_typed(text))
        return self._loop.run_until_complete(self._agent.processor.parse_message(message))

    def slots(self, conversation: str) -> dict[str, Any]:
        """Return the slots of a conversation as its last turn left them."""
        tracker = self._loop.run_until_complete(self._agent.tracker_store.retrieve(conversation))
        return tracker.current_slot_values() if tracker is not None else {}

    def _turn(self, conversation: str, text: str) -> Answer:
        from rasa.core.channels.channel import UserMessage

        from bot.components.channel import CollectedReplies

        collected = CollectedReplies()
        message = UserMessage(text, collected, conversation, input_channel="vneid")
        self._loop.run_until_complete(self._agent.handle_message(message))
        return to_answer(collected.replies)


def to_answer(replies: list[dict[str, Any]]) -> Answer:
    """Return the replies of one turn as one answer; the last with a decision gives it."""
    custom: dict[str, Any] = {}
    buttons: list[dict[str, Any]] = []
    for reply in replies:
        custom = {**custom, **(reply.get("custom") or {})}
        buttons += reply.get("buttons") or []
    return Answer(
        decision=custom.get("decision", "decline"),
        topic=custom.get("topic"),
        aspect=custom.get("aspect"),
        passage=custom.get("passage"),
        answer="\n\n".join(reply["text"] for reply in replies if reply.get("text")),
        buttons=[
            {"title": b["title"], "topic": b.get("topic"), "aspect": b.get("aspect")}
            for b in buttons
        ],
        sources=custom.get("sources") or [],
        payloads=[b["payload"] for b in buttons],
    )


def _typed(text: str) -> str:
    from bot.language.clean import clean
    from bot.language.personal_data import mask

    return clean(mask(text).text) or "?"


def quiet_rasa() -> None:
    """Rasa and TensorFlow speak on stdout and log messages' text: stop both."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("USE_TF", "0")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # Rasa shows progress bars by it
    import warnings

    # Libraries set their own filters when they are imported.
    warnings.showwarning = lambda *_, **__: None
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    logging.getLogger().setLevel(logging.ERROR)
    for name in ("rasa", "rasa_sdk", "tensorflow", "httpx"):
        logging.getLogger(name).setLevel(logging.ERROR)
