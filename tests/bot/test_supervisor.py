"""The supervisor with small programs in place of the three."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot import supervisor
from bot.paths import Paths
from bot.supervisor import PortError, Program, Supervisor, programs, require_free_port

NOTE = "import sys, time; open(sys.argv[1], 'a').write(sys.argv[2] + ' ');"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervisor, "_LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(supervisor, "_RESTART_AFTER_S", (0.05,))
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def program(name: str, file: Path, then: str, before: str = "", stop_s: float = 5.0) -> Program:
    command = [sys.executable, "-S", "-c", before + NOTE + then, str(file), name]
    return Program(name, command, dict(os.environ), stop_s)


def stop_when(condition) -> None:
    """Send this process SIGTERM once `condition` holds."""

    def watch() -> None:
        end = time.monotonic() + 10
        while not condition() and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def test_a_program_that_dies_is_started_again_and_named(tmp_path, caplog):
    file = tmp_path / "said"
    stop_when(lambda: read(file).count("b") >= 3)
    wanted = [program("a", file, "time.sleep(60)"), program("b", file, "sys.exit(7)")]
    assert Supervisor(wanted).run() == 0
    assert read(file).count("a") == 1
    assert "b: dừng bất thường (mã 7)" in caplog.text


def test_a_program_that_cannot_start_for_now_starts_later(tmp_path, caplog, monkeypatch):
    file, popen, refused = tmp_path / "said", subprocess.Popen, []

    def no_memory_at_first(*args, **more):
        if len(refused) < 2:
            refused.append(args)
            raise OSError(errno.ENOMEM, "Cannot allocate memory")
        return popen(*args, **more)

    monkeypatch.setattr(subprocess, "Popen", no_memory_at_first)
    stop_when(lambda: sorted(read(file).split()) == ["a", "b"])
    wanted = [program("a", file, "time.sleep(60)"), program("b", file, "time.sleep(60)")]
    assert Supervisor(wanted).run() == 0
    assert "a: không chạy được" in caplog.text


def test_one_that_never_started_does_not_hinder_the_stop(tmp_path, monkeypatch):
    def no_memory(*_args, **_more):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(subprocess, "Popen", no_memory)
    began = time.monotonic()
    stop_when(lambda: time.monotonic() > began + 0.2)
    assert Supervisor([program("a", tmp_path / "said", "pass")]).run() == 0


def test_wrong_settings_of_one_program_stop_all_at_once(tmp_path, caplog):
    file = tmp_path / "said"
    wanted = [program("a", file, "time.sleep(60)"), program("b", file, "sys.exit(2)")]
    assert Supervisor(wanted).run() == 2
    assert sorted(read(file).split()) in (["a", "b"], ["b"])
    assert "b: cài đặt sai" in caplog.text


def test_a_program_that_does_not_stop_is_killed_and_the_status_tells(tmp_path, caplog):
    file = tmp_path / "said"
    stop_when(lambda: sorted(read(file).split()) == ["a", "b"])
    deaf = program("b", file, "time.sleep(60)", before=DEAF, stop_s=0.2)
    running = Supervisor([program("a", file, "time.sleep(60)"), deaf])
    assert running.run() == 1
    assert "b: không chịu dừng, buộc dừng" in caplog.text


def test_the_token_goes_to_the_connector_only(monkeypatch, tmp_path):
    secrets = {"TELEGRAM_TOKEN": "t", "TELEGRAM_PROXY": "p", "DATABASE_URL": "d"}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    connector, *others = programs(Paths(var=tmp_path), os.environ)
    assert secrets.items() <= dict(connector.environment).items()
    assert [other.name for other in others] == ["actions", "rasa"]
    for other in others:
        assert not secrets.keys() & other.environment.keys()
        assert not any(value in other.command for value in secrets.values())


def test_everything_but_the_connector_listens_on_loopback_only(tmp_path):
    _, actions, rasa = programs(Paths(var=tmp_path), {})
    assert actions.environment["SANIC_HOST"] == "127.0.0.1"
    assert rasa.command[rasa.command.index("-i") + 1] == "127.0.0.1"
    assert "--enable-api" not in rasa.command


@pytest.mark.parametrize("value", ["{port}", "127.0.0.1:{port}"])
def test_a_taken_port_is_told_with_another_to_choose(value):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        better = value.format(port=port + 1)
        with pytest.raises(PortError, match=f"Cổng {port} .*RASA_PORT={better} make run"):
            require_free_port("RASA_PORT", value.format(port=port))
    require_free_port("RASA_PORT", value.format(port=port))


@pytest.mark.parametrize("value", ["", "x", "127.0.0.1:", "70000"])
def test_what_is_no_port_is_told(value):
    with pytest.raises(PortError, match="RASA_PORT: cần một số cổng"):
        require_free_port("RASA_PORT", value)
