"""Questions, names and other names in knowledge/ -> training data of Rasa.

So an editor's new topic is understood without touching data/nlu.
"""

from __future__ import annotations

from typing import Dict, List, Optional, Text, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from actions.retrieval.pages import Page
from actions.retrieval.passages import load_pages
from bot.language.normalise import LanguageModel, Normaliser
from bot.language.provinces import PROVINCES
from bot.paths import Paths

FROM_HEADING = "from_heading"  # of an example: its intent is that of the heading above it


class KnowledgeImporter(TrainingDataImporter):
    """Named in config.yml under `importers`, beside RasaFileImporter."""

    def __init__(
        self,
        config_file: Optional[Text] = None,
        domain_path: Optional[Text] = None,
        training_data_paths: Optional[Union[List[Text], Text]] = None,
    ) -> None:
        self._paths = Paths.from_env()

    def get_nlu_data(self, language: Optional[Text] = "vi") -> TrainingData:
        normaliser = Normaliser(LanguageModel.load(self._paths.language_model))
        return training_data(load_pages(self._paths.knowledge), normaliser.normalise)

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> Dict:
        return {}

    def get_config_file_for_auto_config(self) -> Optional[Text]:
        return None


def training_data(pages: List[Page], normalise) -> TrainingData:
    """Return examples (intent by aspect), lookup tables and synonyms of topics and provinces.

    Names are normalised as messages are, so that the extractor finds them there.
    """
    examples: List[Message] = []
    synonyms: Dict[Text, Text] = {}
    topic_names: List[Text] = []
    for page in pages:
        for entry in page.entries:
            intent = "out_of_scope" if page.is_signpost else f"ask_{entry.aspect}"
            for question in entry.questions:
                example = Message.build(text=question.text, intent=intent)
                example.set(FROM_HEADING, not page.is_signpost)
                examples.append(example)
        if page.is_signpost:
            continue
        for name in (page.name, *page.aliases):
            normalised = normalise(name)
            if normalised in synonyms:
                continue
            topic_names.append(normalised)
            synonyms[normalised] = page.id
            examples.append(_named(normalised, "topic", page.id, "ask_topic"))
    place_names: List[Text] = []
    for name, others in PROVINCES.items():
        for other in (name, *others):
            normalised = normalise(other)
            if normalised not in synonyms:
                place_names.append(normalised)
                synonyms[normalised] = name
    return TrainingData(
        training_examples=examples,
        entity_synonyms=synonyms,
        lookup_tables=[
            # The extractor takes the first that fits: longest first.
            {"name": "topic", "elements": sorted(topic_names, key=len, reverse=True)},
            {"name": "province", "elements": sorted(place_names, key=len, reverse=True)},
        ],
    )


def _named(text: Text, entity: Text, value: Text, intent: Text) -> Message:
    found = {"start": 0, "end": len(text), "value": value, "entity": entity}
    return Message.build(text=text, intent=intent, entities=[found])
