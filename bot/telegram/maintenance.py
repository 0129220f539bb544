"""The maintenance switch: a file. `touch var/maintenance` stops answers, `rm` resumes them."""

from __future__ import annotations

from pathlib import Path

from bot.telegram import phrases

SWITCH_FILE = "maintenance"


class Maintenance:
    def __init__(self, var_dir: Path) -> None:
        self._path = var_dir / SWITCH_FILE

    def text(self) -> str | None:
        """Return what to tell people now, or None in normal service.

        Text in the file replaces the usual sentence.
        """
        try:
            return self._path.read_text(encoding="utf-8").strip() or phrases.MAINTENANCE
        except OSError:
            return None
        except UnicodeDecodeError:
            return phrases.MAINTENANCE
