"""uv.lock, the list of reviewed versions, and the advisories that are known, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_PACKAGE = re.compile(r'^\[\[package\]\]\nname = "([^"]+)"\nversion = "([^"]+)"', re.MULTILINE)
_LINE = re.compile(r"([a-z0-9.-]+)==(\S+)")
_OWN = "tro-ly-vneid"


@dataclass(frozen=True)
class Advisory:
    package: str
    version: str
    id: str
    what: str
    mended_in: str
    held_by: str
    reachable: bool
    why: str
    checked_by: str


def locked() -> dict[str, str]:
    """Return name and version of every package in uv.lock but our own."""
    found = dict(_PACKAGE.findall((ROOT / "uv.lock").read_text(encoding="utf-8")))
    found.pop(_OWN)
    return found


def reviewed() -> dict[str, str]:
    """Return what reviewed.txt has.

    Raises:
        ValueError: a line is neither name==version nor a note.
    """
    found = {}
    for number, line in enumerate(_lines(HERE / "reviewed.txt"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None or parts[1] in found:
            raise ValueError(f"reviewed.txt:{number}: not name==version, or there twice: {line}")
        found[parts[1]] = parts[2]
    return found


def advisories() -> list[Advisory]:
    rows = yaml.safe_load((HERE / "advisories.yml").read_text(encoding="utf-8"))
    return [Advisory(**{**row, "mended_in": str(row["mended_in"])}) for row in rows]


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
