"""python -m bot.telegram"""

from __future__ import annotations

import asyncio
import os
import sys

from bot.settings import ConnectorSettings, SettingsError, environment
from bot.telegram import app, logs


def main() -> int:
    os.umask(0o077)  # the store holds chat ids while an answer is under way
    try:
        settings = ConnectorSettings.from_env(environment())
        logs.set_up(settings.token, settings.webhook.secret if settings.webhook else "")
        asyncio.run(app.run(settings, _mask()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _mask():
    from bot.language.personal_data import mask

    return mask


if __name__ == "__main__":
    sys.exit(main())
