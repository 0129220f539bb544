"""Results -> report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from actions.retrieval.utterances import ASK
from bot.assistant import Answer
from bot.evaluation.cases import ANSWER, STYLES
from bot.evaluation.counting import VERDICTS, WRONG, as_expected, right_with_aspect, share
from bot.evaluation.faults import COMPONENTS, Fault, Wanted, fault
from bot.evaluation.metrics import (
    brier,
    calibration_error,
    mean_reciprocal_rank,
    rank,
    recall_at,
    reliability,
)
from bot.evaluation.probe import Probe
from bot.evaluation.report import (
    CUTS,
    HALVES,
    Confidence,
    Confusion,
    Miss,
    Nlu,
    PartRow,
    Report,
    Retrieval,
    StyleRow,
    TargetRow,
)
from bot.evaluation.results import TARGETS, QuestionResult, Results


def make_report(
    results: Results, about: dict[str, str], covers: Callable[..., bool], half: str = "all"
) -> Report:
    """Count everything; `covers(topics, aspects=())` tells what knowledge/ has."""
    everything = results.only(half)
    misses = _misses(everything, covers)
    return Report(
        about=about,
        targets=_targets(results, half),
        styles=[_style_row(everything.questions, style) for style in (*STYLES, "all")],
        parts=_parts(everything.questions),
        retrieval=_retrieval(everything.questions),
        nlu=_nlu(everything.questions),
        confidence=_confidence(everything),
        confusions=_confusions(everything),
        faults=_faults(misses),
        misses=misses,
    )


def _targets(results: Results, half: str) -> list[TargetRow]:
    rows = []
    for target in TARGETS:
        halves = HALVES if half == "all" else (half,)
        shares = {name: target.count(results.only(name)) for name in halves}
        rows.append(
            TargetRow(
                target.key,
                target.title,
                target.bound,
                target.at_least,
                shares,
                target.is_met(shares[half]),
            )
        )
    return rows


def _of_style(questions: Sequence[QuestionResult], style: str) -> list[QuestionResult]:
    return [r for r in questions if style in ("all", r.case.style)]


def _style_row(questions: Sequence[QuestionResult], style: str) -> StyleRow:
    chosen = _of_style(questions, style)
    counts = Counter(r.verdict for r in chosen)
    return StyleRow(
        style,
        len(chosen),
        {name: counts[name] for name in VERDICTS},
        share(right_with_aspect(r.case, r.answer) for r in chosen),
    )


_PARTS: tuple[tuple[str, str, Callable[[QuestionResult], str | None]], ...] = (
    ("names", "NLU: tên chủ đề trong câu", lambda r: next(iter(r.probe.named), None)),
    ("dense", "Tìm theo nghĩa (dày)", lambda r: next(iter(r.probe.dense), None)),
    ("lexical", "Tìm theo từ (BM25)", lambda r: next(iter(r.probe.lexical), None)),
    ("ranker", "Bộ xếp hạng, không ngưỡng", lambda r: r.probe.best),
    (
        "whole",
        "Cả trợ lý",
        lambda r: r.answer.topic if r.answer.decision == ANSWER else None,
    ),
)


def _parts(questions: Sequence[QuestionResult]) -> list[PartRow]:
    return [
        PartRow(
            part,
            title,
            {
                style: share(topic(r) in r.case.topics for r in _of_style(questions, style))
                for style in (*STYLES, "all")
            },
        )
        for part, title, topic in _PARTS
    ]


def _retrieval(questions: Sequence[QuestionResult]) -> Retrieval:
    mrr, recall = {}, {}
    for style in (*STYLES, "all"):
        ranks = [rank(r.probe.dense, r.case.topics) for r in _of_style(questions, style)]
        mrr[style] = mean_reciprocal_rank(ranks)
        recall[style] = {str(k): recall_at(k, ranks) for k in CUTS}
    return Retrieval(len(questions), mrr, recall)


def _nlu(questions: Sequence[QuestionResult]) -> Nlu:
    named = [(topic in r.case.topics) for r in questions for topic in r.probe.named]
    confused = Counter(
        (r.case.aspects[0], r.probe.intent)
        for r in questions
        if r.case.aspects and r.probe.aspect not in r.case.aspects
    )
    return Nlu(
        aspect={
            style: share(r.probe.aspect in r.case.aspects for r in _of_style(questions, style))
            for style in (*STYLES, "all")
        },
        aspect_unsaid=sum(r.probe.intent == ASK + "topic" for r in questions),
        elsewhere=sum(not r.probe.is_asked for r in questions),
        topic_precision=share(named),
        topic_recall=share(bool(set(r.probe.named) & set(r.case.topics)) for r in questions),
        confusions=[(a, b, n) for (a, b), n in _common(confused)],
    )


def _confidence(results: Results) -> Confidence:
    predictions = [(r.probe.confidence, r.probe.best in r.case.topics) for r in results.questions]
    predictions += [(r.probe.confidence, False) for r in results.outside]
    bins = reliability(predictions)
    return Confidence(bins, calibration_error(bins), brier(predictions), len(predictions))


def _confusions(results: Results) -> list[Confusion]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for r in results.questions:
        if r.verdict == WRONG:
            pair = (r.case.topics[0], str(r.answer.topic))
            found.setdefault(pair, []).append((r.case.id, r.case.text))
    for r in results.outside:
        if r.answer.decision == ANSWER:
            pair = (f"ngoài phạm vi ({r.case.kind})", str(r.answer.topic))
            found.setdefault(pair, []).append((r.case.id, r.case.text))
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Confusion(asked, got, texts) for (asked, got), texts in ordered]


def _misses(results: Results, covers: Callable[..., bool]) -> list[Miss]:
    misses: list[Miss] = []

    def add(group: str, name: str, half: str, style: str, text: str, wanted: Wanted, r) -> None:
        found = fault(wanted, r.answer, r.probe)
        if found is not None:
            misses.append(_miss(group, name, half, style, text, wanted, r.answer, r.probe, found))

    for r in results.questions:
        wanted = _wanted(r.case.topics, r.case.aspects, ANSWER, covers)
        add("question", r.case.id, r.half, r.case.style, r.case.text, wanted, r)
    for r in results.outside:
        if not as_expected(r.case, r.answer):
            wanted = Wanted((), (), r.case.expect)
            add("outside", r.case.id, r.half, r.case.kind, r.case.text, wanted, r)
    for r in results.turns:
        if not r.is_right:
            step = r.step
            wanted = _wanted(step.topics, step.aspects, step.expect, covers)
            name = f"{r.conversation.id}.{r.number}"
            add("turn", name, r.half, r.conversation.title, step.user, wanted, r)
    return misses


def _wanted(
    topics: tuple[str, ...], aspects: tuple[str, ...], expect: str, covers: Callable[..., bool]
) -> Wanted:
    has_topic = not topics or covers(topics)
    return Wanted(topics, aspects, expect, has_topic, not topics or covers(topics, aspects))


def _miss(
    group: str,
    name: str,
    half: str,
    style: str,
    text: str,
    wanted: Wanted,
    answer: Answer,
    probe: Probe,
    found: Fault,
) -> Miss:
    is_answer = wanted.expect == ANSWER
    right_topic = answer.decision == ANSWER and answer.topic in wanted.topics
    return Miss(
        name,
        group,
        half,
        style,
        text,
        probe.normalised,
        f"{' / '.join(wanted.topics)} · {' / '.join(wanted.aspects)}"
        if is_answer
        else wanted.expect,
        f"{answer.topic} · {answer.aspect}" if answer.decision == ANSWER else answer.decision,
        found.component,
        found.why,
        is_answer and right_topic,
    )


def _faults(misses: Sequence[Miss]) -> dict[str, dict[str, int]]:
    counts = {name: {"topic": 0, "aspect": 0, "outside": 0, "turn": 0} for name in COMPONENTS}
    for miss in misses:
        kind = miss.group if miss.group != "question" else "topic"
        counts[miss.component]["aspect" if miss.is_aspect_only else kind] += 1
    return counts


def _common(counts: Counter) -> Iterable[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
