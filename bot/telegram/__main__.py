"""python -m bot.telegram"""

from __future__ import annotations

import asyncio
import logging
import os
import sys

from sqlalchemy.exc import OperationalError

from bot.settings import ConnectorSettings, SettingsError, environment
from bot.telegram import app, logs

_log = logging.getLogger("bot.telegram")


def main() -> int:
    os.umask(0o077)  # the store holds chat ids while an answer is under way
    try:
        settings = ConnectorSettings.from_env(environment())
        logs.set_up(*settings.secrets)
        asyncio.run(app.run(settings, _mask()))
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except OperationalError:
        logs.log(_log, logging.ERROR, "store_unusable", error=True)
        return 1
    except Exception:  # Python's own traceback would quote addresses, which hold the token
        logs.log(_log, logging.ERROR, "stopped_by_fault", error=True)
        return 1
    return 0


def _mask():
    from bot.language.personal_data import mask

    return mask


if __name__ == "__main__":
    sys.exit(main())
