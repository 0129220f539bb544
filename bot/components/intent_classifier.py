"""Intents by the network of actions/retrieval/sentence_net.py, on the encoder of the search."""

from __future__ import annotations

import math
import re
from typing import Any, Dict, List, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.retrieval.encoder import Encoder
from actions.retrieval.page_questions import taught_intents
from actions.retrieval.sentence_net import SentenceNet
from actions.retrieval.utterances import ASK
from bot.components.knowledge_importer import FROM_HEADING
from bot.language.emergencies import is_emergency, is_swindled

_FILE = "intents.npz"
_HEAD = "intents"
_SURE = 0.8  # P(intent) from which a question about a service is no cry for help
_SAFETY = "safety"
# What is said to the bot itself; with somebody's number in it, it is about that number.
_TO_THE_BOT = ("who_are_you", "help", "complain_bot", "praise_or_ok", "affirm", "deny")
_WHO_ARE_YOU = "who_are_you"
# Whom to turn to, in a fragment of a conversation: a question about a service, not the bot.
_TURNS_TO = re.compile(
    r"\b(?:báo|trình|khai|nộp|gửi|gặp|tìm|kêu|gọi|hỏi|liên hệ|ra|lên|tới|đến|về|qua)"
    r"(?: cho| với| tới| đến)? (?:ai|công an|phường|xã|ủy ban)\b"
)
_ADDRESSES = re.compile(r"\b(?:bạn|em|mày|mi|bot|trợ lý|robot|bên mình)\b")
_NUMBER = re.compile(r"<(?:CCCD|CMND|HỘ CHIẾU|SĐT|THẺ|TÀI KHOẢN|OTP)>", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SentenceIntentClassifier(IntentClassifier, GraphComponent):
    """Dense and sparse features of the normalised text in one small network.

    DIET's cost grows with labels and examples: 60 epochs over 25,000 utterances would take
    hours on two cores, this takes one or two minutes and loads without TensorFlow graphs.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return []

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"epochs": 8}

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Encoder,
        model: SentenceNet | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = encoder
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceIntentClassifier":
        from bot.encoders import current_encoder

        return cls(config, model_storage, resource, current_encoder())

    def train(self, training_data: TrainingData) -> Resource:
        from bot.encoders import cached_vectors

        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [e.get(TEXT) for e in examples]
        vectors = cached_vectors(self._encoder, texts)
        intents = [e.get(INTENT) for e in examples]
        from_heading = [bool(e.get(FROM_HEADING)) for e in examples]
        labels = taught_intents(texts, vectors, intents, from_heading)
        self._model = SentenceNet.fit(
            texts, vectors, {_HEAD: labels}, epochs=int(self._config["epochs"])
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SentenceIntentClassifier":
        from bot.encoders import current_encoder

        with model_storage.read_from(resource) as folder:
            model = SentenceNet.load(folder / _FILE)
        return cls(config, model_storage, resource, current_encoder(), model)

    def process(self, messages: List[Message]) -> List[Message]:
        chosen = [m for m in messages if m.get(TEXT)]
        if self._model is None or not chosen:
            return messages
        texts = [m.get(TEXT) for m in chosen]
        rows = self._model.log_probabilities(texts, self._encoder.queries(texts))[_HEAD]
        names = self._model.heads[_HEAD]
        for message, text, row in zip(chosen, texts, rows):
            ranking = [{"name": names[i], "confidence": math.exp(row[i])} for i in (-row).argsort()]
            ranking = _with_bot_first(text, _with_question_first(ranking))
            ranking = _with_danger_first(text, ranking)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages


def _with_question_first(ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """Put the best question first when all kinds of question together are likeliest.

    Eleven intents share the probability of a question; one of small talk or safety has it all.
    """
    asks = [item for item in ranking if item["name"].startswith(ASK)]
    if not asks or sum(item["confidence"] for item in asks) <= ranking[0]["confidence"]:
        return ranking
    return [asks[0], *(item for item in ranking if item is not asks[0])]


def _with_bot_first(text: Text, ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """The same for what is said to the bot, when it is addressed: "bạn giúp được việc gì"."""
    said = [item for item in ranking if item["name"] in (*_TO_THE_BOT, "list_topics")]
    asked = sum(item["confidence"] for item in ranking if item["name"].startswith(ASK))
    if not said or sum(item["confidence"] for item in said) <= asked or not _ADDRESSES.search(text):
        return ranking
    best = max(said, key=lambda item: item["confidence"])
    others = [item for item in ranking if item is not best]
    return [best, *others] if ranking[0]["name"].startswith(ASK) else ranking


def _with_danger_first(text: Text, ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """Put what sure words tell in front of what the network made of the message."""
    best = ranking[0]
    asks = best["name"].startswith(ASK) and best["name"] != ASK + "topic"
    is_sure = best["confidence"] >= _SURE
    if not (best["name"] == _SAFETY and is_sure) and is_emergency(
        text, is_question=asks and is_sure
    ):
        return _with_first("emergency", ranking)
    if best["name"] in _TO_THE_BOT and _NUMBER.search(text):
        return _with_first(_SAFETY, ranking)
    if best["name"] == _WHO_ARE_YOU and _TURNS_TO.search(text) and not _ADDRESSES.search(text):
        return _without_first(ranking)
    if is_swindled(text) and not asks:
        return _with_first("ask_troubleshoot", ranking)
    return ranking


def _with_first(name: Text, ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    others = [{**item, "confidence": 0.0} for item in ranking if item["name"] != name]
    return [{"name": name, "confidence": 1.0}, *others]


def _without_first(ranking: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    first, *others = ranking
    left = sum(item["confidence"] for item in others) or 1.0
    kept = [{**item, "confidence": item["confidence"] / left} for item in others]
    return [*kept, {**first, "confidence": 0.0}]
