"""No package gets in unlooked at, and the reasons why known advisories do not matter still hold."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import pytest
import yaml

from bot.paths import Paths
from bot.setup import rasa_environment
from tests.dependencies import audit
from tests.dependencies.advisories import ROOT, advisories, locked, reviewed

# By the names that they are imported by.
NEVER_IMPORTED = {
    "pydantic", "sklearn", "setuptools", "pkg_resources", "pymongo", "sentry_sdk", "skops",
    "keras", "tensorflow", "google", "onnx",
}  # fmt: skip
# Rasa's components that need no TensorFlow, scikit-learn or spaCy, and our own.
PLAIN_COMPONENTS = {
    "WhitespaceTokenizer", "RegexEntityExtractor", "EntitySynonymMapper", "MemoizationPolicy",
    "RulePolicy",
}  # fmt: skip


def test_the_audit_tells_what_is_new_and_passes_without_data(capsys):
    found = {"id": "GHSA-x", "aliases": ["CVE-1"], "fix_versions": ["2"]}
    packages = [{"name": "a", "version": "1", "vulns": [found]}, {"name": "b", "version": "1"}]
    assert audit.report(json.dumps({"dependencies": packages}), "") == 1
    assert "a 1: GHSA-x CVE-1 mended in 2" in capsys.readouterr().out
    assert audit.report(json.dumps({"dependencies": packages[1:]}), "") == 0
    skipped = [{"name": "a", "skip_reason": "not found on PyPI"}]
    assert audit.report(json.dumps({"dependencies": skipped}), "") == 0
    assert "only the recorded list counts: not found on PyPI" in capsys.readouterr().err
    assert audit.report("", "ConnectionError") == 0
    assert "only the recorded list counts: ConnectionError" in capsys.readouterr().err


def test_every_locked_version_was_looked_at():
    known = reviewed()
    new = {name: v for name, v in locked().items() if known.get(name) != v}
    assert new == {}, "not looked at yet; tests/dependencies/reviewed.txt says how"


def test_the_list_names_nothing_that_is_not_locked():
    assert sorted(set(reviewed()) - set(locked())) == []


@pytest.mark.parametrize("advisory", advisories(), ids=lambda a: f"{a.package}-{a.id}")
def test_an_advisory_is_about_the_locked_version_and_its_reason_is_checked(advisory):
    assert locked()[advisory.package] == advisory.version, "judge it again for this version"
    assert advisory.checked_by in globals()
    assert advisory.why and advisory.held_by and advisory.what


def test_aiohttp_parses_with_its_extension():
    from aiohttp.http_parser import HttpRequestParser, HttpRequestParserPy

    assert HttpRequestParser is not HttpRequestParserPy


def test_no_server_of_ours_unpacks_bodies():
    from bot.telegram import health, webhook

    for module in (health, webhook):
        source = inspect.getsource(module)
        assert source.count("AppRunner(") == source.count("auto_decompress=False") == 1


def test_protobuf_uses_its_extension():
    from google.protobuf.internal import api_implementation

    assert api_implementation.Type() == "upb"


def test_no_component_needs_tensorflow():
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = {part["name"] for part in [*config["pipeline"], *config["policies"]]}
    assert {n for n in names if not n.startswith("bot.components.")} <= PLAIN_COMPONENTS


def test_no_foreign_store_is_configured():
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    assert set(endpoints) == {"action_endpoint", "tracker_store"}
    assert endpoints["tracker_store"]["type"] == "bot.components.tracker_store.WalTrackerStore"
    assert endpoints["tracker_store"]["dialect"] == "sqlite"


def test_telemetry_is_off():
    assert rasa_environment(Paths())["RASA_TELEMETRY_ENABLED"] == "false"


def test_nothing_of_ours_imports_them():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for folder in ("bot", "actions")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, line in _imports(path)
        if name in NEVER_IMPORTED
    ]
    assert found == []


def _imports(path: Path) -> list[tuple[str, int]]:
    """Return the first part of every imported name, and its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name.partition(".")[0], node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module.partition(".")[0], node.lineno))
    return found
