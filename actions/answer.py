"""Question and context -> answer, clarifying question or decline.

All probabilities come from the ranker; this module only says what to do with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

from actions import replies
from actions.dialogue import Context
from actions.moves import CORRECTS, RETURNS
from actions.retrieval.aspects import HEADINGS, SIGNPOST
from actions.retrieval.index import PassageIndex
from actions.retrieval.ranker import AMBIGUOUS, Query, RankedEntry, Ranking, is_outside
from actions.retrieval.utterances import ASK, FOLLOW_UP, TALK
from actions.service import Knowledge
from bot.language.english import is_english

# Chosen on one half of tests/questions, confirmed on the other; see the commit.
ANSWER_FROM = 0.55  # P(topic) from which we answer
CLEAR_FROM = 0.45  # the same when no other topic has a quarter of it
DECLINE_FROM = 0.5  # P(outside the catalogue) from which we say so
SIGNPOST_FROM = 0.35  # P(one service outside) from which its own sign-post is shown
OFFER_FROM = 0.08  # P(topic) from which a topic gets a button when we ask back
MAX_OFFERED = 4
STAY_ODDS = 2.0  # of the topic talked about, against its chance without a conversation
FRAGMENT_ODDS = 3.0  # of a fragment, inside a conversation
RETURN_ODDS = 1.5  # of a topic talked about before
LEAVE_ODDS = 0.3  # of the topic talked about, when a message corrects or goes back
RUNNER_UP_FROM = 0.15  # P(topic) from which the second topic gets a button under the answer
UNCOVERED_FROM = 0.75  # P(aspect) from which we say that a page does not cover it

ENGLISH_LEAD = (
    "**Here is what our sources say about this; the text is official only in Vietnamese:**"
)
OFFICIAL = (
    "Bạn hỏi Công an xã, phường nơi gần nhất, hoặc xem Cổng Dịch vụ công quốc gia "
    "https://dichvucong.gov.vn."
)


@dataclass(frozen=True)
class Turn:
    reply: replies.Reply
    slots: dict[str, Any] = field(default_factory=dict)


def answer_question(knowledge: Knowledge, query: Query, context: Context) -> Turn:
    """Decide on one message of a citizen."""
    index = knowledge.index
    ranking = knowledge.ranker.topics(index, query)
    if _is_question(query):
        # Rasa heard a question: what sounds like small talk is then a fragment of one.
        ranking = ranking.moved(TALK, FOLLOW_UP)
    if context.topic is not None:
        ranking = ranking.with_odds(FOLLOW_UP, FRAGMENT_ODDS)
    topics = topic_chances(ranking, context, index)
    outside = sum(p for label, p in ranking.labels if is_outside(label))
    best, chance = max(topics.items(), key=lambda item: item[1], default=("", 0.0))
    asked_back = _ambiguous(ranking, index)
    second = sorted([0.0, *topics.values()])[-2] if topics else 0.0
    is_clear = chance >= ANSWER_FROM or (chance >= CLEAR_FROM and chance >= 4 * second)
    if is_clear and chance >= max(outside, asked_back[1]):
        return _answer(knowledge, query, context, best, topics)
    if ranking.probability(TALK) > max(chance, outside, asked_back[1]):
        return Turn(
            replies.talk("Mình chưa rõ ý bạn. Bạn muốn hỏi gì về VNeID? Gõ /chude để xem chủ đề.")
        )
    if outside >= DECLINE_FROM and outside >= asked_back[1]:
        return _outside(index, ranking, query)
    if asked_back[1] >= max(chance, outside):
        return _ask_back(index, asked_back[0], query)
    if ranking.probability(FOLLOW_UP) >= max(chance, outside) and context.topic is None:
        return _ask_topic(index, query)
    offered = [t for t, p in _sorted(topics) if p >= OFFER_FROM][:MAX_OFFERED]
    if len(offered) >= 2 and outside < sum(topics[t] for t in offered):
        return _ask_back(index, tuple(offered), query)
    if chance > outside and chance >= OFFER_FROM * 3:
        near = [t for t, _ in _sorted(topics)][:2]
        return _ask_back(index, tuple(near), query)
    return _outside(index, ranking, query)


def topic_chances(ranking: Ranking, context: Context, index: PassageIndex) -> dict[str, float]:
    """Return P(topic), the mass of "follow-up" given to what the conversation is about.

    People rather stay with their topic, or go back to one, than come to any other.
    """
    chances = _with_odds(
        {
            label: p
            for label, p in ranking.labels
            if label in index.pages and not index.pages[label].is_signpost
        },
        _odds(context),
    )
    about = _fragment_about(context, chances)
    fragment = ranking.probability(FOLLOW_UP)
    if context.move != CORRECTS:
        fragment += sum(p for label, p in ranking.labels if _overlaps(label, about))
    total = sum(chances[topic] + 1e-3 for topic in about)
    for topic in about:
        chances[topic] += fragment * (chances[topic] + 1e-3) / total
    return chances


def _odds(context: Context) -> dict[str | None, float]:
    """Return the topics that the conversation makes likelier, or less likely."""
    goes_on = context.move is None or (context.move == RETURNS and not context.recent)
    back = RETURN_ODDS if context.move is None else RETURN_ODDS * STAY_ODDS
    return {
        **dict.fromkeys(context.recent, back),
        context.topic: STAY_ODDS if goes_on else LEAVE_ODDS,
    }


def _fragment_about(context: Context, chances: Mapping[str, float]) -> list[str]:
    """Return the topics that a message may be about which names none."""
    offered = [topic for topic in context.offered if topic in chances]
    if offered:  # the last turn asked "which of these?": a fragment is an answer to that
        return offered
    if context.move == CORRECTS and context.topic in chances:
        return [topic for topic in chances if topic != context.topic]
    recent = [topic for topic in context.recent if topic in chances]
    if context.move == RETURNS and recent:
        return recent
    return [context.topic] if context.topic in chances else []


def _with_odds(chances: dict[str, float], odds: Mapping[str | None, float]) -> dict[str, float]:
    """Return the chances with some topics' odds against all others multiplied."""
    total = 1.0 + sum(p * (odds.get(topic, 1.0) - 1.0) for topic, p in chances.items())
    return {topic: p * odds.get(topic, 1.0) / total for topic, p in chances.items()}


def _answer(
    knowledge: Knowledge, query: Query, context: Context, topic: str, topics: dict[str, float]
) -> Turn:
    index = knowledge.index
    aspect = kept_aspect(query, context, topic)
    entries = knowledge.ranker.entries(index, query, topic, aspect=aspect)
    if not entries:  # every entry of the topic has expired or belongs to another province
        return _outside(index, Ranking((), {}), query)
    entry = entries[0].entry
    aspects = knowledge.ranker.aspects(query, topic)
    lead = ENGLISH_LEAD if is_english(query.text) else _lead(index, aspects, entries, aspect)
    reply = replies.answer(index, entry, lead)
    runner_up = next((t for t, p in _sorted(topics) if t != topic and p >= RUNNER_UP_FROM), None)
    if runner_up is not None:
        page = index.pages[runner_up]
        button = replies.topic_button(page, f"Ý bạn là {page.name}?")
        kept = [b for b in reply["buttons"] if b["topic"] != runner_up]
        reply["buttons"] = [*kept[: replies.MAX_BUTTONS - 1], button]
    slots = {
        "topic": topic,
        "aspect": aspect or entry.aspect,
        "passage": entry.id,
        "offered": None,
        "province": query.province,
    }
    return Turn(reply, slots)


def _is_question(query: Query) -> bool:
    asked = sum(p for name, p in query.intents.items() if name.startswith(ASK))
    return asked > max((p for n, p in query.intents.items() if not n.startswith(ASK)), default=0.0)


def kept_aspect(query: Query, context: Context, topic: str) -> str | None:
    """The aspect of before, when the message names a topic and asks nothing about it."""
    asked = {name: p for name, p in query.intents.items() if name.startswith(ASK)}
    if not asked or max(asked, key=lambda name: asked[name]) != ASK + "topic":
        return None
    if context.aspect is None or context.topic == topic:
        return None
    return context.aspect


def _lead(
    index: PassageIndex,
    aspects: Mapping[str, float],
    entries: list[RankedEntry],
    kept: str | None,
) -> str:
    """Say so when the page has nothing on the aspect that was asked."""
    topic = entries[0].entry.topic
    covered = {e.entry.aspect for e in entries}
    aspect = kept or max(HEADINGS, key=lambda name: aspects[name])
    if aspect in covered or (kept is None and aspects[aspect] < UNCOVERED_FROM):
        return ""
    name = index.pages[topic].name
    return (
        f"Mình chưa có thông tin có nguồn về mục “{HEADINGS[aspect]}” của {name}. "
        "Phần gần nhất mình có:"
    )


def _ambiguous(ranking: Ranking, index: PassageIndex) -> tuple[tuple[str, ...], float]:
    """Return the likeliest group of topics that a message may mean, and its probability."""
    for label, p in ranking.labels:
        if AMBIGUOUS in label:
            return tuple(t for t in label.split(AMBIGUOUS) if t in index.pages), p
    return (), 0.0


def _ask_back(index: PassageIndex, topics: tuple[str, ...], query: Query) -> Turn:
    aspect = _asked_aspect(query)
    buttons = []
    for topic in topics[:MAX_OFFERED]:
        page = index.pages[topic]
        entry = index.by_id.get(f"{topic}#{aspect}") if aspect else None
        if entry is not None:
            buttons.append(replies.entry_button(entry, page.name))
        else:
            buttons.append(replies.topic_button(page))
    reply = replies.clarify("Bạn muốn hỏi về việc nào dưới đây?", buttons, aspect)
    return Turn(reply, {"offered": list(topics), "aspect": aspect})


def _ask_topic(index: PassageIndex, query: Query) -> Turn:
    """An aspect without a topic and nothing before it: ask which procedure."""
    aspect = _asked_aspect(query)
    asked = f" ({replies.heading(aspect)})" if aspect else ""
    names = [t for t in COMMON_TOPICS if t in index.pages][:MAX_OFFERED]
    buttons = [
        replies.entry_button(index.by_id[f"{t}#{aspect}"], index.pages[t].name)
        if aspect and f"{t}#{aspect}" in index.by_id
        else replies.topic_button(index.pages[t])
        for t in names
    ]
    text = (
        f"Bạn đang hỏi{asked} của thủ tục hay giấy tờ nào? Bạn gõ tên, hoặc chọn một mục hay gặp:"
    )
    return Turn(replies.clarify(text, buttons, aspect), {"aspect": aspect, "offered": None})


# Offered when nothing tells the topic; the order is that of the national portal's most used.
COMMON_TOPICS = ("ly-lich-tu-phap", "dinh-danh-muc-2", "cap-the-can-cuoc", "dang-ky-tam-tru")


def _asked_aspect(query: Query) -> str | None:
    aspect = max(HEADINGS, key=query.aspect)
    asked = max(
        (name for name in query.intents if name.startswith(ASK)),
        key=lambda name: query.intents[name],
        default="",
    )
    return aspect if asked == ASK + aspect else None


def _outside(index: PassageIndex, ranking: Ranking, query: Query) -> Turn:
    """Decline; with the office to ask when the service is on the sign-post page."""
    label, p = next(((name, p) for name, p in ranking.labels if is_outside(name)), ("", 0.0))
    if label.startswith(SIGNPOST) and p >= SIGNPOST_FROM:
        entry = next(
            (e for e in index.entries if e.aspect == SIGNPOST and e.id.endswith(f"#{label}")), None
        )
        if entry is not None:
            return Turn(replies.signpost(index, entry), {"offered": None})
    text = (
        "Mình chưa có thông tin có nguồn về việc này nên không trả lời để tránh nói sai. "
        f"Mình chỉ biết về VNeID và các thủ tục làm qua VNeID. {OFFICIAL}"
    )
    return Turn(replies.decline(text, [_MENU_BUTTON]), {"offered": None})


_MENU_BUTTON = {
    "title": "Xem các chủ đề",
    "payload": "/list_topics",
    "topic": None,
    "aspect": None,
}


def _overlaps(label: str, topics: list[str]) -> bool:
    return AMBIGUOUS in label and any(topic in topics for topic in label.split(AMBIGUOUS))


def _sorted(chances: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(chances.items(), key=lambda item: (-item[1], item[0]))
