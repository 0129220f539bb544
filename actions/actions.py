"""The actions Rasa calls: tracker in, reply and slots out."""

from __future__ import annotations

import logging
import traceback
from typing import Any, Callable

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from actions import replies, talking
from actions.answer import Turn, answer_question
from actions.dialogue import entity_values, read_context, read_query, topics_before
from actions.hearing import wrongdoing
from actions.masked import inner_question
from actions.second_question import first_of_two, with_second
from actions.service import KnowledgeService, knowledge_service
from bot.language.scripts import is_foreign_script

logger = logging.getLogger(__name__)

# P(safety) from which a request is refused although another intent is likelier, and from which
# it is refused rather than asked back or declined. Of the questions of tests/questions in scope
# one has 0.41 (to share by QR with somebody else), all others 0.18 at most; the least of the
# requests to refuse has 0.46.
REFUSE_FROM = 0.43
REFUSE_VICTIMS_FROM = 0.7  # the same for those who tell what was done, or asked, to them
VICTIMS = ("lua-dao-mao-danh", "bao-ve-du-lieu-ca-nhan")
DOUBT_FROM = 0.18


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)


class _KnowledgeTurn:
    """What all actions share; no Action itself, since rasa_sdk would register it.

    Tests pass a service on a tiny index; else it is the one of this process.
    """

    def __init__(self, service: Callable[[], KnowledgeService] = knowledge_service) -> None:
        self._service = service

    def turn(self, tracker: Any) -> Turn:
        raise NotImplementedError

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[dict]:
        """Utter the turn; after a fault nothing, and the connector says that it failed."""
        try:
            turn = self.turn(tracker)
        except Exception as error:
            # rasa_sdk would send the whole request back, and Rasa would log what was typed.
            logger.error("%s failed: %s at %s", self.name(), type(error).__name__, _place(error))
            return []
        dispatcher.utter_message(**turn.reply)
        slots = dict(turn.slots)
        if (topic := slots.get("topic")) and topic != tracker.get_slot("topic"):
            slots["recent"] = topics_before(tracker, topic)
        return [SlotSet(name, value) for name, value in slots.items()]


class ActionAnswerQuestion(_KnowledgeTurn, Action):
    """Answer the last question from the knowledge base, ask back, or say we don't know."""

    def name(self) -> str:
        return "action_answer_question"

    def turn(self, tracker: Any) -> Turn:
        knowledge = self._service().current
        if is_foreign_script(str((tracker.latest_message or {}).get("text") or "")):
            return talking.foreign_language()
        context = read_context(tracker)
        query = read_query(tracker, knowledge, context)
        turn = answer_question(knowledge, query, context)
        if turn.reply["json_message"]["decision"] == "clarify":
            turn = first_of_two(knowledge, tracker, context, turn)
        wrong = wrongdoing(knowledge, query)
        said = turn.reply["json_message"]
        limit = REFUSE_VICTIMS_FROM if said.get("topic") in VICTIMS else REFUSE_FROM
        if said["decision"] == "answer" and wrong < limit:
            return with_second(knowledge, tracker, turn)
        return (
            inner_question(knowledge, tracker, context)
            or talking.swindled(knowledge.index, query.text)
            or (talking.safety(knowledge.index) if wrong >= DOUBT_FROM else turn)
        )


class ActionShowPassage(_KnowledgeTurn, Action):
    """The answer behind a button."""

    def name(self) -> str:
        return "action_show_passage"

    def turn(self, tracker: Any) -> Turn:
        index = self._service().current.index
        return talking.show_passage(index, next(iter(entity_values(tracker, "passage")), ""))


class ActionOpenTopic(_KnowledgeTurn, Action):
    """A topic chosen by button or deep link."""

    def name(self) -> str:
        return "action_open_topic"

    def turn(self, tracker: Any) -> Turn:
        index = self._service().current.index
        topic = next(iter(entity_values(tracker, "topic")), "")
        return talking.open_topic(index, topic, read_context(tracker))


class ActionListTopics(_KnowledgeTurn, Action):
    """/chude: groups, then topics, eight a page."""

    def name(self) -> str:
        return "action_list_topics"

    def turn(self, tracker: Any) -> Turn:
        index = self._service().current.index
        group = next(iter(entity_values(tracker, "group")), "")
        page = next(iter(entity_values(tracker, "page")), "0")
        return talking.list_topics(index, group, page)


class ActionShowSources(_KnowledgeTurn, Action):
    """/nguon: every source of the last answer."""

    def name(self) -> str:
        return "action_show_sources"

    def turn(self, tracker: Any) -> Turn:
        return talking.show_sources(self._service().current.index, read_context(tracker))


class ActionHandoff(_KnowledgeTurn, Action):
    """Somebody wants a person: the hotline, as its page says it."""

    def name(self) -> str:
        return "action_handoff"

    def turn(self, tracker: Any) -> Turn:
        return talking.handoff(self._service().current.index)


class ActionSafety(_KnowledgeTurn, Action):
    """Personal data, or a request we must not help with; a question beside data is answered."""

    def name(self) -> str:
        return "action_safety"

    def turn(self, tracker: Any) -> Turn:
        knowledge = self._service().current
        found = inner_question(knowledge, tracker, read_context(tracker))
        return found or talking.safety(knowledge.index)


class ActionAffirm(_KnowledgeTurn, Action):
    """A "yes": to the first of what was offered, else to nothing."""

    def name(self) -> str:
        return "action_affirm"

    def turn(self, tracker: Any) -> Turn:
        context = read_context(tracker)
        if len(context.offered) == 1:
            return talking.open_topic(self._service().current.index, context.offered[0], context)
        return Turn(replies.talk("Vâng. Bạn muốn hỏi gì về VNeID, cứ nhắn nhé."))
