"""Every setting is explained in .env.example, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import ConnectorSettings, SettingsError

ROOT = Path(__file__).resolve().parents[2]
# Read by bot/paths.py, bot/encoders.py, actions/settings.py and bot/supervisor.py.
ELSEWHERE = {"NLU_DIR", "MODELS_DIR", "ENCODER", "KNOWLEDGE_WATCH_S"}
ELSEWHERE |= {"RASA_PORT", "ACTION_PORT"}


class Asked(dict):
    """An empty environment that remembers what was looked for."""

    def get(self, name, default=None):
        self[name] = True
        return default


def lines() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


def test_the_example_has_every_setting_once():
    asked = Asked()
    try:
        ConnectorSettings.from_env(asked)
    except SettingsError:
        pass
    named = [line[1:].partition("=")[0] for line in lines() if re.match(r"#[A-Z_]+=", line)]
    assert sorted(named) == sorted(set(asked) | ELSEWHERE)


def test_the_example_as_it_is_changes_nothing():
    assert all(line.startswith("#") or not line for line in lines())
