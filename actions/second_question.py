"""Two questions in one message: the one that the answer leaves open becomes a button."""

from __future__ import annotations

import re
from typing import Any

from actions import replies
from actions.answer import Turn, answer_question
from actions.dialogue import Context
from actions.hearing import intents_of
from actions.retrieval.ranker import Query
from actions.service import Knowledge
from bot.language.fold import fold

MIN_WORDS = 3  # of a question; "phí bao nhiêu" has them
MAX_PARTS = 4  # looked at; each costs as much as a message, and one may hold thirty
_BORDER = re.compile(
    r"[?;\n]+|[.!,]\s+|\s(?:và|va|với|voi|vs|rồi|roi|còn|con|cùng)\s", re.IGNORECASE
)
_ASKED = re.compile(
    r"\b(?:gi|nao|bao nhieu|nhieu tien|may (?:ngay|tien)|bao lau|khi nao|bao gio|o dau|dau|"
    r"the nao|lam sao|ra sao|cach|ai|vi sao|tai sao|(?:khong|ko|k|hong)(?: a| vay)?$)\b"
)


def with_second(knowledge: Knowledge, tracker: Any, turn: Turn) -> Turn:
    """Return the turn, an answer, with a button for a second question that it leaves open."""
    text = str((tracker.latest_message or {}).get("text") or "")
    parts = questions_in(text)
    if len(parts) < 2:
        return turn
    context = Context(topic=turn.slots.get("topic"), province=turn.slots.get("province"))
    given = turn.reply["json_message"]
    for part in parts:
        found = answer_question(knowledge, _query(knowledge, part, context), context)
        custom = found.reply["json_message"]
        entry = knowledge.index.by_id.get(custom.get("passage") or "")
        if custom["decision"] != "answer" or entry is None:
            continue
        if (entry.topic, entry.aspect) == (given["topic"], given["aspect"]):
            continue
        page = knowledge.index.pages[entry.topic]
        title = entry.title if entry.topic == given["topic"] else f"{page.name}: {entry.title}"
        button = replies.entry_button(entry, title)
        kept = [b for b in turn.reply["buttons"] if b["payload"] != button["payload"]]
        turn.reply["buttons"] = [button, *kept][: replies.MAX_BUTTONS]
        return turn
    return turn


def first_of_two(knowledge: Knowledge, tracker: Any, context: Context, asked: Turn) -> Turn:
    """Return the answer to the first of two questions, if `asked` asks which one is meant.

    Two procedures in one message are no doubt: both are meant.
    """
    offered = asked.slots.get("offered") or ()
    parts = questions_in(str((tracker.latest_message or {}).get("text") or ""))
    if len(parts) < 2 or len(offered) < 2:
        return asked
    turns = [answer_question(knowledge, _query(knowledge, p, context), context) for p in parts]
    topics = [turn.reply["json_message"].get("topic") for turn in turns]
    named = {topic for topic in topics if topic in offered}
    return turns[0] if topics[0] in named and len(named) > 1 else asked


def questions_in(text: str) -> list[str]:
    """Return the first different parts of a typed message that ask something each.

    Borders are words or marks.
    """
    parts = dict.fromkeys(part.strip() for part in _BORDER.split(text))
    asked = [p for p in parts if len(p.split()) >= MIN_WORDS and _ASKED.search(fold(p.lower()))]
    return asked[:MAX_PARTS]


def _query(knowledge: Knowledge, part: str, context: Context) -> Query:
    """Return a part as a query; Rasa heard only the whole, so the network hears its intents."""
    text = knowledge.normaliser.normalise(part) or "?"
    vector = knowledge.index.encoder.queries([text])[0]
    return Query(text, vector, intents_of(knowledge, text, vector), province=context.province)
