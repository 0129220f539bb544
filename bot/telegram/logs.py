"""One JSON line an event. No message text, no chat ids, no token, no local values."""

from __future__ import annotations

import json
import logging
import sys
import traceback

import httpx
import sqlalchemy.exc
import telegram.error

# Their messages are about the connection, or about our own formatting.
_TOLD_IN_FULL = (
    telegram.error.TelegramError,
    httpx.HTTPError,
    OSError,
    sqlalchemy.exc.DBAPIError,  # the engine hides parameters
)
_SILENT = ("telegram", "telegram.ext", "httpx", "httpcore", "aiohttp", "hpack")


class JsonFormatter(logging.Formatter):
    """`log.info("update_done", extra={"fields": {...}})` -> {"time": …, "event": "update_done", …}"""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03}",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= describe(record.exc_info[1])
        text = json.dumps(line, ensure_ascii=False, default=str)
        for secret in self._secrets:
            text = text.replace(secret, "<bí mật>")
        return text


def describe(error: BaseException) -> dict[str, str]:
    """Return the type and place of an error; its message only if it cannot quote a citizen."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames[-4:]]
    found = {"error": type(error).__name__, "at": " > ".join(places)}
    if isinstance(error, _TOLD_IN_FULL):
        found["message"] = str(error).splitlines()[0][:300] if str(error) else ""
    return found


def set_up(*secrets: str) -> None:
    """Send every log to stderr as JSON; the libraries that quote URLs and bodies stay silent."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(*secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def log(logger: logging.Logger, level: int, event: str, error: bool = False, **fields) -> None:
    logger.log(level, event, extra={"fields": fields}, exc_info=error)
