"""Requests to the channel: which payloads are taken."""

from __future__ import annotations

import json

import pytest

from bot.components.messages import BadRequest, check_payload, read_request

CHAT = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    "payload",
    ["/start", "/erase_me", '/open_topic{"topic": "ho-chieu"}', f'/move_me{{"to": "{CHAT}"}}'],
)
def test_a_payload_of_our_own_buttons_is_passed_on(payload):
    assert check_payload(payload) == payload


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        "/move_me",
        "/move_me{}",
        '/move_me{"topic": "x"}',
        f'/start{{"to": "{CHAT}"}}',
        '/move_me{"to": "A B"}',
        '/move_me{"to": 7}',
        "move_me",
    ],
)
def test_any_other_payload_is_refused(payload):
    with pytest.raises(BadRequest):
        check_payload(payload)


def test_typed_text_never_moves_or_erases_a_conversation():
    for typed in ("/erase_me", f'/move_me{{"to": "{CHAT}"}}'):
        body = json.dumps({"sender": "x", "message": typed}).encode()
        assert not read_request(body)[1].startswith("/")
