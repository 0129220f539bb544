"""What each part makes of one message on its own: normaliser, NLU, search, ranker.

The parts are the very objects that answer: Rasa's pipeline through the Assistant, index and
ranker of the action server's service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.answer import is_outside, topic_chances
from actions.dialogue import read_context, read_query
from actions.retrieval.utterances import ASK
from actions.service import Knowledge
from bot.language.normalise import tokens

KEPT = 10  # topics of a search that a probe remembers
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Probe:
    """Topics are ids, best first; probabilities 0..1."""

    normalised: str
    unknown: tuple[str, ...]  # words of it that the language model does not know
    intent: str
    named: tuple[str, ...]  # topics that NLU found named
    dense: tuple[str, ...]  # topics by dense search, each once
    lexical: tuple[str, ...]  # topics by words, each once
    best: str  # the ranker's topic, the conversation so far counted in
    confidence: float  # its probability
    outside: float  # P(not in the catalogue)
    best_as_typed: str  # the ranker's topic when nothing is normalised
    context_topic: str | None  # what the conversation was about before

    @property
    def aspect(self) -> str | None:
        """The aspect that the intent says; None for other intents and for ask_topic."""
        if not self.intent.startswith(ASK) or self.intent == ASK + "topic":
            return None
        return self.intent.removeprefix(ASK)

    @property
    def is_asked(self) -> bool:
        """Whether the intent leads to action_answer_question (data/stories/rules.yml)."""
        return self.intent.startswith(ASK) or self.intent == OUT_OF_SCOPE


def probe(
    knowledge: Knowledge,
    vocabulary: Collection[str],
    text: str,
    parsed: Mapping[str, Any],
    slots: Mapping[str, Any],
) -> Probe:
    """Look at a message: `parsed` by Rasa, asked when the conversation had these slots.

    `vocabulary` holds the words of the normaliser's language model.
    """
    moment = _Moment(parsed, slots)
    context = read_context(moment)
    query = read_query(moment, knowledge, context)
    index = knowledge.index
    hits = index.search(query.text, len(index.entries), vector=query.vector)
    by_words = sorted(hits, key=lambda hit: -hit.lexical)
    ranking = knowledge.ranker.topics(index, query)
    best, confidence = _best(topic_chances(ranking, context, index))
    typed = " ".join(tokens(text)) or "?"
    as_typed = replace(query, text=typed, vector=index.encoder.queries([typed])[0])
    ranking_as_typed = knowledge.ranker.topics(index, as_typed)
    return Probe(
        normalised=query.text,
        unknown=unknown_words(query.text, vocabulary),
        intent=(parsed.get("intent") or {}).get("name") or "",
        named=tuple(query.topics),
        dense=_topics(hit.entry.topic for hit in hits),
        lexical=_topics(hit.entry.topic for hit in by_words if hit.lexical > 0),
        best=best,
        confidence=confidence,
        outside=sum(p for label, p in ranking.labels if is_outside(label)),
        best_as_typed=_best(topic_chances(ranking_as_typed, context, index))[0],
        context_topic=context.topic,
    )


def unknown_words(normalised: str, known: Collection[str]) -> tuple[str, ...]:
    """Return the words that nobody taught the language model; codes and <…> are no words."""
    words = normalised.split()
    return tuple(dict.fromkeys(w for w in words if w.isalpha() and w not in known))


def covers(knowledge: Knowledge, topics: Iterable[str], aspects: Iterable[str] = ()) -> bool:
    """Whether an entry is about one of the topics and, if any are given, of the aspects."""
    topics, aspects = set(topics), set(aspects)
    return any(
        entry.topic in topics and (not aspects or entry.aspect in aspects)
        for entry in knowledge.index.entries
    )


@dataclass(frozen=True)
class _Moment:
    """As much of a tracker as actions/dialogue.py reads."""

    latest_message: Mapping[str, Any]
    slots: Mapping[str, Any]

    def get_slot(self, name: str) -> Any:
        return self.slots.get(name)


def _best(chances: Mapping[str, float]) -> tuple[str, float]:
    return max(chances.items(), key=lambda item: item[1], default=("", 0.0))


def _topics(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:KEPT]
