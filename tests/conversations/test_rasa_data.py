"""`rasa data validate`: set-up leaves it out, for it takes a minute."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.paths import ROOT, Paths
from bot.setup import rasa_environment


@pytest.mark.model
def test_intents_responses_and_stories_fit_together():
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"],
        cwd=ROOT,
        env=rasa_environment(Paths.from_env()),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
