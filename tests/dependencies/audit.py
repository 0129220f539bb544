"""`python -m tests.dependencies.audit`: pip-audit over uv.lock, where its data can be reached.

Advisories that advisories.yml has judged are passed over. Exit status: 0 nothing new, or no data
(then tests/dependencies/test_reviewed.py is what holds); 1 a new advisory; 2 no pip-audit.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.dependencies.advisories import ROOT, advisories, locked

TIMEOUT_S = 600


def main() -> int:
    uv = shutil.which("uv") or shutil.which(str(ROOT / ".tools" / "bin" / "uv"))
    if uv is None:
        print("uv is missing. Run: make setup", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        lines = [f"{name}=={version}" for name, version in sorted(locked().items())]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(command(uv, file), capture_output=True, text=True, timeout=TIMEOUT_S)
    return report(done.stdout, done.stderr)


def command(uv: str, requirements: Path) -> list[str]:
    judged = [part for a in advisories() for part in ("--ignore-vuln", a.id)]
    audit = ["pip-audit", "--requirement", str(requirements), "--no-deps", "--disable-pip"]
    return [uv, "tool", "run", *audit, "--format", "json", "--progress-spinner", "off", *judged]


def report(stdout: str, stderr: str) -> int:
    """Print what pip-audit found that nobody has judged; return the exit status."""
    try:
        packages = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    # A package that its data service does not know is skipped, which is no clean bill.
    known = [package for package in packages if "skip_reason" not in package]
    if not known:
        reasons = {package["skip_reason"] for package in packages[:1]} or {stderr.strip()[-500:]}
        print(f"No audit, only the recorded list counts: {' '.join(reasons)}", file=sys.stderr)
        return 0
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        f" {' '.join(vulnerability.get('aliases', ()))}"
        f" mended in {', '.join(vulnerability.get('fix_versions', ())) or 'no version'}"
        for package in known
        for vulnerability in package.get("vulns", ())
    ]
    print("\n".join(found) or "No advisory that is not judged.")
    print(
        f"{len(known)} packages looked up, {len(packages) - len(known)} not known to the service."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
