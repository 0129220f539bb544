"""What the operator sees of the running programs, and what nobody may see."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.stack import PROGRAMS, Stack

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]


async def get(stack: Stack, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{stack.ports['METRICS']}{path}", timeout=10.0)


async def test_metrics_tell_age_and_size_of_the_index_in_service(stack):
    text = (await get(stack, "/metrics")).text
    age, entries = (
        float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])
        for name in ("vneid_index_age_seconds", "vneid_index_entries")
    )
    assert age > 0
    assert entries > 500


async def test_readiness_names_the_program_that_is_away(stack):
    os.kill(stack.pid("actions"), signal.SIGKILL)
    missing, end = [], time.monotonic() + 10
    while missing != ["actions"]:
        assert time.monotonic() < end, missing
        missing = (await get(stack, "/readyz")).json()["missing"]
        await asyncio.sleep(0.1)
    await stack.until_ready()
    assert (await get(stack, "/readyz")).json() == {"ready": True, "missing": []}


async def test_the_token_is_in_no_command_line_and_no_other_program(stack):
    token = stack.telegram.token.encode()
    for program in PROGRAMS:
        process = Path(f"/proc/{stack.pid(program)}")
        assert token not in (process / "cmdline").read_bytes()
        assert (token in (process / "environ").read_bytes()) == (program == "telegram")
    assert token not in Path(f"/proc/{stack.process.pid}/cmdline").read_bytes()
    assert stack.telegram.token not in stack.written()
    for path in stack.var.iterdir():
        assert token not in path.read_bytes(), path
