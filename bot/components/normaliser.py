"""First in the pipeline: the message as plain Vietnamese with its marks."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.knowledge_importer import FROM_HEADING
from bot.language.augment import typed_copy
from bot.language.normalise import LanguageModel, Normaliser

NORMALISED = "normalised"  # in the parse result, so that actions search the same text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseNormaliser(GraphComponent):
    """Replaces the text of messages; the tracker keeps what was typed.

    `language_model` in the configuration is the path that `python -m bot setup` writes.
    """

    def __init__(self, normaliser: Normaliser) -> None:
        self._normaliser = normaliser

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "VietnameseNormaliser":
        from bot.paths import Paths

        return cls(Normaliser(LanguageModel.load(Paths.from_env().language_model)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the examples, and add copies as people really type them."""
        examples = training_data.training_examples
        for example in list(examples):
            copy = typed_copy(example.get(TEXT) or "") if example.get(INTENT) else None
            if copy is not None:
                typed = Message.build(text=copy, intent=example.get(INTENT))
                typed.set(FROM_HEADING, example.get(FROM_HEADING, False))
                examples.append(typed)
        self.process(examples)
        return TrainingData(
            examples,
            training_data.entity_synonyms,
            training_data.regex_features,
            training_data.lookup_tables,
            training_data.responses,
        )

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            # Only a button's payload begins with a slash here (bot/components/messages.py);
            # Rasa reads it at the end of the pipeline and must find it whole.
            if not text or text.startswith(INTENT_MESSAGE_PREFIX):
                continue
            normalised = self._normaliser.normalise(text)
            message.set(NORMALISED, normalised, add_to_output=True)
            # Nothing left (punctuation only): later components need some token.
            message.set(TEXT, normalised or "?")
        return messages
