"""The whole assistant started for one run, and what its log says went wrong."""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from tests.e2e.stack import PROGRAMS, Stack, is_alive
from tests.telegram_server import TelegramServer

_FAULT = re.compile(
    r'Traceback \(most recent|"level": "(?:error|critical)"|\b(?:ERROR|CRITICAL)\b'
    r"|dừng bất thường|was never (?:awaited|retrieved)"
)


@contextlib.asynccontextmanager
async def running() -> AsyncIterator[Stack]:
    """Yield the assistant, ready to answer, with stores of its own in a temporary folder."""
    logging.getLogger("aiohttp.server").addFilter(_is_fault_of_the_server)
    telegram = TelegramServer()
    await telegram.start()
    with tempfile.TemporaryDirectory(prefix="vneid-load-") as folder:
        stack = Stack(telegram, Path(folder))
        try:
            await stack.start()
            await stack.until_ready()
            yield stack
        finally:
            if stack.process is not None:
                await stack.stop()
            await telegram.stop()


def _is_fault_of_the_server(record: logging.LogRecord) -> bool:
    """The connector hangs up on a "typing…" that the answer has overtaken."""
    return not (record.exc_info and isinstance(record.exc_info[1], ConnectionResetError))


class Health:
    """What went wrong with the programs since this was made."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._from = len(stack.written())
        self.pids = {name: stack.pid(name) for name in PROGRAMS}

    def faults(self) -> list[str]:
        """Return the bad lines of the log, and each program that is not the one it was.

        The log is then kept, and the last entry says where.
        """
        found = bad_lines(self._stack.written()[self._from :])
        for name, pid in self.pids.items():
            if self._stack.pid(name) != pid or not is_alive(pid):
                found.append(f"{name} did not live through the run")
        if found:
            kept = Path(tempfile.mkdtemp(prefix="vneid-load-log-")) / self._stack.log.name
            found.append(f"the whole log is in {shutil.copy(self._stack.log, kept)}")
        return found


def bad_lines(log: str) -> list[str]:
    return [line for line in log.splitlines() if _FAULT.search(line)]
