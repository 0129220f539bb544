"""Settings of the action server; the only reader of os.environ here (with bot/paths.py)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True)
class Settings:
    watch_s: float = 1.0  # how often knowledge/ is looked at for changes; 0: never

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Raise ValueError naming the variable that is no number."""
        text = env.get("KNOWLEDGE_WATCH_S", "1.0")
        try:
            return cls(watch_s=float(text))
        except ValueError as error:
            raise ValueError(f"KNOWLEDGE_WATCH_S={text!r} is no number of seconds") from error
