"""A throw-away PostgreSQL for the tests of the store, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.telegram.ports import free_port


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl, if there is one."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


@contextmanager
def running(place: Path) -> Iterator[str]:
    """Start a cluster and yield its URL; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="connector-pg-"))
    # The server refuses to run as root.
    as_nobody = ["setpriv", "--reuid=nobody", "--clear-groups"] if os.getuid() == 0 else []
    if as_nobody:
        shutil.chown(folder, "nobody")
    port = free_port()

    def call(program: str, *arguments: str) -> None:
        command = [*as_nobody, str(place / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)

    try:
        call("initdb", "-U", "connector", "-A", "trust", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        call("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        yield f"postgresql://connector@127.0.0.1:{port}/postgres"
        call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
