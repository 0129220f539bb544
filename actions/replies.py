"""Entries and decisions -> Vietnamese text, sources and buttons, as Rasa sends them."""

from __future__ import annotations

import json
import re
from typing import Any, Mapping, Sequence

from actions.retrieval.aspects import GROUPS, HEADINGS, SIGNPOST
from actions.retrieval.index import PassageIndex
from actions.retrieval.pages import MARK, Entry, Page, Source

MAX_SOURCES = 3
MAX_BUTTONS = 3
MAX_TITLE = 60
NEXT_ASPECTS = (
    "howto", "fee", "documents", "duration", "where", "eligibility", "result", "validity",
    "troubleshoot", "overview", "legal",
)  # fmt: skip
PAGE_SIZE = 8

Reply = dict[str, Any]


def answer(index: PassageIndex, entry: Entry, lead: str = "") -> Reply:
    """The entry as it stands in its page, its sources with dates, and next questions."""
    page = index.pages[entry.topic]
    text = _plain(entry.answer)
    if entry.province:
        text = f"_({entry.province})_ {text}".replace("_", "")
    parts = [part for part in (lead, text, source_line(page, entry)) if part]
    return _reply(
        "\n\n".join(parts),
        next_buttons(index, entry),
        decision="answer",
        topic=entry.topic,
        aspect=entry.aspect,
        passage=entry.id,
        sources=[_source(page.sources[mark]) for mark in entry.marks if mark in page.sources],
    )


def clarify(
    question: str, buttons: Sequence[Mapping[str, Any]], aspect: str | None = None
) -> Reply:
    return _reply(question, list(buttons), decision="clarify", aspect=aspect)


def decline(text: str, buttons: Sequence[Mapping[str, Any]] = ()) -> Reply:
    return _reply(text, list(buttons), decision="decline")


def signpost(index: PassageIndex, entry: Entry) -> Reply:
    """A service outside the catalogue: only which channel to ask."""
    page = index.pages[entry.topic]
    return _reply(
        _plain(entry.answer),
        [],
        decision="decline",
        passage=entry.id,
        sources=[_source(page.sources[mark]) for mark in entry.marks if mark in page.sources],
    )


def talk(
    text: str, decision: str = "smalltalk", buttons: Sequence[Mapping[str, Any]] = ()
) -> Reply:
    return _reply(text, list(buttons), decision=decision)


def source_line(page: Page, entry: Entry) -> str:
    """ "Nguồn: … (ngày) · cập nhật …": the first sources of the answer and the review date."""
    sources = [page.sources[mark] for mark in entry.marks if mark in page.sources]
    shown = [_linked(source) for source in sources[:MAX_SOURCES]]
    more = f" và {len(sources) - MAX_SOURCES} nguồn khác" if len(sources) > MAX_SOURCES else ""
    return f"Nguồn: {'; '.join(shown)}{more} · cập nhật {page.reviewed.text}"


def all_sources(index: PassageIndex, entry: Entry) -> Reply:
    page = index.pages[entry.topic]
    sources = [page.sources[mark] for mark in entry.marks if mark in page.sources]
    lines = [f"- {_linked(source)}" for source in sources]
    text = f"**Nguồn của câu “{entry.title}”**\n\n" + "\n".join(lines)
    return _reply(
        f"{text}\n\nTrang được rà soát ngày {page.reviewed.text}.",
        [],
        decision="smalltalk",
        topic=entry.topic,
        passage=entry.id,
        sources=[_source(source) for source in sources],
    )


def next_buttons(index: PassageIndex, entry: Entry) -> list[dict[str, Any]]:
    """Up to three likely next questions: two of the topic, one of a look-alike."""
    page = index.pages[entry.topic]
    main = {e.aspect: e for e in page.entries if "/" not in e.id}
    order = [a for a in NEXT_ASPECTS if a in main and main[a].id != entry.id and a != entry.aspect]
    buttons = [entry_button(main[aspect]) for aspect in order]
    other = [
        topic_button(index.pages[topic], f"Ý bạn là {why}?")
        for topic, why in page.look_alikes.items()
        if topic in index.pages
    ]
    return [*buttons[: MAX_BUTTONS - len(other[:1])], *other[:1]]


def entry_button(entry: Entry, title: str | None = None) -> dict[str, Any]:
    return _button(
        title or entry.title, "show_passage", {"passage": entry.id}, entry.topic, entry.aspect
    )


def topic_button(page: Page, title: str | None = None) -> dict[str, Any]:
    return _button(title or page.name, "open_topic", {"topic": page.id}, page.id, None)


def group_menu(index: PassageIndex) -> Reply:
    counts = {group: 0 for group in GROUPS}
    for page in index.pages.values():
        if not page.is_signpost:
            counts[page.group] += 1
    buttons = [
        _button(f"{name} ({counts[group]})", "list_topics", {"group": group}, None, None)
        for group, name in GROUPS.items()
        if counts[group]
    ]
    return _menu("**Bạn muốn xem nhóm nào?**", buttons)


def topic_menu(index: PassageIndex, group: str, number: int) -> Reply:
    """Page `number` (from 0) of a group's topics, eight a page."""
    pages = sorted(
        (p for p in index.pages.values() if p.group == group and not p.is_signpost),
        key=lambda page: page.name,
    )
    last = max(0, (len(pages) - 1) // PAGE_SIZE)
    number = min(max(number, 0), last)
    buttons = [topic_button(p) for p in pages[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]]
    if number > 0:
        values = {"group": group, "page": str(number - 1)}
        buttons.append(_button("◀ Trang trước", "list_topics", values, None, None))
    if number < last:
        values = {"group": group, "page": str(number + 1)}
        buttons.append(_button("Trang sau ▶", "list_topics", values, None, None))
    buttons.append(_button("↩ Các nhóm", "list_topics", {}, None, None))
    return _menu(f"**{GROUPS[group]}**: chọn chủ đề", buttons)


def topic_questions(index: PassageIndex, page: Page) -> Reply:
    """The main questions of one topic, as buttons that give the answers."""
    main = [e for e in page.entries if "/" not in e.id][:PAGE_SIZE]
    buttons = [entry_button(entry) for entry in main]
    buttons.append(
        _button(f"↩ {GROUPS[page.group]}", "list_topics", {"group": page.group}, None, None)
    )
    return {**_menu(f"**{page.name}**: bạn muốn biết gì?", buttons)}


def heading(aspect: str) -> str:
    return HEADINGS[aspect].lower() if aspect in HEADINGS else ""


def _menu(text: str, buttons: list[dict[str, Any]]) -> Reply:
    reply = _reply(text, buttons, decision="smalltalk")
    reply["json_message"].update(kind="menu", edit=True)
    return reply


def _button(
    title: str, intent: str, values: dict[str, str], topic: str | None, aspect: str | None
) -> dict[str, Any]:
    title = title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"
    payload = f"/{intent}{json.dumps(values)}" if values else f"/{intent}"
    if aspect == SIGNPOST:
        aspect = None
    return {"title": title, "payload": payload, "topic": topic, "aspect": aspect}


def _reply(text: str, buttons: list[dict[str, Any]], **custom: Any) -> Reply:
    """Arguments of rasa_sdk's `dispatcher.utter_message`."""
    return {"text": text, "buttons": buttons, "json_message": custom}


def _plain(answer_text: str) -> str:
    """The answer without source marks."""
    text = re.sub(r"[ \t]*(?:\[S\d+\])+", "", answer_text)
    text = MARK.sub("", text)
    return re.sub(r"[ \t]+([.,;:])", r"\1", text).strip()


def _linked(source: Source) -> str:
    title = source.title.replace("[", "(").replace("]", ")")
    name = f"[{title}]({source.url})" if source.url else title
    return f"{name} ({source.dated})"


def _source(source: Source) -> dict[str, Any]:
    return {"title": source.title, "url": source.url or source.number, "date": source.dated}
