"""A fault inside an action tells nobody what the citizen typed."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from actions.actions import ActionAnswerQuestion, ActionSafety

TRACKER = SimpleNamespace(
    latest_message={"text": "câu tuyệt mật", "normalised": "câu tuyệt mật"},
    get_slot=lambda name: None,
)


@pytest.mark.parametrize("kind", [ActionAnswerQuestion, ActionSafety])
def test_a_fault_is_logged_with_its_place_and_without_the_message(kind, caplog):
    def broken():
        raise KeyError("câu tuyệt mật")

    with caplog.at_level(logging.ERROR):
        assert kind(broken).run(None, TRACKER, {}) == []
    (record,) = caplog.records
    assert "KeyError at actions.py:" in record.getMessage()
    assert "test_faults.py:" in record.getMessage()
    assert "tuyệt mật" not in caplog.text
