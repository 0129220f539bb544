"""`python -m bot.telegram` as the supervisor starts it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.bot.telegram.ports import free_port

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).resolve().parents[3]


async def start(env: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.telegram"),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **env},
        stderr=asyncio.subprocess.PIPE,
    )


async def test_the_program_answers_is_killed_and_answers_again(telegram_server, rasa, tmp_path):
    env = {
        "TELEGRAM_TOKEN": telegram_server.token,
        "TELEGRAM_BASE_URL": telegram_server.url,
        "RASA_URL": rasa.url,
        "VAR_DIR": str(tmp_path / "var"),
        "METRICS_LISTEN": f"127.0.0.1:{free_port()}",
    }
    an = telegram_server.person()
    first = await start(env)
    an.send("số tôi 012345678901, làm hộ chiếu sao?")
    assert "<" in (await an.next_many(2, timeout_s=30))[1].text
    command_line = Path(f"/proc/{first.pid}/cmdline").read_bytes()
    assert telegram_server.token.encode() not in command_line
    await asyncio.sleep(0.5)  # let it note that the answer was sent
    first.kill()
    await first.wait()
    an.send("còn phí?")
    second = await start(env)
    assert (await an.next(30)).text == "đáp: còn phí?"
    second.terminate()
    _, written = await second.communicate()
    assert second.returncode == 0
    assert b"started" in written
    for secret in (telegram_server.token, "012345678901", "còn phí", str(an.id)):
        assert secret.encode() not in written
    for path in (tmp_path / "var").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
        assert b"012345678901" not in path.read_bytes(), path


async def test_missing_settings_are_named_in_one_go(tmp_path):
    process = await start({"VAR_DIR": str(tmp_path), "TELEGRAM_WEBHOOK_URL": "https://a.vn/x"})
    _, written = await process.communicate()
    assert process.returncode == 2
    lines = written.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_SECRET"]


async def test_a_fault_of_ours_ends_the_program_without_telling_the_token(
    telegram_server, tmp_path
):
    taken = free_port()
    other = await asyncio.start_server(lambda *_: None, "127.0.0.1", taken)
    (tmp_path / "var").mkdir()
    code = (
        "import sys; from bot.telegram import __main__ as program\n"
        "async def broken(settings, mask): raise RuntimeError(f'GET {settings.token}')\n"
        "program.app.run = broken; sys.exit(program.main())"
    )
    for command in (("-m", "bot.telegram"), ("-c", code)):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "TELEGRAM_TOKEN": telegram_server.token,
                "TELEGRAM_BASE_URL": telegram_server.url,
                "VAR_DIR": str(tmp_path / "var"),
                "METRICS_LISTEN": f"127.0.0.1:{taken}",
            },
            stderr=asyncio.subprocess.PIPE,
        )
        _, written = await process.communicate()
        assert process.returncode == 1
        assert b"stopped_by_fault" in written
        assert telegram_server.token.encode() not in written
    other.close()
