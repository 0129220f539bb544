"""`python -m bot preview`: an answer as Telegram shows it, and why it is this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from actions.answer import kept_aspect, topic_chances
from actions.dialogue import Context, read_context, read_query
from actions.retrieval.aspects import HEADINGS, SIGNPOST, SIGNPOST_HEADING
from actions.retrieval.ranker import Query, RankedEntry, Ranking
from actions.retrieval.utterances import ASK, FOLLOW_UP, OUTSIDE, TALK
from actions.service import Knowledge
from bot.assistant import Answer, Assistant
from bot.telegram import phrases
from bot.telegram.markdown import Line, parse
from bot.telegram.messages import Reply, render, split

WIDTH = 110
PHONE = 62  # characters in a line of the picture of a phone
HITS = 5
REASONS = 3  # labels whose shares are shown
_DECISIONS = {
    "answer": "trả lời",
    "clarify": "hỏi lại",
    "decline": "nói là không biết",
    "smalltalk": "chuyện trò",
    "safety": "nhắc an toàn",
    "handoff": "chuyển sang người",
}
_LABELS = {
    FOLLOW_UP: "(hỏi tiếp, không nói việc gì)",
    OUTSIDE: "(ngoài danh mục)",
    TALK: "(chuyện trò)",
}
_FEATURES = {
    "model": "mô hình chủ đề",
    "question": "giống câu hỏi mẫu",
    "passage": "giống câu trả lời",
    "lexical": "trùng từ",
    "named": "gọi đúng tên chủ đề",
    "named_other": "gọi tên chủ đề khác",
    "new_topic": "trang mới, chưa huấn luyện",
    "outside": "ngoài danh mục",
    "outside_intent": "ý định: ngoài danh mục",
    "talk": "chuyện trò",
    "talk_intent": "ý định: chuyện trò",
    "follow_up": "hỏi tiếp",
    "follow_up_named": "hỏi tiếp, có tên chủ đề",
    "ambiguous": "nhiều nghĩa",
    "is_signpost": "trang chỉ dẫn",
}


@dataclass(frozen=True)
class Candidate:
    """An entry and the chances that make it: of its topic, and of it within the topic."""

    hit: RankedEntry
    topic: float  # P(topic) in this conversation
    context: float  # what the conversation adds to it
    intent: float  # P(aspect) of its topic

    @property
    def chance(self) -> float:
        return self.topic * self.hit.probability


def candidates(
    knowledge: Knowledge, query: Query, context: Context, ranking: Ranking, count: int = HITS
) -> list[Candidate]:
    """Return the best entries over all topics, best first."""
    chances = topic_chances(ranking, context, knowledge.index)
    likely = sorted(chances, key=lambda topic: -chances[topic])[:count]
    aspects = {topic: knowledge.ranker.aspects(query, topic) for topic in likely}
    found = [
        Candidate(
            hit,
            chances[topic],
            chances[topic] - ranking.probability(topic),
            aspects[topic].get(hit.entry.aspect, 0.0),
        )
        for topic in likely
        for hit in knowledge.ranker.entries(
            knowledge.index, query, topic, aspect=kept_aspect(query, context, topic)
        )
    ]
    return sorted(found, key=lambda candidate: -candidate.chance)[:count]


def preview(questions: Sequence[str], console: Console) -> None:
    """Show every turn of one conversation."""
    from actions.service import knowledge_service

    console.print("[dim]Đang nạp trợ lý (khoảng nửa phút)…[/dim]")
    assistant = Assistant()
    for question in questions:
        context = read_context(_tracker(assistant.slots("preview"), {}))
        parsed = assistant.parse(question)
        answer = assistant.ask("preview", question)
        knowledge = knowledge_service().current
        query = read_query(_tracker(assistant.slots("preview"), parsed), knowledge, context)
        console.print(turn(question, parsed, answer, knowledge, query, context))


def turn(
    question: str,
    parsed: Mapping[str, Any],
    answer: Answer,
    knowledge: Knowledge,
    query: Query,
    context: Context,
) -> RenderableType:
    """Return one turn: the phone, the decision, the five best hits, the reasons."""
    ranking = knowledge.ranker.topics(knowledge.index, query)
    best = candidates(knowledge, query, context, ranking)
    return Group(
        "",
        _phone(question, answer),
        *_decision(answer, knowledge),
        *_understood(parsed, query, context),
        "",
        _hits(best, answer, knowledge),
        "",
        _reasons(ranking),
    )


def _tracker(slots: Mapping[str, Any], message: Mapping[str, Any]) -> Any:
    from rasa_sdk import Tracker

    return Tracker("preview", dict(slots), dict(message), [], False, None, {}, None)


# ---- the phone -----------------------------------------------------------------------------


def _phone(question: str, answer: Answer) -> RenderableType:
    titles = [button["title"] for button in answer.buttons]
    reply = Reply(answer.answer, tuple(zip(titles, answer.payloads)), {"decision": answer.decision})
    parts: list[RenderableType] = [
        Panel(Text(question), width=min(PHONE, len(question) + 4), border_style="green")
    ]
    for lines, message in zip(split(parse(reply.text)), render(reply)):
        parts.append(Panel(_styled(lines), width=PHONE, border_style="blue"))
        parts += [_keys(*(button.title for button in row)) for row in message.rows]
    if answer.decision == "answer":
        parts += [_keys(phrases.SHARE), _keys(phrases.HELPFUL, phrases.NOT_RIGHT)]
    return Panel(Group(*parts), title="Telegram", width=PHONE + 4, border_style="dim")


def _styled(lines: Sequence[Line]) -> Text:
    text = Text()
    for number, line in enumerate(lines):
        text.append("\n" if number else "")
        for run in line:
            style = "bold " * run.bold + ("underline blue" if run.url else "")
            text.append(run.text, style.strip() or None)
    return text


def _keys(*titles: str) -> Text:
    line = "  ".join(f"[ {title} ]" for title in titles)
    return Text(line, style="cyan", justify="center")


# ---- why -----------------------------------------------------------------------------------


def _decision(answer: Answer, knowledge: Knowledge) -> Iterator[str]:
    decision = _DECISIONS.get(answer.decision, answer.decision)
    entry = knowledge.index.by_id.get(answer.passage or "")
    place = ""
    if entry is not None:
        page = knowledge.index.pages[entry.topic]
        place = f" · mục [b]{escape(entry.title)}[/b] · {page.path}:{entry.line}"
    yield f"\n[b]Quyết định:[/b] {decision}{place}"


def _understood(parsed: Mapping[str, Any], query: Query, context: Context) -> Iterator[str]:
    yield f"[b]Máy đọc là:[/b] {escape(query.text)}"
    intents = sorted(query.intents.items(), key=lambda item: -item[1])[:3]
    told = ", ".join(f"{_intent(name)} {_percent(chance)}" for name, chance in intents)
    yield f"[b]Ý định:[/b] {escape(told)}"
    names = [f"{e.get('entity')}={e.get('value')}" for e in parsed.get("entities") or ()]
    if names:
        yield f"[b]Nhận ra:[/b] {escape(', '.join(names))}"
    known = {
        "chủ đề": context.topic,
        "khía cạnh": HEADINGS.get(context.aspect or "", context.aspect),
        "tỉnh/thành": query.province,
        "vừa gợi ý": ", ".join(context.offered),
    }
    before = ", ".join(f"{name}: {value}" for name, value in known.items() if value)
    if before:
        yield f"[b]Từ các câu trước:[/b] {escape(before)}"


def _hits(best: Sequence[Candidate], answer: Answer, knowledge: Knowledge) -> Table:
    table = Table(title="Năm mục gần nhất", title_justify="left", expand=True, show_lines=True)
    table.add_column("Mục · câu hỏi mẫu gần nhất", ratio=1)
    for name in ("Cả mục", "Chủ đề", "Ngữ\ncảnh", "Ý\nđịnh", "Câu\nhỏi", "Trả\nlời", "Từ"):
        table.add_column(name, justify="right", no_wrap=True)
    for candidate in best:
        hit, entry = candidate.hit, candidate.hit.entry
        page = knowledge.index.pages[entry.topic]
        mark = "[green]►[/green] " if entry.id == answer.passage else ""
        table.add_row(
            f"{mark}[b]{escape(entry.title)}[/b] · {escape(page.name)}\n"
            f"[dim]{escape(hit.nearest)}[/dim]",
            _percent(candidate.chance),
            _percent(candidate.topic),
            f"+{_percent(candidate.context)}" if candidate.context > 0.005 else "",
            _percent(candidate.intent),
            f"{hit.question:.3f}",
            f"{hit.passage:.3f}",
            f"{hit.lexical:.1f}",
        )
    table.caption_justify = "left"
    table.caption = (
        "Cả mục = Chủ đề × phần của mục trong chủ đề. Câu hỏi, Trả lời: độ gần nghĩa (cosin, "
        "-1 đến 1) với câu hỏi mẫu gần nhất và với câu trả lời. Từ: trùng từ không dấu (BM25)."
    )
    return table


def _reasons(ranking: Ranking) -> Table:
    table = Table(
        title="Vì sao chọn chủ đề (điểm cộng trừ vào từng nhãn)", title_justify="left", expand=True
    )
    table.add_column("Nhãn", ratio=2)
    table.add_column("Xác suất", justify="right")
    table.add_column("Điểm", ratio=5)
    for label, chance in ranking.labels[:REASONS]:
        shares = sorted(ranking.shares.get(label, {}).items(), key=lambda item: -abs(item[1]))
        told = " · ".join(f"{_FEATURES.get(name, name)} {value:+.1f}" for name, value in shares)
        table.add_row(escape(_label(label)), _percent(chance), escape(told))
    return table


def _label(label: str) -> str:
    if label.startswith(SIGNPOST):
        return f"{SIGNPOST_HEADING}: {label.split('/', 1)[-1]}"
    return _LABELS.get(label, label.replace("|", " hoặc "))


def _intent(name: str) -> str:
    aspect = name.removeprefix(ASK)
    return f"hỏi “{HEADINGS[aspect]}”" if aspect in HEADINGS else name


def _percent(chance: float) -> str:
    return f"{chance:.0%}"
