"""Rasa's events after hostile texts: nothing in them may have been decided by a text."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.retrieval.aspects import HEADINGS
from actions.retrieval.passages import load_pages
from bot.language.provinces import PROVINCES
from tests.load.updates import Input

ROOT = Path(__file__).resolve().parents[2]
# What the connector's commands may say to Rasa; no typed text says anything else with a slash.
_PAYLOAD = re.compile(
    r'/(?:start|help|list_topics|show_sources|cancel|open_topic\{"topic": "[a-z0-9-]{1,64}"\})'
)
_ONLY_BY_PAYLOAD = {"start", "open_topic", "show_passage", "show_sources"}
_TYPED_ENTITIES = {"topic", "province"}
_EVENTS = {"action", "session_started", "slot", "user", "bot", "user_featurization"}
_OWN_SLOT = "session_started_metadata"


@dataclass(frozen=True)
class Known:
    """The values that slots may take."""

    topics: frozenset[str]
    passages: frozenset[str]
    aspects: frozenset[str] = frozenset(HEADINGS)
    provinces: frozenset[str] = frozenset(PROVINCES)

    @classmethod
    def load(cls) -> Known:
        pages = load_pages(ROOT / "knowledge")
        return cls(
            frozenset(page.id for page in pages if not page.is_signpost),
            frozenset(entry.id for page in pages for entry in page.entries),
        )

    def allows(self, slot: str, value: object) -> bool:
        if slot == _OWN_SLOT:  # Rasa's own: the metadata of the first message
            return isinstance(value, dict) and set(value) == {"update_id"}
        if value is None:
            return slot in ("topic", "aspect", "passage", "province", "offered", "recent")
        if slot in ("offered", "recent"):
            return isinstance(value, list) and all(self.allows("topic", v) for v in value)
        values = {"topic": self.topics, "passage": self.passages}
        values |= {"aspect": self.aspects, "province": self.provinces}
        return isinstance(value, str) and value in values.get(slot, ())


class Tracker:
    """Reads the tracker store piece by piece."""

    def __init__(self, database: Path, known: Known) -> None:
        self._path = database
        self._known = known
        self._last = 0
        self.events = 0
        self._asked: Counter[int] = Counter()
        self._sessions: Counter[str] = Counter()
        self._look(lambda *_: None)

    def problems(self, inputs: Mapping[int, Input]) -> list[str]:
        """Return what is wrong with the events since the last call; `inputs` by update_id."""
        found: list[str] = []

        def check(sender: str, event: dict) -> None:
            found.extend(self._problems(sender, event, inputs))

        self._look(check)
        return found

    def _look(self, check) -> None:
        query = "SELECT id, sender_id, data FROM events WHERE id > ? ORDER BY id"
        with sqlite3.connect(f"file:{self._path}?mode=ro", uri=True) as database:
            for key, sender, data in database.execute(query, (self._last,)):
                self._last = key
                self.events += 1
                check(sender, json.loads(data))

    def _problems(self, sender: str, event: dict, inputs: Mapping[int, Input]) -> list[str]:
        kind = event["event"]
        if kind not in _EVENTS:
            return [f"event {kind}"]
        if kind == "slot" and not self._known.allows(event["name"], event["value"]):
            return [f"slot {event['name']} = {event['value']!r}"]
        if kind == "session_started":
            self._sessions[sender] += 1
            if self._sessions[sender] > 1:
                return ["a session began anew"]
        if kind == "user":
            return self._problems_of_message(event, inputs)
        return []

    def _problems_of_message(self, event: dict, inputs: Mapping[int, Input]) -> list[str]:
        found = []
        update_id = event["metadata"].get("update_id")
        self._asked[update_id] += 1
        if self._asked[update_id] > 1:
            found.append(f"update {update_id} was asked twice")
        sent = inputs.get(update_id)
        text, data = event.get("text") or "", event["parse_data"]
        if text.startswith("/"):
            if not _PAYLOAD.fullmatch(text) or (sent is not None and not sent.may_be_command):
                found.append(f"update {update_id} reached Rasa as the payload {text[:80]!r}")
            return found
        if (data.get("intent") or {}).get("name") in _ONLY_BY_PAYLOAD:
            found.append(f"update {update_id} was understood as {data['intent']['name']}")
        for entity in data.get("entities") or ():
            if entity["entity"] not in _TYPED_ENTITIES:
                found.append(f"update {update_id} holds an entity {entity['entity']}")
        return found
