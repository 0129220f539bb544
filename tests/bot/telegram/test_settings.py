from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Address, ConnectorSettings, SettingsError, environment

TOKEN = "123456789:AAEmulatedBotTokenForTestsOnly_0123456789"


def problems_of(**env: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        ConnectorSettings.from_env(env)
    return caught.value.problems


def test_a_token_is_all_that_is_needed():
    settings = ConnectorSettings.from_env({"TELEGRAM_TOKEN": TOKEN, "VAR_DIR": "/tmp/x"})
    assert settings.rasa_url == "http://127.0.0.1:5005"
    assert settings.database_url == "sqlite:////tmp/x/connector.db"
    assert settings.webhook is None


def test_every_wrong_setting_is_named_at_once():
    found = problems_of(
        TELEGRAM_WEBHOOK_URL="https://example.vn/hook",
        RASA_URL="localhost:5005",
        METRICS_LISTEN="9101",
        RASA_TIMEOUT_S="nhanh",
    )
    names = [problem.split(":")[0] for problem in found]
    assert sorted(names) == [
        "METRICS_LISTEN",
        "RASA_TIMEOUT_S",
        "RASA_URL",
        "TELEGRAM_TOKEN",
        "TELEGRAM_WEBHOOK_SECRET",
    ]


def test_a_token_cut_in_copying_is_noticed():
    assert problems_of(TELEGRAM_TOKEN="123456789:AAE")[0].startswith("TELEGRAM_TOKEN")


def test_a_server_elsewhere_must_be_https():
    found = problems_of(TELEGRAM_TOKEN=TOKEN, TELEGRAM_BASE_URL="http://example.vn")
    assert found[0].startswith("TELEGRAM_BASE_URL")


def test_printing_the_settings_shows_no_secret():
    settings = ConnectorSettings.from_env(
        {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_URL": "https://example.vn/hook",
            "TELEGRAM_WEBHOOK_SECRET": "s" * 32,
            "TELEGRAM_WEBHOOK_LISTEN": "127.0.0.1:9999",
            "DATABASE_URL": "postgresql://me:matkhau@db/connector",
            "TELEGRAM_PROXY": "socks5://me:proxy-mat@proxy:1080",
        }
    )
    assert settings.webhook.listen == Address("127.0.0.1", 9999)
    assert settings.secrets == (TOKEN, "s" * 32, "proxy-mat", "matkhau")
    for secret in settings.secrets:
        assert secret not in repr(settings)


def test_an_env_file_that_others_can_read_is_refused(tmp_path: Path):
    path = tmp_path / ".env"
    path.write_text(f"TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        environment(path)
    path.chmod(0o600)
    assert environment(path)["TELEGRAM_TOKEN"] == TOKEN
