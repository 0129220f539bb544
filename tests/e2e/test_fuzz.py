"""A few hundred hostile inputs a build; `python -m tests.load fuzz` sends twenty thousand."""

from __future__ import annotations

import pytest

from tests.e2e.stack import Stack
from tests.load.fuzz import Fuzzer, FuzzPlan
from tests.load.inbox import Inbox

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]


async def test_hostile_inputs_each_get_one_answer_and_decide_nothing(stack: Stack):
    async with Inbox(stack.telegram.state, stack.var / "connector.db") as inbox:
        assert await inbox.empty(within_s=60.0)
        result = await Fuzzer(stack, inbox, FuzzPlan(400, first=0, chats=8, seed=2)).run()
    assert result.faults == []
    assert result.inputs == 400
