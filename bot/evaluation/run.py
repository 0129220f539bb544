"""Asks the assistant every case, in order, and looks inside each answer."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.assistant import Answer, Assistant
from bot.evaluation.cases import (
    Conversation,
    Outside,
    Question,
    half_of,
    read_conversations,
    read_outside,
    read_questions,
)
from bot.evaluation.report import Report
from bot.paths import ROOT, Paths

if TYPE_CHECKING:
    from actions.service import Knowledge
    from bot.evaluation.results import Results

FOLDER = ROOT / "tests" / "questions"
QUESTIONS = FOLDER / "dev-questions.jsonl"
OUTSIDE = FOLDER / "dev-out-of-scope.jsonl"
CONVERSATIONS = FOLDER / "dev-conversations.jsonl"


def evaluate(
    questions: Path,
    outside: Path,
    conversations: Path,
    half: str = "all",
    progress: Callable[[int, int], None] = lambda done, total: None,
    assistant: Assistant | None = None,
) -> Report:
    """Run all cases of a half ("a", "b" or "all"); `assistant` when one is loaded already.

    Raises:
        CaseError: a file has a line that is no case.
        OSError: a file cannot be read.
    """
    chosen = (
        _of_half(read_questions(questions), half),
        _of_half(read_outside(outside), half),
        _of_half(read_conversations(conversations), half),
    )
    # No page may change while the figures are made.
    os.environ["KNOWLEDGE_WATCH_S"] = "0"
    from actions.service import knowledge_service
    from bot.evaluation.probe import covers
    from bot.evaluation.tally import make_report

    paths = Paths.from_env()
    assistant = assistant or Assistant(paths)
    knowledge = knowledge_service().current
    results = _ask(assistant, knowledge, paths, chosen, progress)
    about = {
        "questions": questions.name,
        "outside": outside.name,
        "conversations": conversations.name,
        "half": half,
        "encoder": knowledge.index.encoder.name,
        "index": knowledge.index.version,
        "entries": str(len(knowledge.index.entries)),
    }
    return make_report(
        results, about, lambda topics, aspects=(): covers(knowledge, topics, aspects), half
    )


def _of_half(cases: list, half: str) -> list:
    return [case for case in cases if half in ("all", half_of(case.id))]


def _ask(
    assistant: Assistant,
    knowledge: Knowledge,
    paths: Paths,
    chosen: tuple[Sequence[Question], Sequence[Outside], Sequence[Conversation]],
    progress: Callable[[int, int], None],
) -> Results:
    from bot.evaluation.probe import Probe, probe
    from bot.evaluation.results import OutsideResult, QuestionResult, Results, TurnResult
    from bot.language.normalise import LanguageModel

    questions, outside, conversations = chosen
    total = len(questions) + len(outside) + sum(len(c.steps) for c in conversations)
    vocabulary = LanguageModel.load(paths.language_model).unigrams
    done = 0
    run = uuid.uuid4().hex  # the same assistant may be asked again, in new conversations

    def look(text: str, conversation: str) -> Probe:
        slots = assistant.slots(conversation)
        return probe(knowledge, vocabulary, text, assistant.parse(text), slots)

    def ask(text: str, conversation: str) -> tuple[Answer, Probe]:
        nonlocal done
        done += 1
        progress(done, total)
        seen = look(text, conversation)  # before the turn changes the slots
        return assistant.ask(conversation, text), seen

    return Results(
        [QuestionResult(case, *ask(case.text, f"{run}-q-{case.id}")) for case in questions],
        [OutsideResult(case, *ask(case.text, f"{run}-o-{case.id}")) for case in outside],
        [
            TurnResult(case, number, *ask(step.user, f"{run}-c-{case.id}"))
            for case in conversations
            for number, step in enumerate(case.steps, start=1)
        ],
    )
