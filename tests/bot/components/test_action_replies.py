"""Rasa's check of an action's reply: the same verdicts, at a tenth of the price."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.model  # needs no model, but importing Rasa takes as long

SLOT = {"event": "slot", "timestamp": None, "name": "topic", "value": "ho-chieu"}
REPLY = {
    "text": "…",
    "buttons": [{"title": "a", "payload": "/b"}],
    "custom": {"decision": "answer"},
}
GOOD = [
    {"events": [SLOT, SLOT], "responses": [REPLY]},
    {"events": [], "responses": []},
    {},
]
BAD = [
    {"events": [{"event": "slot", "timestamp": None}], "responses": []},
    {"events": [{"event": "no such event"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["text"]},
    [],
]


@pytest.fixture(scope="module")
def checks():
    from jsonschema import validate
    from rasa.core.actions.action import RemoteAction

    from bot.components.action_replies import check_schema_once

    check_schema_once()
    action = RemoteAction("action_answer_question", None)
    return (
        lambda reply: validate(reply, RemoteAction.action_response_format_spec()),
        action._validate_action_result,
    )


@pytest.mark.parametrize("reply", GOOD)
def test_a_good_reply_is_accepted_by_both(checks, reply):
    rasas, ours = checks
    rasas(reply)
    assert ours(reply) is True


@pytest.mark.parametrize("reply", BAD)
def test_a_bad_reply_is_refused_by_both(checks, reply):
    from jsonschema import ValidationError

    for check in checks:
        with pytest.raises(ValidationError):
            check(reply)


def test_the_schema_is_not_checked_again(checks, monkeypatch):
    from jsonschema import Draft202012Validator

    _, ours = checks
    ours({})
    monkeypatch.setattr(Draft202012Validator, "check_schema", None)  # a call would fail
    assert ours({"events": [SLOT]}) is True
