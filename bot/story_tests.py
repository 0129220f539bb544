"""`python -m bot test-stories`: the Rasa test stories, told in plain words.

What `rasa test core --fail-on-prediction-errors` checks, on the trained model: the intent and
entities of every user line, and every action. Actions are predicted, not run; answers are
checked by tests/conversations/*.e2e.yml.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.paths import ROOT, Paths

FOLDER = ROOT / "tests" / "conversations"
_LISTEN = "action_listen"


class StoryError(Exception):
    """Test stories that cannot be read or run; the reason, in Vietnamese."""


@dataclass(frozen=True)
class Failure:
    """One step that went otherwise; steps are counted from 1 as they stand in the file."""

    story: str
    file: str
    step: int
    text: str  # what the citizen said last
    expected: str
    got: str

    def __str__(self) -> str:
        return (
            f"SAI  {self.file} · “{self.story}” · bước {self.step}\n"
            f"     câu: {self.text}\n     cần: {self.expected}\n     được: {self.got}"
        )


@dataclass(frozen=True)
class Outcome:
    stories: int
    steps: int
    failures: Sequence[Failure]

    @property
    def failed_stories(self) -> int:
        return len({(f.file, f.story) for f in self.failures})

    @property
    def summary(self) -> str:
        right = self.stories - self.failed_stories
        return f"{self.stories} mẫu hội thoại, {self.steps} bước: {right} đạt, " + (
            f"{self.failed_stories} SAI." if self.failures else "không sai câu nào."
        )


def story_files(folder: Path) -> list[Path]:
    """Return test_*.yml, one file, or those in a folder, in a fixed order."""
    return [folder] if folder.is_file() else sorted(folder.rglob("test_*.yml"))


def run_stories(folder: Path, paths: Paths) -> Outcome:
    """Raise StoryError when there is no story, no model, or a file is no story file."""
    files = story_files(folder)
    if not files:
        raise StoryError(f"Không có tệp test_*.yml nào trong {folder}.")
    model = paths.rasa / "tro-ly.tar.gz"
    if not model.exists():
        raise StoryError(f"Chưa có mô hình Rasa trong {paths.rasa}. Chạy: make setup")
    from bot.assistant import quiet_rasa

    quiet_rasa()
    from rasa.core.agent import Agent

    return check_stories(files, Agent.load(str(model)))


def check_stories(files: Sequence[Path], agent: Any) -> Outcome:
    """Raise StoryError when a file is no story file."""
    from rasa.core.test import _predict_tracker_actions

    trackers = _trackers(files, agent.domain)
    loop = asyncio.new_event_loop()
    failures: list[Failure] = []
    steps = 0
    for tracker in trackers:
        predicted = loop.run_until_complete(_predict_tracker_actions(tracker, agent, use_e2e=True))
        found = list(_steps(predicted[1].events))
        steps += len(found)
        failures += _failures(tracker, found)
    return Outcome(len(trackers), steps, failures)


def _trackers(files: Sequence[Path], domain: Any) -> list[Any]:
    from rasa.shared.core.generator import TrainingDataGenerator
    from rasa.shared.core.training_data.loading import load_data_from_files
    from rasa.shared.core.training_data.structures import StoryGraph
    from rasa.shared.exceptions import RasaException

    found = []
    for path in files:  # one by one: a story is then known to be of this file
        try:
            steps = load_data_from_files([str(path)], domain)
            generator = TrainingDataGenerator(
                StoryGraph(steps), domain, use_story_concatenation=False, augmentation_factor=0
            )
            trackers = generator.generate_story_trackers()
        except (RasaException, ValueError, KeyError) as error:
            raise StoryError(f"{path}: không đọc được. {error}") from error
        for tracker in trackers:
            tracker.sender_source = path.name
        found += trackers
    return found


def _steps(events: Sequence[Any]) -> list[Any]:
    """Return user lines and actions, without the waiting in between."""
    from rasa.shared.core.events import ActionExecuted, UserUttered

    return [
        event
        for event in events
        if isinstance(event, UserUttered)
        or (isinstance(event, ActionExecuted) and not _is_right_listen(event))
    ]


def _is_right_listen(event: Any) -> bool:
    predicted = getattr(event, "action_name_prediction", _LISTEN)
    return event.action_name == _LISTEN and predicted == _LISTEN


def _failures(tracker: Any, steps: Sequence[Any]) -> list[Failure]:
    from rasa.core.test import WronglyClassifiedUserUtterance, WronglyPredictedAction

    failures: list[Failure] = []
    text = ""
    is_lost = False  # after a wrong action, what follows until the next line means nothing
    for number, event in enumerate(steps, start=1):
        if hasattr(event, "intent"):
            text = event.text or f"/{event.intent['name']}"
            is_lost = False
        if is_lost:
            continue
        if isinstance(event, WronglyClassifiedUserUtterance):
            expected = _said(event.intent["name"], event.target_entities)
            got = _said(event.predicted_intent, event.predicted_entities)
        elif isinstance(event, WronglyPredictedAction):
            expected, got = event.action_name, event.action_name_prediction
            is_lost = True
        else:
            continue
        name = tracker.sender_id
        failures.append(Failure(name, tracker.sender_source, number, text, expected, got))
    return failures


def _said(intent: str | None, entities: Sequence[dict[str, Any]]) -> str:
    parts = [str(intent)]
    for e in entities:
        parts.append(f"{e['entity']}={e.get('value')} (ký tự {e.get('start')}–{e.get('end')})")
    return ", ".join(parts)
